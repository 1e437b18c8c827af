package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** epoll(7): who is woken, files that are closed, and epolls that watch each other. */
final class EpollWaitTest {

    private static final int NESTS = 4;

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
}
