package org.jernel.kernel.sys;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Ids;
import org.jernel.kernel.task.Rlimits;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SysSyscallsTest {

    private static final int PAUSE = 34;
    private static final int UNAME = 63;
    private static final int GETRLIMIT = 97;
    private static final int GETUID = 102;
    private static final int GETGID = 104;
    private static final int GETEUID = 107;
    private static final int GETEGID = 108;
    private static final int SETRLIMIT = 160;
    private static final int PRLIMIT64 = 302;
    private static final int GETRANDOM = 318;

    private static final int NOFILE = Rlimits.RLIMIT_NOFILE;

    private final TestKernel kernel = new TestKernel(KernelConfig.hermetic().withSeed(1));

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void unameFillsSixFields() throws InterruptedException {
        kernel.run((User user) -> {
            long name = user.alloc(6 * 65);
            assertThat(user.ask(UNAME, name)).isEqualTo("0");
            assertThat(user.string(name, 6)).isEqualTo("Linux\0");
            assertThat(user.string(name + 65, 7)).isEqualTo("jernel\0");
            assertThat(user.string(name + 2 * 65, 13)).isEqualTo("5.1.0-jernel\0");
            assertThat(user.string(name + 4 * 65, 7)).isEqualTo("x86_64\0");
            assertThat(user.ask(UNAME, User.BAD)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void idsAreThoseOfTheCredentials() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.syscall(GETUID)).isZero();
            user.task().setCred(Cred.ROOT.withUids(new Ids(1, 3, 3, 3)).withGids(new Ids(2, -2, -2, -2)));
            assertThat(user.syscall(GETUID)).isEqualTo(1);
            assertThat(user.syscall(GETGID)).isEqualTo(2);
            assertThat(user.syscall(GETEUID)).isEqualTo(3);
            assertThat(user.syscall(GETEGID)).isEqualTo(0xffff_fffeL);
            return 0;
        });
    }

    @Test
    void limitsAreReadAndSet() throws InterruptedException {
        kernel.run((User user) -> {
            long limit = user.alloc(16);
            assertThat(user.ask(GETRLIMIT, NOFILE, limit)).isEqualTo("0");
            assertThat(user.getLong(limit)).isEqualTo(1024);
            assertThat(user.getLong(limit + 8)).isEqualTo(4096);
            assertThat(user.ask(PRLIMIT64, 0, NOFILE, user.longs(5, 10), limit)).isEqualTo("0");
            assertThat(user.getLong(limit)).isEqualTo(1024);
            assertThat(user.ask(PRLIMIT64, 0, NOFILE, 0, limit)).isEqualTo("0");
            assertThat(user.getLong(limit)).isEqualTo(5);
            assertThat(user.getLong(limit + 8)).isEqualTo(10);
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(6, 10))).isEqualTo("0");
            assertThat(user.task().rlimits().nofile()).isEqualTo(6);
            return 0;
        });
    }

    @Test
    void limitsAreChecked() throws InterruptedException {
        kernel.run((User user) -> {
            long bad = User.BAD;
            long limit = user.alloc(16);
            assertThat(user.ask(GETRLIMIT, 16, bad)).isEqualTo("EINVAL");
            assertThat(user.ask(GETRLIMIT, NOFILE, bad)).isEqualTo("EFAULT");
            assertThat(user.ask(SETRLIMIT, 16, bad)).isEqualTo("EFAULT");
            assertThat(user.ask(SETRLIMIT, 16, limit)).isEqualTo("EINVAL");
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(10, 5))).isEqualTo("EINVAL");
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(1 << 30, 1 << 30))).isEqualTo("EPERM");
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(-1, -1))).isEqualTo("EPERM");
            assertThat(user.ask(PRLIMIT64, 99999, 77, bad, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(PRLIMIT64, 99999, 77, 0, 0)).isEqualTo("ESRCH");
            assertThat(user.ask(PRLIMIT64, 0, 77, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(PRLIMIT64, 0, NOFILE, 0, bad)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void onlyThePrivilegedRaiseAHardLimitOrTouchAnothersLimits() throws InterruptedException {
        Task other = kernel.start(user -> (int) user.syscall(PAUSE));
        kernel.run((User user) -> {
            assertThat(user.ask(PRLIMIT64, other.pid(), NOFILE, user.longs(7, 8), 0)).isEqualTo("0");
            assertThat(other.rlimits().nofile()).isEqualTo(7);
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(5000, 5000))).isEqualTo("0");
            user.task().setCred(Cred.user(1000));
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(5000, 5001))).isEqualTo("EPERM");
            assertThat(user.ask(SETRLIMIT, NOFILE, user.longs(4000, 4000))).isEqualTo("0");
            assertThat(user.ask(PRLIMIT64, other.pid(), NOFILE, 0, 0)).isEqualTo("EPERM");
            return 0;
        });
    }

    @Test
    void randomBytesComeFromTheKernelsSeed() throws InterruptedException {
        byte[] first = randomBytes(kernel);
        assertThat(first).isNotEqualTo(new byte[first.length]);
        try (TestKernel same = new TestKernel(KernelConfig.hermetic().withSeed(1));
                TestKernel other = new TestKernel(KernelConfig.hermetic().withSeed(2))) {
            assertThat(randomBytes(same)).isEqualTo(first);
            assertThat(randomBytes(other)).isNotEqualTo(first);
        }
    }

    private static byte[] randomBytes(TestKernel kernel) throws InterruptedException {
        byte[] bytes = new byte[5000];
        kernel.run((User user) -> {
            long buf = user.alloc(bytes.length);
            assertThat(user.syscall(GETRANDOM, buf, bytes.length, 0)).isEqualTo(bytes.length);
            byte[] read = Uaccess.copyFromUser(user.task().mm(), buf, bytes.length);
            System.arraycopy(read, 0, bytes, 0, bytes.length);
            return 0;
        });
        return Arrays.copyOf(bytes, bytes.length);
    }

    @Test
    void getrandomChecksItsFlagsAndItsBuffer() throws InterruptedException {
        kernel.run((User user) -> {
            long buf = user.alloc(64);
            assertThat(user.ask(GETRANDOM, buf, 8, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(GETRANDOM, buf, 8, 6)).isEqualTo("EINVAL");
            assertThat(user.ask(GETRANDOM, buf, 64, 3)).isEqualTo("64");
            assertThat(user.ask(GETRANDOM, buf, 8, 4)).isEqualTo("8");
            assertThat(user.ask(GETRANDOM, User.BAD, 8, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(GETRANDOM, User.BAD, 0, 0)).isEqualTo("0");
            assertThat(user.ask(GETRANDOM, -1, 0, 0)).isEqualTo("EFAULT");
            return 0;
        });
    }
}
