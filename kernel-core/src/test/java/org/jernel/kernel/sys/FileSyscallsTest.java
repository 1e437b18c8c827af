package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.Ioctl;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FileSyscallsTest {

    private static final int CLOSE = 3;
    private static final int IOCTL = 16;
    private static final int DUP = 32;
    private static final int DUP2 = 33;
    private static final int FCNTL = 72;
    private static final int DUP3 = 292;
    private static final int SETRLIMIT = 160;

    private static final int RLIMIT_NOFILE = 7;

    private final ManualClock clock = new ManualClock();
    private final TestKernel kernel = new TestKernel(clock);
    private final Loop loop = new Loop(clock);

    @AfterEach
    void close() {
        kernel.close();
    }

    private void run(TestKernel.Program program) throws InterruptedException {
        assertThat(kernel.run(loop.table(Fcntl.O_RDWR), program)).isZero();
    }

    @Test
    void closingReleasesTheFileAndFreesTheDescriptor() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            assertThat(loop.isReleased()).isTrue();
            assertThat(user.ask(CLOSE, 0)).isEqualTo("EBADF");
            assertThat(user.ask(CLOSE, -1)).isEqualTo("EBADF");
            return 0;
        });
    }

    @Test
    void theEndOfATaskReleasesItsFiles() throws InterruptedException {
        run(user -> 0);
        assertThat(loop.isReleased()).isTrue();
    }

    @Test
    void dupGivesTheLowestDescriptor() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(DUP, 0)).isEqualTo("1");
            assertThat(user.ask(DUP, 50)).isEqualTo("EBADF");
            assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            assertThat(loop.isReleased()).isFalse();
            assertThat(user.ask(DUP, 1)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void dup2OfADescriptorToItselfOnlyLooks() throws InterruptedException {
        run((User user) -> {
            user.syscall(FCNTL, 0, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
            assertThat(user.ask(DUP2, 0, 0)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFD)).isEqualTo("1");
            assertThat(user.ask(DUP2, 99, 99)).isEqualTo("EBADF");
            assertThat(user.ask(DUP2, 0, -1)).isEqualTo("EBADF");
            return 0;
        });
    }

    @Test
    void dup3ChecksItsFlagsThenThatTheTwoDiffer() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(DUP3, 0, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(DUP3, 99, 98, 1)).isEqualTo("EINVAL");
            assertThat(user.ask(DUP3, 99, 98, 0)).isEqualTo("EBADF");
            assertThat(user.ask(DUP3, 0, 1 << 30, 0)).isEqualTo("EBADF");
            assertThat(user.ask(DUP3, 0, -1, 0)).isEqualTo("EBADF");
            assertThat(user.ask(DUP3, 0, 50, Fcntl.O_CLOEXEC)).isEqualTo("50");
            assertThat(user.ask(FCNTL, 50, Fcntl.F_GETFD)).isEqualTo("1");
            assertThat(user.ask(DUP3, 0, 50, 0)).isEqualTo("50");
            assertThat(user.ask(FCNTL, 50, Fcntl.F_GETFD)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void theLimitOfOpenFilesHolds() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(SETRLIMIT, RLIMIT_NOFILE, user.longs(2, 2))).isEqualTo("0");
            assertThat(user.ask(DUP, 0)).isEqualTo("1");
            assertThat(user.ask(DUP, 0)).isEqualTo("EMFILE");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_DUPFD, 1)).isEqualTo("EMFILE");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_DUPFD, 2)).isEqualTo("EINVAL");
            assertThat(user.ask(DUP2, 0, 2)).isEqualTo("EBADF");
            return 0;
        });
    }

    @Test
    void fcntlDuplicatesAtOrAboveItsArgument() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(FCNTL, 0, Fcntl.F_DUPFD, 10)).isEqualTo("10");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_DUPFD_CLOEXEC, 10)).isEqualTo("11");
            assertThat(user.ask(FCNTL, 10, Fcntl.F_GETFD)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 11, Fcntl.F_GETFD)).isEqualTo("1");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_DUPFD, -1)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void fcntlChangesThoseFlagsOnlyThatLinuxChanges() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("2");
            int flags = Fcntl.O_APPEND | Fcntl.O_NONBLOCK | 0100 | 04010000;
            assertThat(user.ask(FCNTL, 0, Fcntl.F_SETFL, flags)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL))
                    .isEqualTo(Integer.toString(Fcntl.O_RDWR | Fcntl.O_APPEND | Fcntl.O_NONBLOCK));
            assertThat(user.ask(FCNTL, 0, Fcntl.F_SETFL, Fcntl.O_NOATIME)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("262146");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_SETFL, Fcntl.O_DIRECT)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void duplicatesShareTheirStatusFlags() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(DUP, 0)).isEqualTo("1");
            user.syscall(FCNTL, 1, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("2050");
            return 0;
        });
    }

    @Test
    void onlyOneBitOfADescriptorsFlagsCounts() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(FCNTL, 0, Fcntl.F_SETFD, 0xfffe)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFD)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_SETFD, 3)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFD)).isEqualTo("1");
            return 0;
        });
    }

    @Test
    void fcntlKnowsNoOtherCommand() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(FCNTL, 99, 77)).isEqualTo("EBADF");
            assertThat(user.ask(FCNTL, 0, 77)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void theFileLayerAnswersItsOwnIoctls() throws InterruptedException {
        run((User user) -> {
            long one = user.longs(1);
            long zero = user.longs(0);
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONBIO, one)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("2050");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONBIO, zero)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("2");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONBIO, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIOCLEX)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFD)).isEqualTo("1");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONCLEX)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFD)).isEqualTo("0");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIOASYNC, one)).isEqualTo("ENOTTY");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIOASYNC, zero)).isEqualTo("0");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIOASYNC, User.BAD)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void otherIoctlsGoToTheFileAndWhatItDoesNotKnowIsEnotty() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(IOCTL, 0, Loop.INCREMENT, 41)).isEqualTo("42");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONREAD, 0)).isEqualTo("ENOTTY");
            assertThat(user.ask(IOCTL, 99, Ioctl.FIONBIO, 0)).isEqualTo("EBADF");
            return 0;
        });
    }
}
