package org.jernel.test.module;

import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.module.KernelModule;
import org.jernel.kernel.module.ModuleInfo;
import org.jernel.kernel.module.ThisModule;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** No code of a module runs once it is gone, whoever is on the way to it. */
class ModuleCallbacksTest {

    /** Sleeps wherever it is called. */
    private static final String SLEEPY = """
            import org.jernel.kernel.sysctl.*;
            import org.jernel.kernel.trace.*;
            import org.jernel.kernel.file.*;
            import org.jernel.kernel.mm.*;
            import org.jernel.kernel.wait.*;
            @ModuleInfo(license = "GPL")
            public final class Sleepy implements KernelModule, ProcHandler {
                private WaitQueueHead queue;
                @Override public int init(ThisModule module) {
                    queue = new WaitQueueHead(module.clock());
                    module.get(Sysctl.class).registerSysctl("sleepy", List.of(new CtlTable("row", 0644, this)));
                    module.get(SyscallTracepoints.class).listen(TracePoint.ENTER, "sys_getppid", traced -> sleep());
                    return 0;
                }
                private void sleep() {
                    long ended = queue.waitEvent(() -> false, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
                }
                @Override public byte[] read(int room, FilePosition position) {
                    sleep();
                    return new byte[0];
                }
                @Override public long write(byte[] text, FilePosition position) { return text.length; }
                @Override public void exit() {}
            }
            """;

    private static final int GETPPID = 110;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    private void unloadWhile(Task busy) throws InterruptedException {
        Task remover = program.sleeping(libc -> program.rmmod(libc, "sleepy", 0));
        assertThat(kernel.modules().text(true)).contains(" Unloading ");
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.KILL, busy.pid(), 9))).isZero();
        assertThat(busy.join()).isEqualTo(9);
        assertThat(remover.join()).isZero();
        assertThat(kernel.modules().list()).isEmpty();
    }

    @Test
    void whoUnloadsWaitsForTheReaderOfARowOfSysctl() throws InterruptedException {
        assertThat(program.insmod(new ModuleJar().source("Sleepy", SLEEPY).build(), "")).isZero();
        unloadWhile(program.reader("/proc/sys/sleepy/row"));
    }

    @Test
    void whoUnloadsWaitsForAListener() throws InterruptedException {
        assertThat(program.insmod(new ModuleJar().source("Sleepy", SLEEPY).build(), "")).isZero();
        unloadWhile(program.sleeping(libc -> libc.syscall(GETPPID)));
    }

    @Test
    void anOpenRowOfSysctlIsNoneOnceItsModuleIsGone() {
        assertThat(program.insmod(new ModuleJar().source("Sleepy", SLEEPY).build(), "")).isZero();
        assertThat(program.run((ModuleProgram.Raw libc) -> {
            long fd = libc.open("/proc/sys/sleepy/row", 2);
            assertThat(libc.syscall(1, fd, libc.place("x"), 1)).isEqualTo(1);
            assertThat(program.rmmod(libc, "sleepy", 0)).isZero();
            assertThat(libc.syscall(1, fd, libc.place("x"), 1)).isEqualTo(Errno.ENOENT.negated());
            assertThat(libc.open("/proc/sys/sleepy/row")).isEqualTo(Errno.ENOENT.negated());
            return libc.syscall(ModuleProgram.READ, fd, libc.place(new byte[8]), 8);
        })).isEqualTo(Errno.ENOENT.negated());
    }

    @Test
    void aTaskThatStandsInItsCallHoldsTheModule() {
        String call = """
                @ModuleInfo(license = "GPL")
                public final class Stop implements KernelModule {
                    @Override public int init(ThisModule module) {
                        module.defineSyscalls(StopDefinitions.of(this));
                        return 0;
                    }
                    @Override public void exit() {}
                    @SyscallDefine1("greet")
                    long greet(@CType("unsigned long") long number) {
                        return number + 1;
                    }
                }
                """;
        MenuSession.write(kernel.kernel(), "/stop.jar", new ModuleJar().source("Stop", call).build());
        assertThat(kernel.session(
                "insmod /stop.jar",
                "break greet",
                "syscall 429 7",
                "rmmod stop",
                "lsmod",
                "continue",
                "wait",
                "rmmod stop",
                "lsmod",
                "quit"))
                .contains("rmmod: ERROR: Module stop is in use")
                .containsPattern("stop +\\d+ +1\n")
                .contains("= 8\n")
                .endsWith("Module                  Size  Used by\nMenuOS>>quit\n");
    }

    @Test
    void aMappingHoldsTheFileAndSoItsModule() {
        byte[] jar = new ModuleJar().source("Map", """
                import org.jernel.kernel.file.*;
                import org.jernel.kernel.mm.*;
                @ModuleInfo(license = "GPL")
                public final class Map implements KernelModule {
                    @Override public int init(ThisModule module) {
                        return module.registerChrdev(200, "map", new FileOperations() {
                            @Override public VmBacking mmap(File file, int prot, boolean shared) { return null; }
                            @Override public void release(File file) { module.printk("released\\n"); }
                        });
                    }
                    @Override public void exit() {}
                }
                """).build();
        assertThat(program.insmod(jar, "")).isZero();
        kernel.kernel().get(Vfs.class).mknod("/dev/map", FileMode.S_IFCHR | 0600, DeviceNumber.of(200, 0));
        for (int flags = 1; flags <= 2; flags++) {
            int type = flags;
            assertThat(program.run((ModuleProgram.Raw libc) -> {
                long fd = libc.open("/dev/map", 2);
                long at = libc.syscall(9, 0, 8192, 3, type, fd, 0);
                assertThat(libc.syscall(3, fd)).isZero();
                assertThat(program.rmmod(libc, "map", 0)).isEqualTo(Errno.EWOULDBLOCK.negated());
                libc.task().memory().putUser(at, 7, 1);
                assertThat(libc.task().memory().getUser(at, 1)).isEqualTo(7);
                assertThat(libc.task().memory().getUser(at + 4096, 1)).isZero();
                assertThat(kernel.log()).filteredOn(line -> line.equals("released")).hasSize(type - 1);
                return libc.syscall(11, at, 8192);
            })).isZero();
            assertThat(kernel.log().getLast()).isEqualTo("released");
        }
        assertThat(program.rmmod("map")).isZero();
    }

    /** Its parts are asked for later, by whoever has kept it. */
    @ModuleInfo(license = "GPL")
    public static final class Left implements KernelModule {

        private static final AtomicReference<@Nullable ThisModule> MODULE = new AtomicReference<>();

        @Override
        public int init(ThisModule module) {
            MODULE.set(module);
            return 0;
        }

        @Override
        public void exit() {}
    }

    @Test
    void aThreadThatAModuleLeftBehindRegistersNothing() {
        kernel.modules().insmod(Left.class, "");
        kernel.modules().rmmod("left");
        ThisModule left = requireNonNull(Left.MODULE.getAndSet(null));
        assertThatThrownBy(() -> left.procCreate("late", () -> "late"))
                .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
        assertThatThrownBy(() -> {
            int _ = left.registerChrdev(0, "late", new FileOperations() {});
        }).isInstanceOf(ErrnoException.class);
        assertThat(program.run(libc -> libc.open("/proc/late"))).isEqualTo(Errno.ENOENT.negated());
        assertThat(kernel.kernel().get(Chrdevs.class).text()).doesNotContain("late");
    }
}
