package org.jernel.test.module;

import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.module.LoadedModule;
import org.jernel.kernel.module.Modules;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Modules as programs load them: results, errno, and what the log says. */
class ModulesTest {

    private static final String HELLO = """
            @ModuleInfo(license = "GPL", author = "Tux", description = "Says hello")
            public final class Hello implements KernelModule {
                @ModuleParam(description = "how often") private int times = 1;
                @ModuleParam private String whom = "world";
                @ModuleParam private boolean loud;
                private ThisModule self;
                @Override public int init(ThisModule module) {
                    self = module;
                    for (int i = 0; i < times; i++) {
                        module.printk("hello %s%s\\n", whom, loud ? "!" : "");
                    }
                    return 0;
                }
                @Override public void exit() {
                    self.printk("bye\\n");
                }
            }
            """;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final Modules modules = kernel.get(Modules.class);
    private final ModuleProgram program = new ModuleProgram(kernel);

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    @Test
    void aModuleIsLoadedListedAndUnloaded() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.insmod(jar, "times=2 whom=\"all of you\" loud")).isZero();
        assertThat(log()).containsSubsequence("hello all of you!", "hello all of you!");
        assertThat(modules.text(true)).matches("hello \\d+ 0 - Live 0xffffffffc0000000 \\(O\\)\n");
        assertThat(modules.text(false)).contains(" Live 0x0000000000000000 (O)");
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.EEXIST.negated());
        assertThat(program.rmmod("hello")).isZero();
        assertThat(log()).contains("bye");
        assertThat(modules.text(true)).isEmpty();
        assertThat(program.rmmod("hello")).isEqualTo(Errno.ENOENT.negated());
        assertThat(program.insmod(jar, "")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "times=5x, EINVAL, hello: `5x' invalid for parameter `times'",
        "times=, EINVAL, hello: `' invalid for parameter `times'",
        "times, EINVAL, hello: `' invalid for parameter `times'",
        "times=4294967296, ERANGE, hello: `4294967296' invalid for parameter `times'",
        "loud=perhaps, EINVAL, hello: `perhaps' invalid for parameter `loud'",
    })
    void anIllParameterIsRefusedAndNamed(String args, Errno errno, String message) {
        assertThat(program.insmod(new ModuleJar().source("Hello", HELLO).build(), args)).isEqualTo(errno.negated());
        assertThat(log()).contains(message);
        assertThat(modules.list()).isEmpty();
    }

    @Test
    void anUnknownParameterIsIgnoredAndNamed() {
        assertThat(program.insmod(new ModuleJar().source("Hello", HELLO).build(), "time=5 times=0x2")).isZero();
        assertThat(log()).contains("hello: unknown parameter 'time' ignored").containsSubsequence("hello world",
                "hello world");
    }

    @Test
    void theLicenceTaintsTheKernel() {
        assertThat(modules.tainted()).isZero();
        byte[] jar = new ModuleJar().source("Own", """
                public final class Own implements KernelModule {}
                """).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(log()).contains("own: loading out-of-tree module taints kernel.",
                "own: module license 'unspecified' taints kernel.");
        assertThat(modules.text(true)).endsWith("(PO)\n");
        assertThat(modules.tainted()).isEqualTo(4097);
        assertThat(program.rmmod("own")).isZero();
        assertThat(modules.tainted()).isEqualTo(4097);
    }

    @Test
    void whatIsNotExportedIsUnknown() {
        byte[] jar = new ModuleJar().source("Greedy", """
                @ModuleInfo(license = "GPL")
                public final class Greedy implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.get(org.jernel.kernel.Kernel.class).close();
                        return 0;
                    }
                }
                """).build();
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(log()).contains("greedy: Unknown symbol close (err -2)",
                "greedy: Kernel.close is no exported symbol, in demo.Greedy");
        assertThat(log()).doesNotContain("greedy: Unknown symbol kernel (err -2)");
        assertThat(modules.list()).isEmpty();
    }

    @Test
    void exportedFunctionsOfTheNetworkAreFound() {
        byte[] jar = new ModuleJar().source("Net",
                """
                        import org.jernel.net.core.*;
                        import org.jernel.net.socket.SocketLayer;
                        import org.jernel.net.uapi.*;
                        @ModuleInfo(license = "GPL")
                        public final class Net implements KernelModule {
                            @Override public int init(ThisModule module) {
                                SocketLayer layer = module.get(SocketLayer.class);
                                Socket server = module.own(layer.sockCreateKern(AddressFamily.AF_INET, SocketType.SOCK_STREAM, 0));
                                layer.kernelBind(server, SockAddrIn.of("127.0.0.1", ByteOrders.htons(0x1234)));
                                layer.kernelListen(server, 1);
                                module.printk("listens in task %d\\n", Task.current().pid());
                                return 0;
                            }
                            @Override public void exit() {}
                        }
                        """
                        .replace("package demo;", ""))
                .build();
        assertThat(program.insmod(jar, "")).as(String.join("\n", log())).isZero();
        assertThat(program.rmmod("net")).isZero();
    }

    @Test
    void gplOnlySymbolsAreNotThereForOthers() {
        String source = """
                @ModuleInfo(license = "%s")
                public final class Peek implements KernelModule {
                    @Override public int init(ThisModule module) {
                        return module.get(Kallsyms.class).kallsymsLookupName("printk") == 0 ? -1 : 0;
                    }
                    @Override public void exit() {}
                }
                """;
        assertThat(program.insmod(new ModuleJar().source("Peek", source.formatted("Proprietary")).build(), ""))
                .isEqualTo(Errno.ENOENT.negated());
        assertThat(log()).contains("peek: Unknown symbol kallsyms_lookup_name (err -2)");
        assertThat(program.insmod(new ModuleJar().source("Peek", source.formatted("GPL")).build(), "")).isZero();
    }

    @Test
    void modulesUseEachOthersSymbols() {
        byte[] lib = new ModuleJar().source("Lib", """
                @ModuleInfo(name = "lib", license = "GPL")
                public final class Lib implements KernelModule {
                    @ExportSymbol public static int libAdd(int a, int b) { return a + b; }
                    public static int hidden() { return 1; }
                }
                """).build();
        String user = """
                @ModuleInfo(name = "user", license = "GPL")
                public final class User implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.printk("sum %%d\\n", Lib.%s);
                        return 0;
                    }
                    @Override public void exit() {}
                }
                """;
        byte[] good = new ModuleJar().against(lib).source("User", user.formatted("libAdd(2, 3)")).build();
        byte[] bad = new ModuleJar().against(lib).source("User", user.formatted("hidden()")).build();
        assertThat(program.insmod(good, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(log()).contains("user: Unknown symbol lib_add (err -2)");
        assertThat(program.insmod(lib, "")).isZero();
        assertThat(program.insmod(bad, "")).isEqualTo(Errno.ENOENT.negated());
        assertThat(log()).contains("user: Unknown symbol hidden (err -2)");
        assertThat(program.insmod(good, "")).isZero();
        assertThat(log()).contains("sum 5");
        assertThat(modules.text(true)).containsPattern("(?m)^lib \\d+ 1 user, Live ");
        KernelSymbol symbol = kernel.symbols().find("lib_add");
        assertThat(symbol).isNotNull();
        assertThat(kernel.symbols().kallsyms().text(true)).contains(" T lib_add\t[lib]\n");
        assertThat(program.rmmod("lib")).isEqualTo(Errno.EWOULDBLOCK.negated());
        assertThat(program.rmmod("user")).isZero();
        assertThat(program.rmmod("lib")).isZero();
        assertThat(kernel.symbols().find("lib_add")).isNull();
    }

    @Test
    void aFailingInitLeavesNothing() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return -Errno.ENODEV.number();")).build();
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.ENODEV.negated());
        assertThat(kernel.syscalls().nameToNr("greet")).isEqualTo(-1);
        assertThat(modules.list()).isEmpty();
        assertThat(kernel.symbols().kallsyms().kallsymsLookupName("__x64_sys_greet")).isZero();
    }

    private static final String CALL = """
            @ModuleInfo(license = "GPL")
            public final class Fail implements KernelModule {
                @Override public int init(ThisModule module) {
                    module.defineSyscalls(FailDefinitions.of(this));
                    %s
                }
                @Override public void exit() {}
                @SyscallDefine1("greet")
                long greet(@CType("unsigned long") long number) {
                    return number + 1;
                }
            }
            """;

    @Test
    void aModuleAddsASystemCallBehindTheLastRow() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;")).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(kernel.syscalls().nameToNr("greet")).isEqualTo(429);
        assertThat(program.call(429, 7)).isEqualTo(8);
        assertThat(log()).contains("fail: system call 429 is greet");
        assertThat(program.rmmod("fail")).isZero();
        assertThat(program.call(429, 7)).isEqualTo(Errno.ENOSYS.negated());
        assertThat(kernel.syscalls().nameToNr("greet")).isEqualTo(-1);
    }

    @Test
    void aFragmentNamesTheRow() {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;"))
                .file("syscall_64.tbl", "400\tcommon\tgreet\t\t__x64_sys_greet\n").build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(program.call(400, 7)).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'400 common greet sys_greet\n400 common other sys_other', ENOEXEC,"
                + " 'fail: syscall_64.tbl:2:1: number 400 is taken by greet in line 1'",
        "'4x0 common greet sys_greet', ENOEXEC, 'fail: syscall_64.tbl:1:1: \"4x0\" is not a number'",
        "'1 common greet sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: number 1 is taken by write'",
        "'400 common write sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: name write is taken by number 1'",
        "'60000 common greet sys_greet', EBUSY, 'fail: syscall_64.tbl:1:1: number 60000 is above the limit of 511'",
        "'400 common other sys_other', ENOENT, 'fail: syscall_64.tbl:1: no definition of sys_other'",
    })
    void aBadFragmentIsToldWithItsPlace(String fragment, Errno errno, String message) {
        byte[] jar = new ModuleJar().source("Fail", CALL.formatted("return 0;"))
                .file("syscall_64.tbl", fragment).build();
        assertThat(program.insmod(jar, "")).isEqualTo(errno.negated());
        assertThat(log()).contains(message);
        assertThat(kernel.syscalls().nameToNr("greet")).isEqualTo(-1);
        assertThat(modules.list()).isEmpty();
    }

    @Test
    void whatIsNoModuleIsRefusedWithItsReason() {
        assertThat(program.insmod(new byte[100], "")).isEqualTo(Errno.ENOEXEC.negated());
        assertThat(program.insmod(new byte[10], "")).isEqualTo(Errno.ENOEXEC.negated());
        assertThat(log()).contains("Invalid module: not a jar");
        byte[] none = new ModuleJar().source("None", "public final class None {}").build();
        assertThat(program.insmod(none, "")).isEqualTo(Errno.ENOEXEC.negated());
        assertThat(log()).contains("Invalid module: no class implements KernelModule");
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        byte[] damaged = jar.clone();
        damaged[jar.length / 3] ^= 0x55;
        assertThat(program.insmod(damaged, "")).isEqualTo(Errno.ENOEXEC.negated());
        assertThat(modules.list()).isEmpty();
    }

    @Test
    void aModuleInACallIsNotUnloaded() throws InterruptedException {
        byte[] jar = new ModuleJar().source("Slow", """
                import org.jernel.kernel.wait.WaitQueueHead;
                @ModuleInfo(license = "GPL")
                public final class Slow implements KernelModule {
                    private WaitQueueHead queue;
                    private volatile boolean go;
                    @Override public int init(ThisModule module) {
                        queue = new WaitQueueHead(module.clock());
                        module.defineSyscalls(SlowDefinitions.of(this));
                        return 0;
                    }
                    @Override public void exit() {}
                    @SyscallDefine0("sleep_here") long sleepHere() {
                        return queue.waitEvent(() -> go, WaitQueueHead.MAX_SCHEDULE_TIMEOUT) < 0 ? -4 : 0;
                    }
                    @SyscallDefine0("go_on") long goOn() {
                        go = true;
                        queue.wakeUpAll(0);
                        return 0;
                    }
                }
                """).build();
        assertThat(program.insmod(jar, "")).as(String.join("\n", log())).isZero();
        Thread sleeper = Thread.ofVirtual().start(() -> program.call(429, 0));
        LoadedModule module = modules.list().getFirst();
        while (module.refcount() == 0) {
            Thread.onSpinWait();
        }
        assertThat(program.rmmod("slow")).isEqualTo(Errno.EWOULDBLOCK.negated());
        assertThat(program.call(430, 0)).isZero();
        sleeper.join();
        assertThat(program.rmmod("slow")).isZero();
    }

    @Test
    void aModuleWithoutExitStaysUntilItIsForced() {
        byte[] jar = new ModuleJar().source("Stay", """
                @ModuleInfo(license = "GPL")
                public final class Stay implements KernelModule {
                    @Override public int init(ThisModule module) { return 0; }
                }
                """).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(modules.text(true)).contains(" 0 [permanent], Live ");
        assertThat(program.rmmod("stay")).isEqualTo(Errno.EBUSY.negated());
        assertThat(program.rmmod("stay", 01000)).isZero();
        assertThat(modules.tainted() & 8).isNotZero();
    }

    @Test
    void onlyWhoHasTheRightMayLoad() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.as(1000, libc -> program.insmod(libc, jar, ""))).isEqualTo(Errno.EPERM.negated());
        assertThat(program.as(1000, libc -> program.rmmod(libc, "hello", 0))).isEqualTo(Errno.EPERM.negated());
    }

    @Test
    void addressesAreLookedAtInLinuxsOrder() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.INIT_MODULE, 8, 4096, 0)))
                .isEqualTo(Errno.EFAULT.negated());
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.INIT_MODULE, 8, 63, 0)))
                .isEqualTo(Errno.ENOEXEC.negated());
        assertThat(program.run(libc -> program.insmodArgsAt(libc, jar, 8))).isEqualTo(Errno.EFAULT.negated());
        assertThat(modules.list()).isEmpty();
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.DELETE_MODULE, 8, 0)))
                .isEqualTo(Errno.EFAULT.negated());
        assertThat(program.rmmod("")).isEqualTo(Errno.ENOENT.negated());
        assertThat(program.rmmod("a".repeat(100))).isEqualTo(Errno.ENOENT.negated());
    }

    @Test
    void aFaultInInitEndsTheProgramAndLeavesNothing() {
        byte[] jar = new ModuleJar().source("Bug", """
                public final class Bug implements KernelModule {
                    @Override public int init(ThisModule module) { throw new IllegalStateException("a bug"); }
                }
                """).build();
        assertThatThrownBy(() -> modules.insmod(jarFile(jar), "")).isInstanceOf(IllegalStateException.class);
        assertThat(modules.list()).isEmpty();
    }

    @Test
    void theCallbacksOfAFileOfProcRunWhenAUserWritesAndReads() {
        byte[] jar = new ModuleJar()
                .source("Message",
                        """
                                @ModuleInfo(license = "GPL")
                                public final class Message implements KernelModule, org.jernel.kernel.proc.ProcOps {
                                    private String text = "";
                                    @Override public int init(ThisModule module) {
                                        module.procCreate("message", 0666, (org.jernel.kernel.proc.ProcOps) this);
                                        return 0;
                                    }
                                    @Override public void exit() {}
                                    @Override public void open(org.jernel.kernel.file.File file) {
                                        org.jernel.kernel.seq.SeqFiles.singleOpen(file, seq -> seq.printf("%s!\\n", text));
                                    }
                                    @Override public long readIter(org.jernel.kernel.file.File file, org.jernel.kernel.mm.IovIter to,
                                            org.jernel.kernel.file.FilePosition offset) {
                                        return org.jernel.kernel.seq.SeqFiles.seqReadIter(file, to, offset);
                                    }
                                    @Override public long write(org.jernel.kernel.file.File file, org.jernel.kernel.mm.UserMemory memory,
                                            long buffer, long count, org.jernel.kernel.file.FilePosition offset) {
                                        byte[] bytes = new byte[(int) count];
                                        if (memory.copyFromUser(bytes, 0, buffer, bytes.length) < bytes.length) {
                                            return -14;
                                        }
                                        text = new String(bytes);
                                        return count;
                                    }
                                }
                                """)
                .build();
        MenuSession.write(kernel, "/message.jar", jar);
        assertThat(program
                .run(libc -> libc.syscall(ModuleProgram.FINIT_MODULE, libc.open("/message.jar"), libc.place(""), 0)))
                .isZero();
        assertThat(program.run(libc -> {
            long fd = libc.syscall(2, libc.place("/proc/message"), 2, 0);
            assertThat(libc.syscall(1, fd, libc.place("hello"), 5)).isEqualTo(5);
            assertThat(libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100)).isEqualTo(7);
            assertThat(program.rmmod(libc, "message", 0)).isZero();
            return libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100);
        })).isEqualTo(Errno.EIO.negated());
    }

    @Test
    void anOpenFileHoldsItsModule() {
        byte[] jar = new ModuleJar().source("Show", """
                @ModuleInfo(license = "GPL")
                public final class Show implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.procCreate("show", () -> "shown\\n");
                        return 0;
                    }
                    @Override public void exit() {}
                }
                """).build();
        MenuSession.write(kernel, "/show.jar", jar);
        assertThat(program
                .run(libc -> libc.syscall(ModuleProgram.FINIT_MODULE, libc.open("/show.jar"), libc.place(""), 0)))
                .isZero();
        assertThat(program.run(libc -> {
            long fd = libc.open("/proc/show");
            long held = program.rmmod(libc, "show", 0);
            long read = libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100);
            assertThat(read).isEqualTo(6);
            libc.syscall(ModuleProgram.CLOSE, fd);
            return held;
        })).isEqualTo(Errno.EWOULDBLOCK.negated());
        assertThat(program.rmmod("show")).isZero();
        assertThat(program.run(libc -> libc.open("/proc/show"))).isEqualTo(Errno.ENOENT.negated());
    }

    @Test
    void afterAForcedUnloadOpenFilesAreNoDevice() {
        byte[] jar = new ModuleJar().source("Show", """
                @ModuleInfo(license = "GPL")
                public final class Show implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.procCreate("show", () -> "shown\\n");
                        return 0;
                    }
                    @Override public void exit() {}
                }
                """).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(program.run(libc -> {
            long fd = libc.open("/proc/show");
            assertThat(program.rmmod(libc, "show", 01000)).isZero();
            return libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100);
        })).isEqualTo(Errno.ENODEV.negated());
    }

    @Test
    void theDescriptorIsLookedAtInLinuxsOrder() {
        MenuSession.write(kernel, "/empty", new byte[0]);
        assertThat(finit(libc -> -1L, 8)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit(libc -> -1L, 4)).isEqualTo(Errno.EBADF.negated());
        assertThat(finit(libc -> libc.open("/empty", 1), 0)).isEqualTo(Errno.EBADF.negated());
        assertThat(finit(libc -> libc.open("/"), 0)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit(libc -> libc.open("/empty"), 0)).isEqualTo(Errno.EINVAL.negated());
        MenuSession.write(kernel, "/text", new byte[] {1});
        assertThat(finit(libc -> libc.open("/text"), 4)).isEqualTo(Errno.EOPNOTSUPP.negated());
        assertThat(finit(libc -> libc.open("/text"), 3)).isEqualTo(Errno.ENOEXEC.negated());
    }

    private long finit(java.util.function.ToLongFunction<ModuleProgram.Raw> fd, int flags) {
        return program.run(
                libc -> libc.syscall(ModuleProgram.FINIT_MODULE, fd.applyAsLong(libc), libc.place(""), flags));
    }

    private static java.nio.file.Path jarFile(byte[] bytes) throws java.io.IOException {
        java.nio.file.Path file = java.nio.file.Files.createTempFile("module", ".jar");
        file.toFile().deleteOnExit();
        return java.nio.file.Files.write(file, bytes);
    }

    private List<String> log() {
        return kernel.printk().records().stream().map(PrintkRecord::text).toList();
    }
}
