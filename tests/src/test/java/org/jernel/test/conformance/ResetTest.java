package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** How a connection is torn down: RST against FIN. */
final class ResetTest {

    @ConformanceTest
    void closeWithUnreadDataResets(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "unread");
        Tcp.awaitQueued(t, p.server(), 6);
        t.ok(CLOSE, p.server());
        t.fails(ECONNRESET, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
        t.gives(0, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void closeWithoutUnreadDataDoesNot(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "read");
        Tcp.receives(t, p.server(), "read");
        t.ok(CLOSE, p.server());
        t.gives(0, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void lingerOfZeroResets(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.server());
        t.fails(ECONNRESET, READ, p.client(), t.alloc(4), 4);
    }

    @ConformanceTest
    void leavesWhatWasQueuedAtThePeer(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.server(), "sent before");
        Tcp.awaitQueued(t, p.client(), 11);
        Tcp.closeWithReset(t, p.server());
        t.pollBecomes(POLLERR | POLLHUP, p.client(), 0);
        Tcp.receives(t, p.client(), "sent before");
        t.fails(ECONNRESET, RECVFROM, p.client(), t.alloc(16), 16, 0, 0, 0);
        t.gives(0, RECVFROM, p.client(), t.alloc(16), 16, 0, 0, 0);
    }

    @ConformanceTest
    void isReportedToASenderOnce(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.server());
        t.pollBecomes(POLLERR | POLLHUP, p.client(), 0);
        t.fails(ECONNRESET, SENDTO, p.client(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        t.fails(EPIPE, SENDTO, p.client(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void raisesNoSigpipeWithTheFirstError(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.kernelTask().blockSignal(SIGPIPE);
        Tcp.closeWithReset(t, p.server());
        t.pollBecomes(POLLERR | POLLHUP, p.client(), 0);
        t.fails(ECONNRESET, SENDTO, p.client(), t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
        t.fails(EPIPE, SENDTO, p.client(), t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void answersDataAfterClose(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(CLOSE, p.server());
        t.pollBecomes(POLLRDHUP, p.client(), POLLRDHUP);
        Tcp.send(t, p.client(), "too late");
        t.pollBecomes(POLLERR | POLLHUP, p.client(), 0);
        t.fails(EPIPE, SENDTO, p.client(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        assertThat(Tcp.option(t, p.client(), SOL_SOCKET, SO_ERROR)).isZero();
    }

    @ConformanceTest
    void wakesAReader(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        p.task().ok(CLOSE, p.client());
        reader.ok(CLOSE, p.server());
        var read = reader.blocks(READ, p.client(), reader.alloc(4), 4);
        Tcp.closeWithReset(p.task(), p.server());
        read.fails(ECONNRESET);
    }

    @ConformanceTest
    void comesFromAListenerThatClosesItsQueue(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        t.ok(CLOSE, listener);
        t.pollBecomes(POLLERR | POLLHUP, client, 0);
        t.fails(ECONNRESET, RECVFROM, client, t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void comesFromAListenerThatIsShutDown(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        t.ok(SHUTDOWN, listener, SHUT_RD);
        t.fails(ECONNRESET, RECVFROM, client, t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void doesNotReachAnAcceptedConnection(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CLOSE, listener);
        Tcp.send(t, client, "still here");
        Tcp.receives(t, server, "still here");
    }

    @ConformanceTest
    void lingerWaitsForNothingWhenAllIsSent(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_LINGER, t.ints(1, 10), 8);
        Tcp.send(t, p.client(), "sent");
        Tcp.receives(t, p.server(), "sent");
        t.ok(CLOSE, p.client());
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void isWhatAvoidsTimeWait(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        int port = t.port(listener);
        long client = Tcp.connect(t, listener);
        Tcp.closeWithReset(t, t.ok(ACCEPT, listener, 0, 0));
        t.fails(ECONNRESET, RECVFROM, client, t.alloc(4), 4, 0, 0, 0);
        t.ok(CLOSE, client);
        t.ok(CLOSE, listener);
        Tcp.bound(t, port);
    }

    @ConformanceTest
    void isNotWhatAnOrderlyCloseDoesWhichKeepsThePort(Scenario s) {
        var t = s.task();
        int port = closeFromTheListeningSide(t, Tcp.bound(t));
        long fd = Tcp.socket(t);
        long addr = t.inet(INADDR_LOOPBACK, port);
        t.fails(EADDRINUSE, BIND, fd, addr, SOCKADDR_IN);
        Tcp.set(t, fd, SOL_SOCKET, SO_REUSEADDR, 1);
        t.fails(EADDRINUSE, BIND, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void isNotNeededIfTheAddressWasToBeReused(Scenario s) {
        var t = s.task();
        long listener = Tcp.socket(t);
        Tcp.set(t, listener, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, listener, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        int port = closeFromTheListeningSide(t, listener);
        long fd = Tcp.socket(t);
        long addr = t.inet(INADDR_LOOPBACK, port);
        t.fails(EADDRINUSE, BIND, fd, addr, SOCKADDR_IN);
        Tcp.set(t, fd, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, fd, addr, SOCKADDR_IN);
        t.ok(LISTEN, fd, 1);
    }

    /** Opens a connection to a bound socket and closes it from there, which leaves that side in TIME_WAIT. */
    private static int closeFromTheListeningSide(Task t, long bound) {
        t.ok(LISTEN, bound, 1);
        int port = t.port(bound);
        long client = Tcp.connect(t, bound);
        t.ok(CLOSE, t.ok(ACCEPT, bound, 0, 0));
        t.ok(CLOSE, bound);
        t.gives(0, RECVFROM, client, t.alloc(4), 4, 0, 0, 0);
        t.ok(CLOSE, client);
        return port;
    }

    @ConformanceTest
    void isToldByASocketThatNobodyHasWaitedFor(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.client());
        t.fails(ENOTCONN, GETPEERNAME, p.server(), t.sockaddrOut(), t.cell(SOCKADDR_IN));
        assertThat(Tcp.option(t, p.server(), SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
        assertThat(Tcp.option(t, p.server(), SOL_SOCKET, SO_ERROR)).isZero();
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void afterTheEndIsABrokenPipeBehindTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.server(), "unread");
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.ok(CLOSE, p.client());
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        assertThat(Tcp.option(t, p.server(), SOL_SOCKET, SO_ERROR)).isEqualTo(EPIPE.number());
    }

    @ConformanceTest
    void lingerWaitsUntilThePeerHasEverything(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long sent = FlowTest.fill(p);
        var closer = t.fork();
        t.ok(CLOSE, p.client());
        closer.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_LINGER, closer.ints(1, 60), 8);
        var close = closer.blocks(CLOSE, p.client());
        FlowTest.drain(t, p.server(), sent);
        close.returns(0);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void lingerEndsWithItsTime(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        FlowTest.fill(p);
        t.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_LINGER, t.ints(1, 1), 8);
        t.ok(CLOSE, p.client());
    }

    @ConformanceTest
    @NotOn(arm = Arm.HOST, reason = "the arm closes a task's descriptors by a call, not by its end")
    void aTaskThatEndsDoesNotLinger(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long sent = FlowTest.fill(p);
        var closer = t.fork();
        t.ok(CLOSE, p.client());
        closer.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_LINGER, closer.ints(1, 60), 8);
        closer.exit();
        FlowTest.drain(t, p.server(), sent);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void isNotSentForWhatThePeerReadBefore(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "half");
        t.gives(4, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        Tcp.send(t, p.server(), "kept");
        t.ok(CLOSE, p.server());
        Tcp.receives(t, p.client(), "kept");
        t.gives(0, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void destroysWhatThePeerHasNotReadWhenHalfIsUnread(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "half unread");
        t.gives(4, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        t.ok(CLOSE, p.server());
        t.pollBecomes(POLLERR | POLLHUP, p.client(), 0);
        t.fails(ECONNRESET, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void doesNotComeWhenBothCloseAtOnce(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        var other = t.fork();
        t.ok(CLOSE, p.server());
        other.ok(CLOSE, p.client());
        var one = t.attempts(SHUTDOWN, p.client(), SHUT_WR);
        var two = other.attempts(SHUTDOWN, p.server(), SHUT_WR);
        one.returns(0);
        two.returns(0);
        t.gives(0, RECVFROM, p.client(), t.alloc(4), 4, 0, 0, 0);
        other.gives(0, RECVFROM, p.server(), other.alloc(4), 4, 0, 0, 0);
        assertThat(Tcp.option(t, p.client(), SOL_SOCKET, SO_ERROR)).isZero();
        assertThat(Tcp.option(other, p.server(), SOL_SOCKET, SO_ERROR)).isZero();
    }
}
