package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** epoll(7): errors in their order, levels, edges, one shot, exclusive, nested. */
final class EpollTest {

    private static final int BAD_OP = 4;
    private static final long KERNEL_ADDRESS = 1L << 63;
    private static final int NESTS = 4;

    private static long epoll(Task t) {
        return t.ok(EPOLL_CREATE1, 0);
    }

    private static long eventFd(Task t, int value) {
        return t.ok(EVENTFD2, value, O_NONBLOCK);
    }

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
    void forgetsAFileThatIsClosed(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN);
        t.ok(CLOSE, fd);
        hasNone(t, epoll);
        t.fails(EBADF, EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
        t.gives(fd, EVENTFD2, 1, 0);
        hasNone(t, epoll);
        t.fails(ENOENT, EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
        watch(t, epoll, fd, POLLIN);
        hasOnly(t, epoll, fd, POLLIN);
    }

    @ConformanceTest
    void keepsAFileThatADuplicateHoldsOpen(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        long second = t.ok(DUP, fd);
        watch(t, epoll, fd, POLLIN);
        t.ok(CLOSE, fd);
        hasOnly(t, epoll, fd, POLLIN);
        t.fails(EBADF, EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
        t.fails(ENOENT, EPOLL_CTL, epoll, EPOLL_CTL_DEL, second, 0);
        t.gives(fd, DUP, second);
        t.fails(EEXIST, EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, t.epollEvent(POLLIN, fd));
        t.ok(CLOSE, fd);
        t.ok(CLOSE, second);
        hasNone(t, epoll);
    }

    @ConformanceTest
    void watchesADuplicateByItself(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        long second = t.ok(DUP, fd);
        watch(t, epoll, fd, POLLIN);
        watch(t, epoll, second, POLLOUT);
        long events = t.alloc(3 * EPOLL_EVENT);
        t.gives(2, EPOLL_WAIT, epoll, events, 3, 0);
        isEvent(t, events, fd, POLLIN);
        isEvent(t, events + EPOLL_EVENT, second, POLLOUT);
    }

    @ConformanceTest
    void livesAsLongAsADuplicateOfItself(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN);
        long second = t.ok(DUP, epoll);
        t.ok(CLOSE, epoll);
        hasOnly(t, second, fd, POLLIN);
        t.ok(CLOSE, second);
        add(t, fd, 1);
    }

    @ConformanceTest
    void knowsWhatMayBeExclusive(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        for (int bits : new int[] {EPOLLONESHOT, POLLRDHUP, POLLPRI, POLLRDNORM, POLLRDBAND}) {
            long event = t.epollEvent(POLLIN | EPOLLEXCLUSIVE | bits, fd);
            t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_ADD, fd, event);
        }
        t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_ADD, epoll(t), t.epollEvent(POLLIN | EPOLLEXCLUSIVE, 0));
        watch(t, epoll, fd, POLLIN | POLLOUT | POLLERR | POLLHUP | EPOLLET | EPOLLWAKEUP | EPOLLEXCLUSIVE);
        t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, t.epollEvent(POLLIN, fd));
        t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, t.epollEvent(POLLIN | EPOLLEXCLUSIVE, fd));
        hasOnly(t, epoll, fd, POLLIN | POLLOUT);
        t.ok(EPOLL_CTL, epoll, EPOLL_CTL_DEL, fd, 0);
        watch(t, epoll, fd, POLLIN);
        t.fails(EINVAL, EPOLL_CTL, epoll, EPOLL_CTL_MOD, fd, t.epollEvent(POLLIN | EPOLLEXCLUSIVE, fd));
    }

    @ConformanceTest
    void wakesOneOfThoseThatWatchExclusively(Scenario s) {
        var t = s.task();
        long fd = eventFd(t, 0);
        var one = t.fork();
        var two = t.fork();
        long first = epoll(one);
        long second = epoll(two);
        watch(one, first, fd, POLLIN | EPOLLEXCLUSIVE);
        watch(two, second, fd, POLLIN | EPOLLEXCLUSIVE);
        var waitOne = one.blocks(EPOLL_WAIT, first, one.alloc(EPOLL_EVENT), 1, -1);
        var waitTwo = two.blocks(EPOLL_WAIT, second, two.alloc(EPOLL_EVENT), 1, -1);
        add(t, fd, 1);
        waitOne.returns(1);
        waitTwo.staysBlocked();
        add(t, fd, 1);
        waitTwo.returns(1);
    }

    @ConformanceTest
    void wakesAllThatWatch(Scenario s) {
        var t = s.task();
        long fd = eventFd(t, 0);
        var one = t.fork();
        var two = t.fork();
        long first = epoll(one);
        long second = epoll(two);
        watch(one, first, fd, POLLIN);
        watch(two, second, fd, POLLIN);
        var waitOne = one.blocks(EPOLL_WAIT, first, one.alloc(EPOLL_EVENT), 1, -1);
        var waitTwo = two.blocks(EPOLL_WAIT, second, two.alloc(EPOLL_EVENT), 1, -1);
        add(t, fd, 1);
        waitOne.returns(1);
        waitTwo.returns(1);
    }

    @ConformanceTest
    void wakesTheNewestWaiterForAnEdge(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, epoll, fd, POLLIN | EPOLLET);
        var one = t.fork();
        var two = t.fork();
        var waitOne = one.blocks(EPOLL_WAIT, epoll, one.alloc(EPOLL_EVENT), 1, -1);
        var waitTwo = two.blocks(EPOLL_WAIT, epoll, two.alloc(EPOLL_EVENT), 1, -1);
        add(t, fd, 1);
        waitTwo.returns(1);
        waitOne.staysBlocked();
        add(t, fd, 1);
        waitOne.returns(1);
    }

    @ConformanceTest
    void wakesAWaiterForWhatIsAdded(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var child = t.fork();
        var wait = child.blocks(EPOLL_WAIT, epoll, child.alloc(EPOLL_EVENT), 1, -1);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN);
        wait.returns(1);
    }

    @ConformanceTest
    void wakesAWaiterForWhatIsChanged(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, epoll, fd, POLLIN);
        var child = t.fork();
        var wait = child.blocks(EPOLL_WAIT, epoll, child.alloc(EPOLL_EVENT), 1, -1);
        rewatch(t, epoll, fd, POLLOUT);
        wait.returns(1);
    }

    @ConformanceTest
    void sleepsOnAfterNewsOfOtherKinds(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        add(t, fd, -2);
        watch(t, epoll, fd, POLLOUT);
        var child = t.fork();
        var wait = child.blocks(EPOLL_WAIT, epoll, child.alloc(EPOLL_EVENT), 1, -1);
        add(t, fd, 0);
        wait.staysBlocked();
        take(t, fd);
        wait.returns(1);
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
    void isInterruptedAndNeverRestarted(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        var wait = t.blocks(EPOLL_WAIT, epoll, t.alloc(EPOLL_EVENT), 1, -1);
        t.kernelTask().interrupt(false);
        wait.fails(EINTR);
        var again = t.blocks(EPOLL_WAIT, epoll, t.alloc(EPOLL_EVENT), 1, -1);
        t.kernelTask().interrupt(true);
        again.fails(EINTR);
    }

    @ConformanceTest
    void isReadableItself(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, epoll, fd, POLLIN);
        assertThat(t.poll(epoll, ALL)).isZero();
        add(t, fd, 1);
        assertThat(t.poll(epoll, ALL)).isEqualTo(READABLE);
        take(t, fd);
        assertThat(t.poll(epoll, ALL)).isZero();
        var child = t.fork();
        var poll = child.blocks(POLL, child.pollfd(epoll, POLLIN), 1, -1);
        add(t, fd, 1);
        poll.returns(1);
    }

    @ConformanceTest
    void pollingItKeepsAnEdge(Scenario s) {
        var t = s.task();
        long epoll = epoll(t);
        long fd = eventFd(t, 1);
        watch(t, epoll, fd, POLLIN | EPOLLET);
        assertThat(t.poll(epoll, ALL)).isEqualTo(READABLE);
        assertThat(t.poll(epoll, ALL)).isEqualTo(READABLE);
        hasOnly(t, epoll, fd, POLLIN);
        assertThat(t.poll(epoll, ALL)).isZero();
    }

    @ConformanceTest
    void watchesAnother(Scenario s) {
        var t = s.task();
        long inner = epoll(t);
        long outer = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, outer, inner, POLLIN);
        watch(t, inner, fd, POLLIN);
        hasNone(t, outer);
        add(t, fd, 1);
        hasOnly(t, outer, inner, POLLIN);
        hasOnly(t, inner, fd, POLLIN);
        hasOnly(t, outer, inner, POLLIN);
        take(t, fd);
        hasNone(t, outer);
        var child = t.fork();
        var wait = child.blocks(EPOLL_WAIT, outer, child.alloc(EPOLL_EVENT), 1, -1);
        add(t, fd, 1);
        wait.returns(1);
    }

    @ConformanceTest
    void watchesAnothersEdges(Scenario s) {
        var t = s.task();
        long inner = epoll(t);
        long outer = epoll(t);
        long fd = eventFd(t, 0);
        watch(t, inner, fd, POLLIN);
        watch(t, outer, inner, POLLIN | EPOLLET);
        add(t, fd, 1);
        hasOnly(t, outer, inner, POLLIN);
        hasNone(t, outer);
        add(t, fd, 1);
        hasOnly(t, outer, inner, POLLIN);
        hasNone(t, outer);
        hasOnly(t, inner, fd, POLLIN);
    }

    @ConformanceTest
    void refusesCircles(Scenario s) {
        var t = s.task();
        long one = epoll(t);
        long two = epoll(t);
        long three = epoll(t);
        watch(t, one, two, POLLIN);
        t.fails(ELOOP, EPOLL_CTL, two, EPOLL_CTL_ADD, one, t.epollEvent(POLLIN, 0));
        watch(t, two, three, POLLIN);
        t.fails(ELOOP, EPOLL_CTL, three, EPOLL_CTL_ADD, one, t.epollEvent(POLLIN, 0));
        t.ok(EPOLL_CTL, one, EPOLL_CTL_DEL, two, 0);
        watch(t, three, one, POLLIN);
    }

    @ConformanceTest
    void refusesDeepNests(Scenario s) {
        var t = s.task();
        long top = epoll(t);
        long bottom = top;
        for (int i = 0; i < NESTS; i++) {
            long below = epoll(t);
            watch(t, bottom, below, POLLIN);
            bottom = below;
        }
        t.fails(ELOOP, EPOLL_CTL, bottom, EPOLL_CTL_ADD, epoll(t), t.epollEvent(POLLIN, 0));
        t.fails(ELOOP, EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, top, t.epollEvent(POLLIN, 0));
        long fd = eventFd(t, 1);
        watch(t, bottom, fd, POLLIN);
        long events = t.alloc(EPOLL_EVENT);
        t.gives(1, EPOLL_WAIT, top, events, 1, 0);
    }

    @ConformanceTest
    void joinsNestsUpToTheLimit(Scenario s) {
        var t = s.task();
        long a = epoll(t);
        long b = epoll(t);
        long c = epoll(t);
        long d = epoll(t);
        watch(t, a, b, POLLIN);
        watch(t, c, d, POLLIN);
        watch(t, b, c, POLLIN);
        long e = epoll(t);
        long f = epoll(t);
        watch(t, e, f, POLLIN);
        t.fails(ELOOP, EPOLL_CTL, d, EPOLL_CTL_ADD, e, t.epollEvent(POLLIN, 0));
        watch(t, d, f, POLLIN);
    }

    @ConformanceTest
    void forgetsAnotherThatIsClosed(Scenario s) {
        var t = s.task();
        long inner = epoll(t);
        long outer = epoll(t);
        watch(t, outer, inner, POLLIN);
        watch(t, inner, eventFd(t, 1), POLLIN);
        hasOnly(t, outer, inner, POLLIN);
        t.ok(CLOSE, inner);
        hasNone(t, outer);
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
