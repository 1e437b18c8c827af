package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** signalfd(2). The signal is SIGPIPE, which a task can send itself with a pipe. */
final class SignalFdTest {

    private static final int SI_TKILL = -6;
    private static final long PIPES = 1L << (SIGPIPE - 1);

    private static void raise(Task t) {
        var p = pipe(t);
        t.ok(CLOSE, p.reader());
        t.fails(EPIPE, WRITE, p.writer(), t.text("x"), 1);
        t.ok(CLOSE, p.writer());
    }

    private static Task withBlockedSignal(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        return t;
    }

    @ConformanceTest
    void takesFlags(Scenario s) {
        var t = s.task();
        long mask = t.words(PIPES);
        long fd = t.ok(SIGNALFD4, -1, mask, 8, O_NONBLOCK | O_CLOEXEC);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        long plain = t.ok(SIGNALFD, -1, mask, 8);
        t.gives(O_RDWR, FCNTL, plain, F_GETFL);
        t.gives(0, LSEEK, fd, 0, 0);
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
    }

    @ConformanceTest
    void checksItsArguments(Scenario s) {
        var t = s.task();
        long mask = t.words(PIPES);
        t.fails(EINVAL, SIGNALFD4, -1, mask, 4, 0);
        t.fails(EINVAL, SIGNALFD4, -1, t.unmapped(), 4, 1);
        t.fails(EFAULT, SIGNALFD4, -1, t.unmapped(), 8, 1);
        t.fails(EINVAL, SIGNALFD4, -1, mask, 8, 1);
        t.fails(EBADF, SIGNALFD4, 99, mask, 8, 0);
        t.fails(EBADF, SIGNALFD4, -2, mask, 8, 0);
        t.fails(EINVAL, SIGNALFD4, t.ok(EVENTFD2, 0, 0), mask, 8, 0);
    }

    @ConformanceTest
    void tellsWhoSentTheSignal(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, O_NONBLOCK);
        long pid = t.unrecorded(GETPID);
        t.unrecorded(TGKILL, pid, t.unrecorded(GETTID), SIGPIPE);
        long info = t.alloc(128);
        assertThat(t.unrecorded(READ, fd, info, 128)).isEqualTo(128);
        assertThat(t.intAt(info)).isEqualTo(SIGPIPE);
        assertThat(t.intAt(info + 8)).isEqualTo(SI_TKILL);
        assertThat(t.intAt(info + 12)).isEqualTo((int) pid);
        assertThat(t.intAt(info + 16)).isEqualTo((int) t.unrecorded(GETUID));
        assertThat(t.intAt(info + 40)).isZero();
    }

    @ConformanceTest
    void checksItsReads(Scenario s) {
        var t = s.task();
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, O_NONBLOCK);
        t.fails(EINVAL, READ, fd, t.alloc(127), 127);
        t.fails(EAGAIN, READ, fd, t.alloc(128), 128);
        t.fails(EINVAL, WRITE, fd, t.alloc(128), 128);
    }

    @ConformanceTest
    void readsASignalThatIsPending(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, O_NONBLOCK);
        assertThat(t.poll(fd, ALL)).isZero();
        raise(t);
        assertThat(t.poll(fd, ALL)).isEqualTo(POLLIN);
        long info = t.alloc(2 * SIGNALFD_SIGINFO);
        assertThat(t.unrecorded(READ, fd, info, 2 * SIGNALFD_SIGINFO)).isEqualTo(SIGNALFD_SIGINFO);
        assertThat(t.intAt(info)).isEqualTo(SIGPIPE);
        assertThat(t.intAt(info + 4)).isZero();
        assertThat(t.poll(fd, ALL)).isZero();
        t.fails(EAGAIN, READ, fd, t.alloc(128), 128);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
    }

    @ConformanceTest
    void leavesOtherSignalsAlone(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(~PIPES), 8, O_NONBLOCK);
        raise(t);
        assertThat(t.poll(fd, ALL)).isZero();
        t.fails(EAGAIN, READ, fd, t.alloc(128), 128);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void takesAnotherMask(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(0), 8, O_NONBLOCK);
        raise(t);
        assertThat(t.poll(fd, ALL)).isZero();
        t.gives(fd, SIGNALFD4, fd, t.words(PIPES), 8, 0);
        assertThat(t.poll(fd, ALL)).isEqualTo(POLLIN);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        assertThat(t.poll(fd, ALL)).isZero();
    }

    @ConformanceTest
    void losesTheSignalThatItCannotTell(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, O_NONBLOCK);
        raise(t);
        t.fails(EFAULT, READ, fd, t.unmapped(), 128);
        t.fails(EAGAIN, READ, fd, t.alloc(128), 128);
    }

    @ConformanceTest
    void isInterruptedByOtherSignals(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, 0);
        var read = t.blocks(READ, fd, t.alloc(128), 128);
        t.kernelTask().interrupt(false);
        read.fails(EINTR);
    }

    @ConformanceTest
    void isReadyInAnEpoll(Scenario s) {
        var t = withBlockedSignal(s);
        long fd = t.ok(SIGNALFD4, -1, t.words(PIPES), 8, O_NONBLOCK);
        long epoll = t.ok(EPOLL_CREATE1, 0);
        watch(t, epoll, fd, POLLIN | EPOLLET);
        hasNone(t, epoll);
        raise(t);
        hasOnly(t, epoll, fd, POLLIN);
        hasNone(t, epoll);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }
}
