package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** eventfd(2). */
final class EventFdTest {

    @ConformanceTest
    void takesFlags(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0, O_NONBLOCK | O_CLOEXEC | EFD_SEMAPHORE);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD);
        long plain = t.ok(EVENTFD, 0);
        t.gives(O_RDWR, FCNTL, plain, F_GETFL);
        t.fails(EINVAL, EVENTFD2, 0, 2);
        t.fails(EINVAL, EVENTFD2, 0, 8);
        t.gives(0, LSEEK, fd, 0, 0);
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
    }

    @ConformanceTest
    void readsTheSumAndStartsOver(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 5, O_NONBLOCK);
        add(t, fd, 7);
        assertThat(take(t, fd)).isEqualTo(12);
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
    }

    @ConformanceTest
    void startsUnsigned(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0xffffffffL, 0);
        assertThat(take(t, fd)).isEqualTo(0xffffffffL);
    }

    @ConformanceTest
    void readsOneByOneAsASemaphore(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 2, O_NONBLOCK | EFD_SEMAPHORE);
        assertThat(take(t, fd)).isEqualTo(1);
        assertThat(take(t, fd)).isEqualTo(1);
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
    }

    @ConformanceTest
    void checksItsArguments(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 5, O_NONBLOCK);
        t.fails(EINVAL, READ, fd, t.alloc(8), 7);
        t.fails(EINVAL, WRITE, fd, t.words(1), 7);
        t.fails(EINVAL, WRITE, fd, t.words(1, 1), 16);
        t.fails(EINVAL, WRITE, fd, t.words(-1), 8);
        t.fails(EFAULT, WRITE, fd, t.unmapped(), 8);
        t.gives(8, WRITE, fd, t.words(0), 8);
        t.gives(8, READ, fd, t.alloc(16), 16);
    }

    @ConformanceTest
    void losesWhatItCannotTell(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 5, O_NONBLOCK);
        t.fails(EFAULT, READ, fd, t.unmapped(), 8);
        t.fails(EAGAIN, READ, fd, t.alloc(8), 8);
    }

    @ConformanceTest
    void showsItsStatesToPoll(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0, O_NONBLOCK);
        assertThat(t.poll(fd, ALL)).isEqualTo(POLLOUT);
        add(t, fd, 1);
        assertThat(t.poll(fd, ALL)).isEqualTo(POLLIN | POLLOUT);
        add(t, fd, -3);
        assertThat(t.poll(fd, ALL)).isEqualTo(POLLIN);
        t.fails(EAGAIN, WRITE, fd, t.words(1), 8);
        add(t, fd, 0);
        assertThat(take(t, fd)).isEqualTo(-2);
    }

    @ConformanceTest
    void wakesAReader(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0, 0);
        var child = t.fork();
        var read = child.blocks(READ, fd, child.alloc(8), 8);
        add(t, fd, 0);
        read.staysBlocked();
        add(t, fd, 3);
        read.returns(8);
    }

    @ConformanceTest
    void wakesAWriter(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0, 0);
        add(t, fd, -2);
        var child = t.fork();
        var write = child.blocks(WRITE, fd, child.words(4), 8);
        assertThat(take(t, fd)).isEqualTo(-2);
        write.returns(8);
        assertThat(take(t, fd)).isEqualTo(4);
    }

    @ConformanceTest
    void isInterruptedOrRestarted(Scenario s) {
        var t = s.task();
        long fd = t.ok(EVENTFD2, 0, 0);
        var child = t.fork();
        var read = child.blocks(READ, fd, child.alloc(8), 8);
        child.kernelTask().interrupt(false);
        read.fails(EINTR);
        var again = child.blocks(READ, fd, child.alloc(8), 8);
        child.kernelTask().interrupt(true);
        again.staysBlocked();
        add(t, fd, 1);
        again.returns(8);
    }
}
