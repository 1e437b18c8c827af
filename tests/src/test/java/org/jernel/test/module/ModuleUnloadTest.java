package org.jernel.test.module;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.module.LoadedModule;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What keeps a module, and what becomes of what it had when it goes. */
class ModuleUnloadTest {

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

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
        assertThat(program.insmod(jar, "")).as(String.join("\n", kernel.log())).isZero();
        Thread sleeper = Thread.ofVirtual().start(() -> program.call(429, 0));
        LoadedModule module = kernel.modules().list().getFirst();
        while (module.refcount() == 0) {
            LockSupport.parkNanos(1);
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
        assertThat(kernel.modules().text(true)).contains(" 0 [permanent], Live ");
        assertThat(program.rmmod("stay")).isEqualTo(Errno.EBUSY.negated());
        assertThat(program.rmmod("stay", 01000)).isZero();
        assertThat(kernel.kernel().taints().mask() & 8).isNotZero();
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
                                        module.procCreate("message", 0666, this);
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
        MenuSession.write(kernel.kernel(), "/message.jar", jar);
        assertThat(program
                .run(libc -> libc.syscall(ModuleProgram.FINIT_MODULE, libc.open("/message.jar"), libc.place(""), 0)))
                .isZero();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            long fd = libc.syscall(2, libc.place("/proc/message"), 2, 0);
            assertThat(libc.syscall(1, fd, libc.place("hello"), 5)).isEqualTo(5);
            assertThat(libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100)).isEqualTo(7);
            assertThat(program.rmmod(libc, "message", 0)).isZero();
            return libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100);
        })).isEqualTo(Errno.EIO.negated());
    }

    @Test
    void anOpenFileOfProcDoesNotHoldItsModule() {
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
        MenuSession.write(kernel.kernel(), "/show.jar", jar);
        assertThat(program
                .run(libc -> libc.syscall(ModuleProgram.FINIT_MODULE, libc.open("/show.jar"), libc.place(""), 0)))
                .isZero();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            long fd = libc.open("/proc/show");
            assertThat(libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100)).isEqualTo(6);
            assertThat(program.rmmod(libc, "show", 0)).isZero();
            assertThat(libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[100]), 100))
                    .isEqualTo(Errno.EIO.negated());
            return libc.syscall(ModuleProgram.CLOSE, fd);
        })).isZero();
        assertThat(program.run(libc -> libc.open("/proc/show"))).isEqualTo(Errno.ENOENT.negated());
    }

    private static final String WITH_RELEASE = """
            @ModuleInfo(license = "GPL")
            public final class Show implements KernelModule, org.jernel.kernel.proc.ProcOps {
                private ThisModule self;
                @Override public int init(ThisModule module) {
                    self = module;
                    module.procCreate("show", 0444, this);
                    return 0;
                }
                @Override public void exit() {}
                @Override public void release(org.jernel.kernel.file.File file) {
                    self.printk("released\\n");
                }
            }
            """;

    @Test
    void filesOfProcAreReleasedOnceWhenTheirModuleGoes() {
        assertThat(program.insmod(new ModuleJar().source("Show", WITH_RELEASE).build(), "")).isZero();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            long fd = libc.open("/proc/show");
            assertThat(program.rmmod(libc, "show", 0)).isZero();
            assertThat(kernel.log()).filteredOn("released"::equals).hasSize(1);
            return libc.syscall(ModuleProgram.CLOSE, fd);
        })).isZero();
        assertThat(kernel.log()).filteredOn("released"::equals).hasSize(1);
    }

    private byte[] making(String name) {
        return new ModuleJar().source("Making", """
                @ModuleInfo(license = "GPL")
                public final class Making implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.procCreate("%s", () -> "caf\u00e9\\n");
                        return 0;
                    }
                    @Override public void exit() {}
                }
                """.formatted(name)).build();
    }

    @ParameterizedTest
    @CsvSource({
        "'', EINVAL, name len 0", "1, EINVAL, create '/proc/1' by hand", "., EINVAL, name '.'",
        "a/b, ENOENT, name 'a/b'", "net/, EINVAL, name len 0",
        "meminfo, EEXIST, proc_dir_entry '/meminfo' already registered",
        "modules, EEXIST, proc_dir_entry '/modules' already registered",
        "devices, EEXIST, proc_dir_entry '/devices' already registered",
        "net, EEXIST, proc_dir_entry '/net' already registered",
        "net/tcp, EEXIST, proc_dir_entry 'net/tcp' already registered"
    })
    void aFileOfProcIsNotMadeByANameThatIsTakenOrImpossible(String name, Errno errno, String line) {
        assertThat(program.insmod(making(name), "")).isEqualTo(errno.negated());
        assertThat(kernel.log()).contains(line);
    }

    @Test
    void aFileIsMadeInADirectoryOfProc() {
        MenuSession.write(kernel.kernel(), "/making.jar", making("net/made"));
        assertThat(kernel.session(
                "insmod /making.jar", "cat /proc/net/made", "rmmod making", "cat /proc/net/made", "quit"))
                .isEqualTo("""
                        MenuOS>>insmod /making.jar
                        MenuOS>>cat /proc/net/made
                        caf\u00e9
                        MenuOS>>rmmod making
                        MenuOS>>cat /proc/net/made
                        cat: /proc/net/made: No such file or directory
                        MenuOS>>quit
                        """);
    }

    /** What registers without saying that it is the module's, and takes nothing back. */
    private static final String FORGETFUL =
            """
                    import org.jernel.kernel.chrdev.Chrdevs;
                    import org.jernel.kernel.file.*;
                    import org.jernel.kernel.fs.*;
                    import org.jernel.kernel.proc.*;
                    import org.jernel.kernel.reboot.*;
                    import org.jernel.kernel.security.*;
                    import org.jernel.kernel.sysctl.*;
                    import org.jernel.kernel.trace.*;
                    import org.jernel.net.core.*;
                    import org.jernel.net.socket.SocketLayer;
                    @ModuleInfo(license = "GPL")
                    public final class Forget implements KernelModule, NetProtoFamily, ProtoOps, InodeSecurity {
                        @Override public int init(ThisModule module) {
                            ProcFs proc = module.get(ProcFs.class);
                            ProcDirEntry dir = proc.procMkdir("forget", null);
                            proc.procCreateSingleData("text", 0, dir, seq -> seq.printf("text\\n"));
                            proc.procSymlink("forgotten", null, "forget");
                            int error = module.get(SocketLayer.class).sockRegister(this);
                            error |= Math.min(0, module.get(Chrdevs.class).registerChrdev(0, "forget", new FileOperations() {}));
                            error |= module.get(Chrdevs.class).registerChrdevRegion(200 << 20, 5, "forget");
                            Vfs vfs = module.get(Vfs.class);
                            PseudoFileSystem files = new PseudoFileSystem(vfs, "forgetfs", 0x4711, 0755);
                            files.create(files.root(), "hello", 0444, new TextFile(() -> "from the module\\n"));
                            vfs.registerFilesystem(files);
                            module.get(Sysctl.class).registerSysctl("net/forget", List.of(CtlTable.readOnlyNumber("n", 7)));
                            module.get(Security.class).securityAddHooks(this);
                            module.get(SyscallTracepoints.class).listen(TracePoint.ENTER, "mkdir",
                                    event -> module.printk("traced %s\\n", event.metadata().name()));
                            return error;
                        }
                        @Override public void exit() {}
                        @Override public int family() { return 41; }
                        @Override public void create(Net net, Socket sock, int protocol, boolean kern) {
                            if (protocol != 0) {
                                throw Errno.EPROTONOSUPPORT.exception();
                            }
                            sock.setOps(this);
                        }
                        @Override public void release(Socket sock) {}
                        @Override public long sendmsg(Socket sock, MsgHdr message) { return message.iter().count(); }
                        @Override public long inodeMkdir(Inode directory, Dentry entry, int mode) {
                            return entry.name().equals("no") ? -30 : 0;
                        }
                    }
                    """;

    private byte[] forgetful() {
        return new ModuleJar().source("Forget", FORGETFUL).build();
    }

    @Test
    void whatAModuleLeavesRegisteredGoesWithIt() {
        MenuSession.write(kernel.kernel(), "/forget.jar", forgetful());
        List<String> before = kernel.traces();
        assertThat(kernel.session(
                "insmod /forget.jar",
                "cat /proc/forget/text /proc/forgotten/text /proc/sys/net/forget/n",
                "grep forget /proc/devices",
                "grep forget /proc/filesystems",
                "mkdir /tmp/no",
                "mkdir /tmp/yes",
                "rmmod forget",
                "mkdir /tmp/no",
                "quit"))
                .isEqualTo("""
                        MenuOS>>insmod /forget.jar
                        MenuOS>>cat /proc/forget/text /proc/forgotten/text /proc/sys/net/forget/n
                        text
                        text
                        7
                        MenuOS>>grep forget /proc/devices
                        200 forget
                        254 forget
                        MenuOS>>grep forget /proc/filesystems
                        nodev	forgetfs
                        MenuOS>>mkdir /tmp/no
                        mkdir: cannot create directory '/tmp/no': Read-only file system
                        MenuOS>>mkdir /tmp/yes
                        MenuOS>>rmmod forget
                        MenuOS>>mkdir /tmp/no
                        MenuOS>>quit
                        """);
        kernel.assertTraces(before);
        assertThat(kernel.log()).filteredOn("traced mkdir"::equals).hasSize(2);
        assertThat(program.insmod(forgetful(), "")).isZero();
    }

    @Test
    void aSocketHoldsTheModuleOfItsFamily() {
        assertThat(program.insmod(forgetful(), "")).isZero();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            assertThat(libc.syscall(ModuleProgram.SOCKET, 41, 1, 5)).isEqualTo(Errno.EPROTONOSUPPORT.negated());
            long fd = libc.syscall(ModuleProgram.SOCKET, 41, 1, 0);
            long other = libc.syscall(ModuleProgram.DUP, fd);
            assertThat(libc.syscall(1, fd, libc.place("hello"), 5)).isEqualTo(5);
            assertThat(kernel.modules().text(true)).contains("forget ", " 1 - Live");
            assertThat(program.rmmod(libc, "forget", 0)).isEqualTo(Errno.EWOULDBLOCK.negated());
            assertThat(libc.syscall(ModuleProgram.CLOSE, fd)).isZero();
            assertThat(program.rmmod(libc, "forget", 0)).isEqualTo(Errno.EWOULDBLOCK.negated());
            assertThat(libc.syscall(ModuleProgram.CLOSE, other)).isZero();
            assertThat(program.rmmod(libc, "forget", 0)).isZero();
            return libc.syscall(ModuleProgram.SOCKET, 41, 1, 0);
        })).isEqualTo(Errno.EAFNOSUPPORT.negated());
    }

    @Test
    void aMountHoldsTheModuleOfItsFileSystem() {
        MenuSession.write(kernel.kernel(), "/forget.jar", forgetful());
        assertThat(kernel.session(
                "insmod /forget.jar",
                "mkdir /tmp/a",
                "mount -t forgetfs none /tmp/a",
                "cat /tmp/a/hello",
                "rmmod forget",
                "mount -t forgetfs none /tmp/a",
                "umount /tmp/a",
                "rmmod forget",
                "mount -t forgetfs none /tmp/a",
                "quit"))
                .contains("""
                        MenuOS>>cat /tmp/a/hello
                        from the module
                        MenuOS>>rmmod forget
                        rmmod: ERROR: Module forget is in use
                        """, """
                        MenuOS>>umount /tmp/a
                        MenuOS>>rmmod forget
                        MenuOS>>mount -t forgetfs none /tmp/a
                        mount: /tmp/a: unknown filesystem type 'forgetfs'.
                        """);
    }

    /** A file of /proc and a device, in whose read a task sleeps until somebody writes. */
    private static final String SLEEPY = """
            import org.jernel.kernel.chrdev.*;
            import org.jernel.kernel.file.*;
            import org.jernel.kernel.mm.*;
            import org.jernel.kernel.proc.*;
            import org.jernel.kernel.wait.*;
            @ModuleInfo(license = "GPL")
            public final class Sleepy implements KernelModule, ProcOps {
                private volatile boolean go;
                private WaitQueueHead queue;
                @Override public int init(ThisModule module) {
                    queue = new WaitQueueHead(module.clock());
                    module.get(ProcFs.class).procCreate("sleepy", 0666, null, this);
                    return module.registerChrdev(200, "sleepy", new FileOperations() {
                        @Override public long readIter(File file, IovIter to) { return sleep(); }
                    });
                }
                private long sleep() {
                    long left = queue.waitEvent(() -> go, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
                    return left < 0 ? left : 0;
                }
                @Override public void exit() {}
                @Override public long readIter(File file, IovIter to, FilePosition offset) { return sleep(); }
                @Override public long write(File file, UserMemory memory, long buffer, long count, FilePosition at) {
                    go = true;
                    queue.wakeUpAll(0);
                    return count;
                }
            }
            """;

    @Test
    void aReaderInADriverHoldsTheModule() throws Exception {
        assertThat(program.insmod(new ModuleJar().source("Sleepy", SLEEPY).build(), "")).isZero();
        kernel.kernel().get(Vfs.class).mknod("/dev/sleepy", FileMode.S_IFCHR | 0666, DeviceNumber.of(200, 0));
        Task reader = program.reader("/dev/sleepy");
        assertThat(program.rmmod("sleepy")).isEqualTo(Errno.EWOULDBLOCK.negated());
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.KILL, reader.pid(), 9))).isZero();
        assertThat(reader.join()).isEqualTo(9);
        assertThat(program.rmmod("sleepy")).isZero();
    }

    @Test
    void whoUnloadsWaitsForTheReaderOfAFileOfProc() throws Exception {
        assertThat(program.insmod(new ModuleJar().source("Sleepy", SLEEPY).build(), "")).isZero();
        Task reader = program.reader("/proc/sleepy");
        CompletableFuture<Task> remover = new CompletableFuture<>();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            long fd = libc.open("/proc/sleepy", 1);
            remover.complete(program.sleeping(other -> program.rmmod(other, "sleepy", 0)));
            assertThat(libc.open("/proc/sleepy")).isEqualTo(Errno.ENOENT.negated());
            assertThat(libc.syscall(1, fd, libc.place("x"), 1)).isEqualTo(Errno.EIO.negated());
            assertThat(libc.syscall(ModuleProgram.KILL, remover.join().pid(), 15)).isZero();
            assertThat(kernel.modules().text(true)).contains(" Unloading ");
            return libc.syscall(ModuleProgram.KILL, reader.pid(), 9);
        })).isZero();
        assertThat(reader.join()).isEqualTo(9);
        assertThat(remover.join().join()).isEqualTo(15);
        assertThat(kernel.modules().list()).isEmpty();
    }
}
