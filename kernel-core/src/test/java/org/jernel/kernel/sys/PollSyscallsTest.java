package org.jernel.kernel.sys;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PollSyscallsTest {

    private static final int POLL = 7;
    private static final int RT_SIGPROCMASK = 14;
    private static final int SELECT = 23;
    private static final int KILL = 62;
    private static final int PSELECT6 = 270;
    private static final int PPOLL = 271;

    private static final int SIGUSR1 = 10;
    private static final long SIGUSR1_BIT = 1 << 9;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    private final ManualClock clock = new ManualClock();
    private final TestKernel kernel = new TestKernel(clock);
    private final Loop loop = new Loop(clock);
    private final FdTable files = new FdTable();

    @BeforeEach
    void open() {
        loop.open(files, Fcntl.O_RDWR);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private static long pollfd(int fd, int events) {
        return Integer.toUnsignedLong(fd) | (long) events << 32;
    }

    private static int revents(User user, long fds, int index) {
        return user.getShort(fds + index * 8L + 6) & 0xffff;
    }

    @Test
    void whatIsReadyIsAnsweredAtOnce() throws InterruptedException {
        loop.put((byte) 'x');
        kernel.run(files, (User user) -> {
            long fds = user.longs(
                    pollfd(99, Poll.POLLIN), pollfd(-1, Poll.POLLIN), pollfd(0, Poll.POLLIN | Poll.POLLOUT));
            assertThat(user.ask(POLL, fds, 3, -1)).isEqualTo("2");
            assertThat(revents(user, fds, 0)).isEqualTo(Poll.POLLNVAL);
            assertThat(revents(user, fds, 1)).isZero();
            assertThat(revents(user, fds, 2)).isEqualTo(Poll.POLLIN | Poll.POLLOUT);
            return 0;
        });
    }

    @Test
    void onlyWhatWasAskedForIsAnswered() throws InterruptedException {
        loop.put((byte) 'x');
        kernel.run(files, (User user) -> {
            long fds = user.longs(pollfd(0, Poll.POLLPRI));
            assertThat(user.ask(POLL, fds, 1, 0)).isEqualTo("0");
            assertThat(revents(user, fds, 0)).isZero();
            return 0;
        });
    }

    @Test
    void argumentsAreChecked() throws InterruptedException {
        kernel.run(files, (User user) -> {
            assertThat(user.ask(POLL, 0, 1025, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(POLL, 0, -1, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(POLL, 0, 1, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(POLL, 0, 0, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void aPollSleepsUntilTheFileHasNews() throws InterruptedException {
        Task task = kernel.start(files, (User user) -> {
            long fds = user.longs(pollfd(0, Poll.POLLIN));
            assertThat(user.ask(POLL, fds, 1, -1)).isEqualTo("1");
            assertThat(revents(user, fds, 0)).isEqualTo(Poll.POLLIN);
            return 0;
        });
        Await.asleepIn(task, POLL);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aPollEndsWithItsTime() throws InterruptedException {
        Task task = kernel.start(files, (User user) -> {
            assertThat(user.ask(POLL, user.longs(pollfd(0, Poll.POLLIN)), 1, 50)).isEqualTo("0");
            return 0;
        });
        clock.awaitParkedUntil(50 * MILLISECOND);
        clock.advance(50 * MILLISECOND);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aHandlerEndsAPollWhateverItsFlags() throws InterruptedException {
        Task task = kernel.start(files, (User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESTART, handler -> 0);
            assertThat(user.ask(POLL, 0, 0, -1)).isEqualTo("EINTR");
            return 0;
        });
        Await.asleepIn(task, POLL);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void ppollChecksItsTimeThenItsMaskThenTheRest() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long bad = User.BAD;
            long noTime = user.longs(0, 1_000_000_000);
            long time = user.longs(5, 0);
            assertThat(user.ask(PPOLL, 0, 0, noTime, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(PPOLL, 0, 0, user.longs(-1, 0), 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(PPOLL, 0, -1, bad, bad, 4)).isEqualTo("EFAULT");
            assertThat(user.ask(PPOLL, 0, -1, 0, bad, 4)).isEqualTo("EINVAL");
            assertThat(user.ask(PPOLL, 0, 0, time, bad, 8)).isEqualTo("EFAULT");
            assertThat(user.ask(PPOLL, 0, 1, time, 0, 4)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void ppollGivesBackWhatIsLeftOfItsTime() throws InterruptedException {
        Task task = kernel.start(files, (User user) -> {
            long time = user.longs(5, 0);
            assertThat(user.ask(PPOLL, user.longs(pollfd(0, Poll.POLLIN)), 1, time, 0, 8)).isEqualTo("1");
            assertThat(user.getLong(time)).isEqualTo(3);
            assertThat(user.getLong(time + 8)).isEqualTo(500 * MILLISECOND);
            return 0;
        });
        clock.awaitParkedUntil(5 * SECOND);
        clock.advance(SECOND + 500 * MILLISECOND);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void ppollsMaskHoldsForTheCallAndForTheHandlerOnly() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long seen = user.longs(0);
            long mask = user.longs(0);
            user.onSignal(SIGUSR1, 0, handler -> {
                handler.syscall(RT_SIGPROCMASK, 0, 0, seen, 8);
                return 0;
            });
            user.syscall(RT_SIGPROCMASK, 0, user.longs(SIGUSR1_BIT), 0, 8);
            user.syscall(KILL, user.task().pid(), SIGUSR1);
            assertThat(user.getLong(seen)).isZero();
            assertThat(user.ask(PPOLL, 0, 0, 0, mask, 8)).isEqualTo("EINTR");
            assertThat(user.getLong(seen)).isEqualTo(SIGUSR1_BIT);
            user.syscall(RT_SIGPROCMASK, 0, 0, seen, 8);
            assertThat(user.getLong(seen)).isEqualTo(SIGUSR1_BIT);
            return 0;
        });
    }

    @Test
    void ppollsMaskEndsWithAFaultToo() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long seen = user.longs(-1);
            assertThat(user.ask(PPOLL, 0, 1, 0, user.longs(SIGUSR1_BIT), 8)).isEqualTo("EFAULT");
            user.syscall(RT_SIGPROCMASK, 0, 0, seen, 8);
            assertThat(user.getLong(seen)).isZero();
            return 0;
        });
    }

    @Test
    void selectAnswersInItsSets() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long in = user.longs(1);
            long out = user.longs(1);
            long ex = user.longs(1);
            assertThat(user.ask(SELECT, 1, in, out, ex, 0)).isEqualTo("1");
            assertThat(user.getLong(in)).isZero();
            assertThat(user.getLong(out)).isEqualTo(1);
            assertThat(user.getLong(ex)).isZero();
            return 0;
        });
    }

    @Test
    void selectSleepsUntilTheFileHasNews() throws InterruptedException {
        Task task = kernel.start(files, (User user) -> {
            long in = user.longs(1);
            assertThat(user.ask(SELECT, 1, in, 0, 0, 0)).isEqualTo("1");
            assertThat(user.getLong(in)).isEqualTo(1);
            return 0;
        });
        Await.asleepIn(task, SELECT);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void selectChecksItsArguments() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long now = user.longs(0, 0);
            assertThat(user.ask(SELECT, -1, 0, 0, 0, now)).isEqualTo("EINVAL");
            assertThat(user.ask(SELECT, 1, User.BAD, 0, 0, now)).isEqualTo("EFAULT");
            assertThat(user.ask(SELECT, 1, 0, 0, 0, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(SELECT, 1, 0, 0, 0, user.longs(-1, 0))).isEqualTo("EINVAL");
            assertThat(user.ask(SELECT, 6, user.longs(1 << 5), 0, 0, now)).isEqualTo("EBADF");
            assertThat(user.ask(SELECT, 5, user.longs(1 << 5), 0, 0, now)).isEqualTo("0");
            assertThat(user.ask(SELECT, 2000, user.longs(0), 0, 0, now)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void selectWritesAZeroTimeoutBackAndClearsItsSets() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long in = user.longs(1);
            assertThat(user.ask(SELECT, 1, in, 0, 0, user.longs(0, 0))).isEqualTo("0");
            assertThat(user.getLong(in)).isZero();
            return 0;
        });
    }

    @Test
    void pselectReadsItsMaskThroughItsSixthArgument() throws InterruptedException {
        kernel.run(files, (User user) -> {
            long now = user.longs(0, 0);
            long set = user.longs(0);
            assertThat(user.ask(PSELECT6, 0, 0, 0, 0, now, user.longs(set, 8))).isEqualTo("0");
            assertThat(user.ask(PSELECT6, 0, 0, 0, 0, now, user.longs(set, 4))).isEqualTo("EINVAL");
            assertThat(user.ask(PSELECT6, 0, 0, 0, 0, now, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(PSELECT6, 0, 0, 0, 0, now, user.longs(0, 4))).isEqualTo("0");
            return 0;
        });
    }
}
