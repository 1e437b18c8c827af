package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** poll(2): the mask of a stream socket in each of its states. */
final class PollTest {

    private static final int ALL =
            POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;
    private static final int READABLE = POLLIN | POLLRDNORM;
    private static final int WRITABLE = POLLOUT | POLLWRNORM;

    @ConformanceTest
    void showsAFreshSocketHungUp(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        assertThat(t.poll(fd, ALL)).isEqualTo(WRITABLE | POLLHUP);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        assertThat(t.poll(fd, ALL)).isEqualTo(WRITABLE | POLLHUP);
    }

    @ConformanceTest
    void showsAListenerReadableWhenAConnectionWaits(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        assertThat(t.poll(listener, ALL)).isZero();
        Tcp.connect(t, listener);
        t.pollBecomes(READABLE, listener, ALL);
        t.ok(ACCEPT, listener, 0, 0);
        assertThat(t.poll(listener, ALL)).isZero();
    }

    @ConformanceTest
    void showsAnIdleConnectionWritable(Scenario s) {
        var p = Tcp.pair(s);
        assertThat(p.task().poll(p.client(), ALL)).isEqualTo(WRITABLE);
        assertThat(p.task().poll(p.server(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void showsDataReadable(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "x");
        t.pollBecomes(READABLE | WRITABLE, p.server(), ALL);
        t.gives(1, READ, p.server(), t.alloc(1), 1);
        assertThat(t.poll(p.server(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void showsTheEndOfThePeersData(Scenario s) {
        var p = Tcp.pair(s);
        p.task().ok(SHUTDOWN, p.client(), SHUT_WR);
        p.task().pollBecomes(READABLE | WRITABLE | POLLRDHUP, p.server(), ALL);
        assertThat(p.task().poll(p.client(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void showsItsOwnEndOfReading(Scenario s) {
        var p = Tcp.pair(s);
        p.task().ok(SHUTDOWN, p.client(), SHUT_RD);
        assertThat(p.task().poll(p.client(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP);
        assertThat(p.task().poll(p.server(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void showsBothEndsAsAHangUp(Scenario s) {
        var p = Tcp.pair(s);
        p.task().ok(SHUTDOWN, p.client(), SHUT_RDWR);
        assertThat(p.task().poll(p.client(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP);
        p.task().pollBecomes(READABLE | WRITABLE | POLLRDHUP, p.server(), ALL);
    }

    @ConformanceTest
    void showsAHangUpWhenBothSidesHaveShutWriting(Scenario s) {
        var p = Tcp.pair(s);
        p.task().ok(SHUTDOWN, p.client(), SHUT_WR);
        p.task().pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        p.task().ok(SHUTDOWN, p.server(), SHUT_WR);
        p.task().pollBecomes(READABLE | WRITABLE | POLLRDHUP | POLLHUP, p.server(), ALL);
        p.task().pollBecomes(READABLE | WRITABLE | POLLRDHUP | POLLHUP, p.client(), ALL);
    }

    @ConformanceTest
    void showsAResetAsAnErrorUntilItIsRead(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.client());
        t.pollBecomes(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR, p.server(), ALL);
        t.fails(ECONNRESET, READ, p.server(), t.alloc(1), 1);
        assertThat(t.poll(p.server(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP);
    }

    @ConformanceTest
    void showsHangUpAndErrorUnasked(Scenario s) {
        var p = Tcp.pair(s);
        Tcp.closeWithReset(p.task(), p.client());
        p.task().pollBecomes(POLLHUP | POLLERR, p.server(), 0);
    }

    @ConformanceTest
    void showsARefusedConnection(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(closed)), SOCKADDR_IN);
        t.pollBecomes(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR, fd, ALL);
    }

    @ConformanceTest
    void showsNothingWhileConnecting(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 0);
        Tcp.connect(t, listener);
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        assertThat(t.poll(fd, ALL)).isZero();
    }

    @ConformanceTest
    void showsAListenerThatWasShutDownHungUp(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.ok(SHUTDOWN, listener, SHUT_RD);
        assertThat(t.poll(listener, ALL)).isEqualTo(WRITABLE | POLLHUP);
    }

    @ConformanceTest
    void holdsReadinessBackToTheLowWaterMark(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.set(t, p.server(), SOL_SOCKET, SO_RCVLOWAT, 3);
        Tcp.send(t, p.client(), "ab");
        Tcp.awaitQueued(t, p.server(), 2);
        assertThat(t.poll(p.server(), ALL)).isEqualTo(WRITABLE);
        Tcp.send(t, p.client(), "c");
        t.pollBecomes(READABLE | WRITABLE, p.server(), ALL);
    }

    @ConformanceTest
    void isInvalidForAClosedDescriptor(Scenario s) {
        var t = s.task();
        assertThat(t.poll(99, ALL)).isEqualTo(POLLNVAL);
        assertThat(t.poll(99, 0)).isEqualTo(POLLNVAL);
    }

    @ConformanceTest
    void ignoresNegativeDescriptors(Scenario s) {
        var t = s.task();
        assertThat(t.poll(-1, ALL)).isZero();
    }

    @ConformanceTest
    void countsTheDescriptorsThatAreReady(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long fds = t.ints((int) p.client(), POLLOUT, -1, POLLOUT, (int) p.server(), POLLIN, 99, POLLIN,
                (int) p.client(), 0);
        t.gives(2, POLL, fds, 5, 0);
        assertThat(t.shortAt(fds + 6)).isEqualTo(POLLOUT);
        assertThat(t.shortAt(fds + 30)).isEqualTo(POLLNVAL);
    }

    @ConformanceTest
    void waitsForData(Scenario s) {
        var p = Tcp.pair(s);
        var poller = p.task().fork();
        long pollfd = poller.pollfd(p.server(), POLLIN);
        var poll = poller.blocks(POLL, pollfd, 1, -1);
        Tcp.send(p.task(), p.client(), "x");
        poll.returns(1);
    }

    @ConformanceTest
    void waitsForAHangUp(Scenario s) {
        var p = Tcp.pair(s);
        var poller = p.task().fork();
        long pollfd = poller.pollfd(p.server(), 0);
        var poll = poller.blocks(POLL, pollfd, 1, -1);
        p.task().ok(SHUTDOWN, p.server(), SHUT_RDWR);
        poll.returns(1);
    }

    @ConformanceTest
    void timesOut(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(0, POLL, t.pollfd(p.server(), POLLIN), 1, 20);
        t.gives(0, POLL, 0, 0, 20);
        t.gives(0, POLL, 0, 0, 0);
    }

    @ConformanceTest
    void checksItsArguments(Scenario s) {
        var t = s.task();
        t.fails(EFAULT, POLL, t.unmapped(), 1, 0);
        t.fails(EFAULT, POLL, t.edge(new byte[7]), 1, 0);
        t.fails(EFAULT, POLL, t.readOnly(new byte[8]), 1, 0);
        t.fails(EINVAL, POLL, 0, 0xffffffffL, 0);
    }

    @ConformanceTest
    void endsWithASignal(Scenario s) {
        var p = Tcp.pair(s);
        var poll = p.task().blocks(POLL, p.task().pollfd(p.server(), POLLIN), 1, -1);
        p.task().kernelTask().interrupt(false);
        poll.fails(EINTR);
    }

    @ConformanceTest
    void showsTheEndBehindBytesWithoutAWait(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "unread");
        assertThat(t.poll(p.server(), ALL)).isEqualTo(READABLE | WRITABLE);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        assertThat(t.poll(p.server(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP);
    }

    @ConformanceTest
    void showsAResetBehindBytesWithoutAWait(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "unread");
        assertThat(t.poll(p.server(), ALL)).isEqualTo(READABLE | WRITABLE);
        Tcp.closeWithReset(t, p.client());
        assertThat(t.poll(p.server(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR);
    }
}
