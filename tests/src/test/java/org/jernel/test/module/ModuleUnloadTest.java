package org.jernel.test.module;

import org.jernel.kernel.module.LoadedModule;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
        MenuSession.write(kernel.kernel(), "/message.jar", jar);
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
        MenuSession.write(kernel.kernel(), "/show.jar", jar);
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
}
