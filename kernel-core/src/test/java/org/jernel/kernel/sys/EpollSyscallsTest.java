package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.tbl.SyscallTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What the conformance suite cannot ask the host: a clock that is moved by hand, and races in great number. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EpollSyscallsTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int CLOSE = 3;
    private static final int PIPE = 22;
    private static final int EPOLL_WAIT = 232;
    private static final int EPOLL_CTL = 233;
    private static final int TIMERFD_CREATE = 283;
    private static final int TIMERFD_SETTIME = 286;
    private static final int EVENTFD2 = 290;
    private static final int EPOLL_CREATE1 = 291;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLET = 1 << 31;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLL_CTL_MOD = 3;

    private static final int ROUNDS = 5_000;
    private static final int WAIT4 = 61;

    private static long event(User user, int events, long data) {
        long address = user.alloc(12);
        user.putInt(address, events);
        user.putLong(address + 4, data);
        return address;
    }

    private static long watch(User user, long fd, int events) {
        long epoll = user.syscall(EPOLL_CREATE1, 0);
        assertThat(user.ask(EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, event(user, events, fd))).isEqualTo("0");
        return epoll;
    }

    @Test
    void aWaitEndsWhenTheClockSaysSo() throws InterruptedException {
        ManualClock clock = new ManualClock();
        try (TestKernel kernel = new TestKernel(clock)) {
            Task task = kernel.start((User user) -> {
                long epoll = watch(user, user.syscall(EVENTFD2, 0, 0), Poll.POLLIN);
                assertThat(user.ask(EPOLL_WAIT, epoll, user.alloc(12), 1, 1000)).isEqualTo("0");
                return 0;
            });
            clock.awaitParkedUntil(TimeUnit.SECONDS.toNanos(1));
            clock.advance(TimeUnit.SECONDS.toNanos(1));
            assertThat(kernel.join(task)).isZero();
        }
    }

    @Test
    void aTimerThatExpiresWakesAnEpollWait() throws InterruptedException {
        ManualClock clock = new ManualClock();
        try (TestKernel kernel = new TestKernel(clock)) {
            Task task = kernel.start((User user) -> {
                long timer = user.syscall(TIMERFD_CREATE, 1, 0);
                assertThat(user.ask(TIMERFD_SETTIME, timer, 0, user.longs(5, 0, 10, 0), 0)).isEqualTo("0");
                long epoll = watch(user, timer, Poll.POLLIN);
                assertThat(user.ask(EPOLL_WAIT, epoll, user.alloc(12), 1, -1)).isEqualTo("1");
                long count = user.longs(0);
                assertThat(user.ask(READ, timer, count, 8)).isEqualTo("8");
                return (int) user.getLong(count);
            });
            Await.asleepIn(task, EPOLL_WAIT);
            clock.advance(TimeUnit.SECONDS.toNanos(21));
            assertThat(kernel.join(task)).isEqualTo(3 << 8);
            assertThat(kernel.kernel().timers().size()).isZero();
        }
    }

    @Test
    void aFileThatIsAlwaysReadyIsRefused() throws InterruptedException {
        FdTable files = new FdTable();
        int fd = (int) files.getUnusedFd(0, 9, false);
        files.fdInstall(fd, new File(new FileOperations() {
            @Override
            public boolean canPoll() {
                return false;
            }
        }, Fcntl.O_RDWR, "regular"));
        try (TestKernel kernel = new TestKernel()) {
            kernel.run(files, (User user) -> {
                long epoll = user.syscall(EPOLL_CREATE1, 0);
                assertThat(user.ask(EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, event(user, Poll.POLLIN, 0)))
                        .isEqualTo("EPERM");
                return 0;
            });
        }
    }

    @Test
    void theTableOfLinux61HasTheWaitWithNanoseconds() throws InterruptedException {
        var table = SyscallTables.recentTable();
        try (TestKernel kernel = new TestKernel(KernelConfig.hermetic().withSyscallTable(table))) {
            kernel.run((User user) -> {
                long epoll = user.syscall(EPOLL_CREATE1, 0);
                assertThat(user.ask(441, epoll, user.alloc(12), 1, user.longs(0, 1), 0, 0)).isEqualTo("0");
                assertThat(user.ask(441, epoll, user.alloc(12), 1, user.longs(0, -1), 0, 0)).isEqualTo("EINVAL");
                assertThat(user.ask(441, epoll, user.alloc(12), 1, User.BAD, 0, 0)).isEqualTo("EFAULT");
                return 0;
            });
        }
    }

    /** Two tasks hand a token to and fro; one lost wake-up, and neither moves again. */
    private static void pingPong(int events) throws InterruptedException {
        try (TestKernel kernel = new TestKernel()) {
            int status = kernel.run((User user) -> {
                long ping = user.syscall(EVENTFD2, 0, Fcntl.O_NONBLOCK);
                long pong = user.syscall(EVENTFD2, 0, Fcntl.O_NONBLOCK);
                user.clone(child -> bounce(child, ping, pong, events));
                user.syscall(WRITE, ping, user.longs(1), 8);
                bounce(user, pong, ping, events);
                return (int) Math.min(user.syscall(WAIT4, -1, 0, 0, 0), 7);
            });
            assertThat(status).isEqualTo(2 << 8);
        }
    }

    private static int bounce(User user, long from, long to, int events) {
        long epoll = watch(user, from, events);
        long out = user.alloc(12);
        long value = user.longs(1);
        long again = event(user, events, from);
        for (int round = 0; round < ROUNDS; round++) {
            while (user.syscall(READ, from, value, 8) < 0) {
                assertThat(user.syscall(EPOLL_WAIT, epoll, out, 1, -1)).isEqualTo(1);
                if ((events & EPOLLONESHOT) != 0) {
                    assertThat(user.syscall(EPOLL_CTL, epoll, EPOLL_CTL_MOD, from, again)).isZero();
                }
            }
            user.syscall(WRITE, to, value, 8);
        }
        return 0;
    }

    @Test
    void noWakeUpIsLostByLevel() throws InterruptedException {
        pingPong(Poll.POLLIN);
    }

    @Test
    void noWakeUpIsLostByEdge() throws InterruptedException {
        pingPong(Poll.POLLIN | EPOLLET);
    }

    @Test
    void noWakeUpIsLostByOneShot() throws InterruptedException {
        pingPong(Poll.POLLIN | EPOLLONESHOT);
    }

    @Test
    void filesMayCloseWhileTheyAreWatchedAndWritten() throws InterruptedException {
        try (TestKernel kernel = new TestKernel()) {
            kernel.run((User user) -> {
                long epoll = user.syscall(EPOLL_CREATE1, 0);
                long fds = user.alloc(8);
                long out = user.alloc(12);
                for (int round = 0; round < ROUNDS / 10; round++) {
                    user.syscall(PIPE, fds);
                    long reader = user.getInt(fds);
                    long writer = user.getInt(fds + 4);
                    user.syscall(EPOLL_CTL, epoll, EPOLL_CTL_ADD, reader, event(user, Poll.POLLIN, reader));
                    long child = user.clone(peer -> {
                        peer.syscall(CLOSE, reader);
                        peer.syscall(WRITE, writer, out, 1);
                        return 0;
                    });
                    user.syscall(CLOSE, writer);
                    assertThat(user.syscall(EPOLL_WAIT, epoll, out, 1, -1)).isEqualTo(1);
                    user.syscall(CLOSE, reader);
                    assertThat(user.syscall(WAIT4, child, 0, 0, 0)).isEqualTo(child);
                    assertThat(user.syscall(EPOLL_WAIT, epoll, out, 1, 0)).isZero();
                }
                return 0;
            });
        }
    }
}
