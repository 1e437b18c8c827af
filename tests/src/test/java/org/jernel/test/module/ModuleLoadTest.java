package org.jernel.test.module;

import java.util.function.ToLongFunction;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Modules as programs load and unload them: results, errno, and what the log says. */
class ModuleLoadTest {

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

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    @Test
    void aModuleIsLoadedListedAndUnloaded() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.insmod(jar, "times=2 whom=\"all of you\" loud")).isZero();
        assertThat(kernel.log()).containsSubsequence("hello all of you!", "hello all of you!");
        assertThat(kernel.modules().text(true)).matches("hello \\d+ 0 - Live 0xffffffffc0000000 \\(O\\)\n");
        assertThat(kernel.modules().text(false)).contains(" Live 0x0000000000000000 (O)");
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.EEXIST.negated());
        assertThat(program.rmmod("hello")).isZero();
        assertThat(kernel.log()).contains("bye");
        assertThat(kernel.modules().text(true)).isEmpty();
        assertThat(program.rmmod("hello")).isEqualTo(Errno.ENOENT.negated());
        assertThat(program.insmod(jar, "")).isZero();
    }

    @Test
    void theLicenceTaintsTheKernel() {
        assertThat(kernel.kernel().taints().mask()).isZero();
        byte[] jar = new ModuleJar().source("Own", """
                public final class Own implements KernelModule {}
                """).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(kernel.log()).contains("own: loading out-of-tree module taints kernel.",
                "own: module license 'unspecified' taints kernel.");
        assertThat(kernel.modules().text(true)).endsWith("(PO)\n");
        assertThat(kernel.kernel().taints().mask()).isEqualTo(4097);
        assertThat(program.rmmod("own")).isZero();
        assertThat(kernel.kernel().taints().mask()).isEqualTo(4097);
    }

    @Test
    void onlyWhoHasTheRightMayLoad() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.as(1000, libc -> program.insmod(libc, jar, ""))).isEqualTo(Errno.EPERM.negated());
        assertThat(program.as(1000, libc -> program.rmmod(libc, "hello", 0))).isEqualTo(Errno.EPERM.negated());
    }

    @Test
    void loadingCanBeEndedForGood() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(kernel.session(
                "echo 0 > /proc/sys/kernel/modules_disabled",
                "echo 1 > /proc/sys/kernel/modules_disabled",
                "cat /proc/sys/kernel/modules_disabled",
                "rmmod hello",
                "quit"))
                .contains("echo: write error: Invalid argument", "\n1\n",
                        "rmmod: ERROR: could not remove module hello: Operation not permitted");
        assertThat(program.insmod(jar, "")).isEqualTo(Errno.EPERM.negated());
    }

    @Test
    void addressesAreLookedAtInLinuxsOrder() {
        byte[] jar = new ModuleJar().source("Hello", HELLO).build();
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.INIT_MODULE, 8, 4096, 0)))
                .isEqualTo(Errno.EFAULT.negated());
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.INIT_MODULE, 8, 63, 0)))
                .isEqualTo(Errno.ENOEXEC.negated());
        assertThat(program.run(libc -> program.insmodArgsAt(libc, jar, 8))).isEqualTo(Errno.EFAULT.negated());
        assertThat(kernel.modules().list()).isEmpty();
        assertThat(program.run(libc -> libc.syscall(ModuleProgram.DELETE_MODULE, 8, 0)))
                .isEqualTo(Errno.EFAULT.negated());
        assertThat(program.rmmod("")).isEqualTo(Errno.ENOENT.negated());
        assertThat(program.rmmod("a".repeat(100))).isEqualTo(Errno.ENOENT.negated());
    }

    @Test
    void theDescriptorIsLookedAtInLinuxsOrder() {
        MenuSession.write(kernel.kernel(), "/empty", new byte[0]);
        assertThat(finit(libc -> -1L, 8)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit(libc -> -1L, 4)).isEqualTo(Errno.EBADF.negated());
        assertThat(finit(libc -> libc.open("/empty", 1), 0)).isEqualTo(Errno.EBADF.negated());
        assertThat(finit(libc -> libc.open("/"), 0)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit(libc -> libc.open("/empty"), 0)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit((ModuleProgram.Raw libc) -> {
            long ends = libc.place(new byte[8]);
            assertThat(libc.syscall(ModuleProgram.PIPE, ends)).isZero();
            return Uaccess.getUser32(libc.task().mm(), ends);
        }, 0)).isEqualTo(Errno.EINVAL.negated());
        assertThat(finit((ModuleProgram.Raw libc) -> {
            long fd = libc.open("/empty", 2);
            assertThat(libc.syscall(ModuleProgram.FTRUNCATE, fd, 1L << 31)).isZero();
            return fd;
        }, 0)).isEqualTo(Errno.EFBIG.negated());
        MenuSession.write(kernel.kernel(), "/text", new byte[] {1});
        assertThat(finit(libc -> libc.open("/text"), 4)).isEqualTo(Errno.EOPNOTSUPP.negated());
        assertThat(finit(libc -> libc.open("/text"), 3)).isEqualTo(Errno.ENOEXEC.negated());
    }

    private long finit(ToLongFunction<ModuleProgram.Raw> fd, int flags) {
        return program.run(
                libc -> libc.syscall(ModuleProgram.FINIT_MODULE, fd.applyAsLong(libc), libc.place(""), flags));
    }
}
