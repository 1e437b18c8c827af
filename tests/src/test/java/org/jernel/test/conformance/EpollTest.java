package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** epoll(7): errors in their order, levels, edges, one shot, and the order of what is told. */
final class EpollTest {

    private static final int BAD_OP = 4;
    private static final long KERNEL_ADDRESS = 1L << 63;

    @ConformanceTest
    void isCreated(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, EPOLL_CREATE, 0);
        t.fails(EINVAL, EPOLL_CREATE, -1);
        t.fails(EINVAL, EPOLL_CREATE1, 1);
        t.gives(3, EPOLL_CREATE, 1);
        t.gives(4, EPOLL_CREATE1, O_CLOEXEC);
        t.gives(0, FCNTL, 3, F_GETFD);
        t.gives(FD_CLOEXEC, FCNTL, 4, F_GETFD);
        t.gives(O_RDWR, FCNTL, 4, F_GETFL);
        t.kernelTask().limitFiles(5);
        t.fails(EMFILE, EPOLL_CREATE1, 0);
    }

    @ConformanceTest
    void isNoFileToReadOrWrite(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        t.fails(EINVAL, READ, epoll, t.alloc(8), 8);
        t.fails(EINVAL, WRITE, epoll, t.alloc(8), 8);
        t.fails(EINVAL, IOCTL, epoll, FIONREAD, t.cell(0));
        t.gives(0, LSEEK, epoll, 0, 0);
    }

    @ConformanceTest
    void checksWhatItIsToWatchInOrder(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        long event = t.epollEvent(POLLIN, 7);
        t.fails(EFAULT, EPOLL_CTL, 99, EPOLL_CTL_ADD, 98, t.unmapped());
        t.fails(EFAULT, EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, t.edge(new byte[EPOLL_EVENT - 1]));
        t.fails(EFAULT, EPOLL_CTL, epoll, BAD_OP, fd, t.unmapped());
        t.fails(EBADF, EPOLL_CTL, 99, EPOLL_CTL_ADD, fd, event);
        t.fails(EBADF, EPOLL_CTL, epoll, EPOLL_CTL_ADD, 99, event);
        t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_ADD, epoll, event);
        t.fails(EINVAL, EPOLL_CTL, fd, EPOLL_CTL_ADD, epoll, event);
        t.fails(EINVAL, EPOLL_CTL, epoll, BAD_OP, fd, event);
        t.fails(ENOENT, EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, event);
        t.fails(ENOENT, EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, event);
        t.fails(EEXIST, EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, event);
        t.fails(EINVAL, EPOLL_CTL, epoll, BAD_OP, fd, event);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, event);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, t.unmapped());
        t.fails(ENOENT, EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
    }

    @ConformanceTest
    void checksItsWaitsInOrder(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long other = eventFd(t, 1);
        long events = t.alloc(EPOLL_EVENT);
        t.fails(EBADF, EPOLL_WAIT, 99, events, 0, 0);
        t.fails(EINVAL, EPOLL_WAIT, epoll, events, 0, 0);
        t.fails(EINVAL, EPOLL_WAIT, epoll, events, -1, 0);
        t.fails(EINVAL, EPOLL_WAIT, epoll, events, Integer.MAX_VALUE / EPOLL_EVENT + 1, 0);
        t.fails(EINVAL, EPOLL_WAIT, epoll, KERNEL_ADDRESS, 0, 0);
        t.fails(EFAULT, EPOLL_WAIT, epoll, KERNEL_ADDRESS, 1, 0);
        t.fails(EFAULT, EPOLL_WAIT, other, KERNEL_ADDRESS, 1, 0);
        t.fails(EINVAL, EPOLL_WAIT, other, events, 1, 0);
        t.gives(0, EPOLL_WAIT, epoll, t.unmapped(), 1, 0);
        watch(t, epoll, other, POLLIN);
        t.fails(EFAULT, EPOLL_WAIT, epoll, t.unmapped(), 1, 0);
        t.fails(EFAULT, EPOLL_WAIT, epoll, t.edge(new byte[EPOLL_EVENT - 8]), 1, 0);
        hasOnly(t, epoll, other, POLLIN);
    }

    @ConformanceTest
    void givesBackWhatFaultedAfterTheFirst(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long one = eventFd(t, 1);
        long two = eventFd(t, 1);
        watch(t, epoll, one, POLLIN | EPOLLET);
        watch(t, epoll, two, POLLIN | EPOLLET);
        t.gives(1, EPOLL_WAIT, epoll, t.edge(new byte[EPOLL_EVENT]), 2, 0);
        hasOnly(t, epoll, two, POLLIN);
    }

    @ConformanceTest
    void tellsLevelsAgainAndAgain(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, epoll, fd, POLLIN);
        hasNone(t, epoll);
        add(t, fd, 1);
        hasOnly(t, epoll, fd, POLLIN);
        hasOnly(t, epoll, fd, POLLIN);
        take(t, fd);
        hasNone(t, epoll);
        add(t, fd, 1);
        hasOnly(t, epoll, fd, POLLIN);
    }

    @ConformanceTest
    void tellsEdgesOnce(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN | POLLOUT | EPOLLET);
        hasOnly(t, epoll, fd, POLLIN | POLLOUT);
        hasNone(t, epoll);
        add(t, fd, 1);
        hasOnly(t, epoll, fd, POLLIN | POLLOUT);
        hasNone(t, epoll);
        take(t, fd);
        hasOnly(t, epoll, fd, POLLOUT);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void tellsEachWriteToAPipeAsAnEdge(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var p = pipe(t);
        watch(t, epoll, p.reader(), POLLIN | EPOLLET);
        p.write(1);
        hasOnly(t, epoll, p.reader(), POLLIN);
        p.write(1);
        hasOnly(t, epoll, p.reader(), POLLIN);
        p.read(1);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void tellsAWriterOfAnEdgeOnlyWhenThePipeWasFull(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var p = pipe(t);
        watch(t, epoll, p.writer(), POLLOUT | EPOLLET);
        hasOnly(t, epoll, p.writer(), POLLOUT);
        p.write(PIPE_BUF);
        p.read(PIPE_BUF);
        hasNone(t, epoll);
        p.write(16 * PIPE_BUF);
        p.read(1);
        hasNone(t, epoll);
        p.read(PIPE_BUF - 1);
        hasOnly(t, epoll, p.writer(), POLLOUT);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void shootsOnceUntilItIsArmedAgain(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN | EPOLLONESHOT);
        hasOnly(t, epoll, fd, POLLIN);
        add(t, fd, 1);
        hasNone(t, epoll);
        rewatch(t, epoll, fd, POLLIN | EPOLLONESHOT);
        hasOnly(t, epoll, fd, POLLIN);
        hasNone(t, epoll);
        rewatch(t, epoll, fd, POLLOUT | EPOLLONESHOT);
        hasOnly(t, epoll, fd, POLLOUT);
    }

    @ConformanceTest
    void aShotFiredHearsNoHangUpEither(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var p = pipe(t);
        p.write(1);
        watch(t, epoll, p.reader(), POLLIN | EPOLLONESHOT);
        hasOnly(t, epoll, p.reader(), POLLIN);
        t.ok(CLOSE, p.writer());
        hasNone(t, epoll);
        rewatch(t, epoll, p.reader(), EPOLLONESHOT);
        hasOnly(t, epoll, p.reader(), POLLHUP);
    }

    @ConformanceTest
    void tellsHangUpsAndErrorsUnasked(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var p = pipe(t);
        watch(t, epoll, p.reader(), 0);
        hasNone(t, epoll);
        t.ok(CLOSE, p.writer());
        hasOnly(t, epoll, p.reader(), POLLHUP);
        var q = pipe(t);
        long other = epoll(t);
        watch(t, other, q.writer(), 0);
        t.ok(CLOSE, q.reader());
        hasOnly(t, other, q.writer(), POLLERR);
    }

    @ConformanceTest
    void changesWhatItAsks(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, epoll, fd, POLLIN);
        rewatch(t, epoll, fd, POLLOUT);
        hasOnly(t, epoll, fd, POLLOUT);
        rewatch(t, epoll, fd, POLLPRI);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void aChangeIsAnEdge(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN | EPOLLET);
        hasOnly(t, epoll, fd, POLLIN);
        rewatch(t, epoll, fd, POLLIN | EPOLLET);
        hasOnly(t, epoll, fd, POLLIN);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void keepsTheDataOfEachWatch(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, t.epollEvent(POLLIN, 0x1122334455667788L));
        hasOnlyData(t, epoll, 0x1122334455667788L);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, t.epollEvent(POLLIN, -1));
        hasOnlyData(t, epoll, -1);
    }

    private static void hasOnlyData(Task t, long epoll, long data) {
        long events = t.alloc(2 * EPOLL_EVENT);
        t.gives(1, EPOLL_WAIT, epoll, events, 2, 0);
        assertThat(t.longAt(events + 4)).isEqualTo(data);
    }

    @ConformanceTest
    void givesEachItsTurn(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long one = eventFd(t, 1);
        long two = eventFd(t, 1);
        long three = eventFd(t, 1);
        watch(t, epoll, one, POLLIN);
        watch(t, epoll, two, POLLIN);
        watch(t, epoll, three, POLLIN);
        long events = t.alloc(3 * EPOLL_EVENT);
        t.gives(2, EPOLL_WAIT, epoll, events, 2, 0);
        isEvent(t, events, one, POLLIN);
        isEvent(t, events + EPOLL_EVENT, two, POLLIN);
        t.gives(2, EPOLL_WAIT, epoll, events, 2, 0);
        isEvent(t, events, three, POLLIN);
        isEvent(t, events + EPOLL_EVENT, one, POLLIN);
        t.gives(3, EPOLL_WAIT, epoll, events, 3, 0);
        isEvent(t, events, two, POLLIN);
    }

    @ConformanceTest
    void tellsInTheOrderOfReadiness(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long one = eventFd(t, 0);
        long two = eventFd(t, 0);
        watch(t, epoll, one, POLLIN);
        watch(t, epoll, two, POLLIN);
        add(t, two, 1);
        add(t, one, 1);
        long events = t.alloc(2 * EPOLL_EVENT);
        t.gives(2, EPOLL_WAIT, epoll, events, 2, 0);
        isEvent(t, events, two, POLLIN);
    }

    @ConformanceTest
    void timesOut(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        t.gives(0, EPOLL_WAIT, epoll, t.alloc(EPOLL_EVENT), 1, 20);
    }

    @ConformanceTest
    void checksItsMask(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long events = t.alloc(EPOLL_EVENT);
        long mask = t.words(0);
        t.fails(EINVAL, EPOLL_PWAIT, 99, events, 1, 0, mask, 4);
        t.fails(EFAULT, EPOLL_PWAIT, 99, events, 1, 0, t.unmapped(), 8);
        t.fails(EBADF, EPOLL_PWAIT, 99, events, 1, 0, mask, 8);
        t.gives(0, EPOLL_PWAIT, epoll, events, 1, 0, mask, 8);
        t.gives(0, EPOLL_PWAIT, epoll, events, 1, 0, 0, 4);
    }

    @ConformanceTest
    void takesATimeInNanoseconds(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long events = t.alloc(EPOLL_EVENT);
        long mask = t.words(0);
        t.gives(0, EPOLL_PWAIT2, epoll, events, 1, t.words(0, 20_000_000), 0, 0);
        t.gives(0, EPOLL_PWAIT2, epoll, events, 1, t.words(0, 0), 0, 0);
        t.fails(EINVAL, EPOLL_PWAIT2, 99, events, 1, t.words(0, 1_000_000_000), mask, 3);
        t.fails(EINVAL, EPOLL_PWAIT2, 99, events, 1, t.words(-1, 0), 0, 0);
        t.fails(EFAULT, EPOLL_PWAIT2, 99, events, 1, t.unmapped(), mask, 3);
        t.fails(EINVAL, EPOLL_PWAIT2, 99, events, 1, t.words(0, 0), mask, 3);
    }

    @ConformanceTest
    void tellsOfTheEndsOfAConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long epoll = epoll(t);
        watch(t, epoll, p.server(), POLLIN | POLLOUT | POLLRDHUP);
        hasOnly(t, epoll, p.server(), POLLOUT);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        hasOnly(t, epoll, p.server(), POLLIN | POLLOUT | POLLRDHUP);
        t.ok(SHUTDOWN, p.server(), SHUT_WR);
        hasOnly(t, epoll, p.server(), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    }

    @ConformanceTest
    void waitsForAConnectionAndItsData(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long epoll = epoll(t);
        watch(t, epoll, listener, POLLIN);
        var server = t.fork();
        var wait = server.blocks(EPOLL_WAIT, epoll, server.alloc(EPOLL_EVENT), 1, -1);
        long client = Tcp.connect(t, listener);
        wait.returns(1);
        long accepted = t.ok(ACCEPT, listener, 0, 0);
        watch(t, epoll, accepted, POLLIN | EPOLLET);
        var again = server.blocks(EPOLL_WAIT, epoll, server.alloc(EPOLL_EVENT), 1, -1);
        Tcp.send(t, client, "x");
        again.returns(1);
    }
}
