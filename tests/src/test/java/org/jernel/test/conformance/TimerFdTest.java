package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** timerfd_create(2). */
final class TimerFdTest {

    private static final long SECOND = 1_000_000_000;
    private static final long LONG_AGO = 1;

    /** A struct itimerspec. */
    private static long spec(Task t, long interval, long value) {
        return t.words(interval / SECOND, interval % SECOND, value / SECOND, value % SECOND);
    }

    private static long timer(Task t, int flags) {
        return t.ok(TIMERFD_CREATE, CLOCK_MONOTONIC, flags);
    }

    @ConformanceTest
    void takesClocksAndFlags(Scenario s) {
        var t = s.task();
        long fd = timer(t, O_NONBLOCK | O_CLOEXEC);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        t.ok(TIMERFD_CREATE, CLOCK_REALTIME, 0);
        t.ok(TIMERFD_CREATE, CLOCK_BOOTTIME, 0);
        for (int clock : new int[] {-1, 2, 3, 4, 5, 6, 10, 11, 12}) {
            t.fails(EINVAL, TIMERFD_CREATE, clock, 0);
        }
        t.fails(EINVAL, TIMERFD_CREATE, CLOCK_MONOTONIC, 1);
    }

    @ConformanceTest
    void checksWhatItIsSetTo(Scenario s) {
        var t = s.task();
        long fd = timer(t, 0);
        long other = t.ok(EVENTFD2, 0, 0);
        long off = spec(t, 0, 0);
        t.fails(EFAULT, TIMERFD_SETTIME, 99, 0, t.unmapped(), 0);
        t.fails(EINVAL, TIMERFD_SETTIME, 99, 4, off, 0);
        t.fails(EINVAL, TIMERFD_SETTIME, 99, 0, t.words(0, 0, 0, SECOND), 0);
        t.fails(EINVAL, TIMERFD_SETTIME, fd, 0, t.words(0, -1, 0, 0), 0);
        t.fails(EINVAL, TIMERFD_SETTIME, fd, 0, t.words(0, 0, -1, 0), 0);
        t.fails(EBADF, TIMERFD_SETTIME, 99, 0, off, 0);
        t.fails(EINVAL, TIMERFD_SETTIME, other, 0, off, 0);
        t.fails(EFAULT, TIMERFD_SETTIME, fd, 0, off, t.unmapped());
        t.ok(TIMERFD_SETTIME, fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, off, 0);
        t.fails(EBADF, TIMERFD_GETTIME, 99, t.alloc(32));
        t.fails(EINVAL, TIMERFD_GETTIME, other, t.alloc(32));
        t.fails(EFAULT, TIMERFD_GETTIME, fd, t.unmapped());
    }

    @ConformanceTest
    void checksItsReads(Scenario s) {
        var t = s.task();
        long fd = timer(t, O_NONBLOCK);
        t.fails(EINVAL, READ, fd, t.alloc(8), 7);
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
        t.fails(EINVAL, WRITE, fd, t.alloc(8), 8);
        t.gives(0, LSEEK, fd, 0, 0);
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
    }

    @ConformanceTest
    void expiresOnce(Scenario s) {
        var t = s.task();
        long fd = timer(t, 0);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, SECOND / 100), 0);
        assertThat(take(t, fd)).isEqualTo(1);
        long now = t.alloc(32);
        t.ok(TIMERFD_GETTIME, fd, now);
        assertThat(t.longAt(now + 16) + t.longAt(now + 24)).isZero();
        assertThat(t.poll(fd, ALL)).isZero();
    }

    @ConformanceTest
    void expiresAtOnceForATimeThatHasPassed(Scenario s) {
        var t = s.task();
        for (int clock : new int[] {CLOCK_REALTIME, CLOCK_MONOTONIC}) {
            long fd = t.ok(TIMERFD_CREATE, clock, 0);
            t.ok(TIMERFD_SETTIME, fd, TFD_TIMER_ABSTIME, spec(t, 0, LONG_AGO), 0);
            t.pollBecomes(POLLIN, fd, ALL);
            assertThat(take(t, fd)).isEqualTo(1);
        }
    }

    @ConformanceTest
    void isNotReadyUntilItExpires(Scenario s) {
        var t = s.task();
        long fd = timer(t, O_NONBLOCK);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, 1000 * SECOND), 0);
        assertThat(t.poll(fd, ALL)).isZero();
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
        long now = t.alloc(32);
        t.unrecorded(TIMERFD_GETTIME, fd, now);
        assertThat(t.longAt(now + 16)).isEqualTo(999);
        t.unrecorded(TIMERFD_SETTIME, fd, 0, spec(t, 0, 0), now);
        assertThat(t.longAt(now + 16)).isEqualTo(999);
        t.ok(TIMERFD_GETTIME, fd, now);
        assertThat(t.longAt(now + 16)).isZero();
    }

    @ConformanceTest
    void keepsItsInterval(Scenario s) {
        var t = s.task();
        long fd = timer(t, 0);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 500 * SECOND + 7, 1), 0);
        assertThat(take(t, fd)).isEqualTo(1);
        long now = t.alloc(32);
        t.unrecorded(TIMERFD_GETTIME, fd, now);
        assertThat(t.longAt(now)).isEqualTo(500);
        assertThat(t.longAt(now + 8)).isEqualTo(7);
        assertThat(t.longAt(now + 16)).isBetween(499L, 500L);
    }

    @ConformanceTest
    void countsThePeriodsThatNobodyRead(Scenario s) {
        var t = s.task();
        long fd = timer(t, 0);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, SECOND / 100, 1), 0);
        t.gives(0, POLL, 0, 0, 50);
        long count = t.words(-1);
        assertThat(t.unrecorded(READ, fd, count, 8)).isEqualTo(8);
        assertThat(t.longAt(count)).isGreaterThan(3);
    }

    @ConformanceTest
    void forgetsWhatExpiredWhenItIsSetAnew(Scenario s) {
        var t = s.task();
        long fd = timer(t, O_NONBLOCK);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, 1), 0);
        t.pollBecomes(POLLIN, fd, ALL);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, 0), 0);
        assertThat(t.poll(fd, ALL)).isZero();
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
    }

    @ConformanceTest
    void losesWhatItCannotTell(Scenario s) {
        var t = s.task();
        long fd = timer(t, O_NONBLOCK);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, 1), 0);
        t.pollBecomes(POLLIN, fd, ALL);
        t.fails(EFAULT, READ, fd, t.unmapped(), 8);
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
    }

    @ConformanceTest
    void wakesAReaderThatASecondTaskSetsItFor(Scenario s) {
        var t = s.task();
        long fd = timer(t, 0);
        var child = t.fork();
        var read = child.blocks(READ, fd, child.alloc(8), 8);
        t.ok(TIMERFD_SETTIME, fd, 0, spec(t, 0, 1), 0);
        read.returns(8);
    }

    @ConformanceTest
    void isInterrupted(Scenario s) {
        var t = s.task();
        var read = t.blocks(READ, timer(t, 0), t.alloc(8), 8);
        t.kernelTask().interrupt(false);
        read.fails(EINTR);
    }
}
