package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** shutdown(2): half a close at a time. */
final class ShutdownTest {

    @ConformanceTest
    void needsAConnection(Scenario s) {
        var t = s.task();
        t.fails(ENOTCONN, SHUTDOWN, Tcp.socket(t), SHUT_RD);
        t.fails(ENOTCONN, SHUTDOWN, Tcp.socket(t), SHUT_WR);
        t.fails(ENOTCONN, SHUTDOWN, Tcp.bound(t), SHUT_RDWR);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, SHUTDOWN, 99, SHUT_RD);
        t.fails(ENOTSOCK, SHUTDOWN, 0, SHUT_RD);
    }

    @ConformanceTest
    void refusesAnUnknownDirection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, SHUTDOWN, p.client(), 3);
        t.fails(EINVAL, SHUTDOWN, p.client(), -1);
        t.fails(EINVAL, SHUTDOWN, Tcp.socket(t), 3);
        Tcp.send(t, p.client(), "still open");
        Tcp.receives(t, p.server(), "still open");
    }

    @ConformanceTest
    void ofWritingSendsWhatIsQueuedAndTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "last");
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        Tcp.receives(t, p.server(), "last");
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void ofWritingLeavesReading(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        Tcp.send(t, p.server(), "answer");
        Tcp.receives(t, p.client(), "answer");
    }

    @ConformanceTest
    void ofReadingEndsReading(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SHUTDOWN, p.server(), SHUT_RD);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        Tcp.send(t, p.server(), "still writes");
        Tcp.receives(t, p.client(), "still writes");
    }

    @ConformanceTest
    void ofReadingLeavesWhatIsQueuedAndWhatComes(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "before");
        Tcp.awaitQueued(t, p.server(), 6);
        t.ok(SHUTDOWN, p.server(), SHUT_RD);
        Tcp.receives(t, p.server(), "before");
        t.gives(0, RECVFROM, p.server(), t.alloc(8), 8, 0, 0, 0);
        Tcp.send(t, p.client(), "after");
        Tcp.awaitQueued(t, p.server(), 5);
        Tcp.receives(t, p.server(), "after");
    }

    @ConformanceTest
    void mayBeRepeated(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.ok(SHUTDOWN, p.client(), SHUT_RDWR);
        t.ok(SHUTDOWN, p.client(), SHUT_RD);
    }

    @ConformanceTest
    void isNotConnectedOnceBothSidesAreShut(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        t.pollBecomes(POLLRDHUP, p.server(), POLLRDHUP);
        t.ok(SHUTDOWN, p.server(), SHUT_RDWR);
        t.pollBecomes(POLLHUP, p.server(), 0);
        t.fails(ENOTCONN, SHUTDOWN, p.server(), SHUT_RDWR);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void wakesAReader(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        var read = reader.blocks(READ, p.server(), reader.alloc(4), 4);
        p.task().ok(SHUTDOWN, p.server(), SHUT_RD);
        read.returns(0);
    }

    @ConformanceTest
    void reachesAllDescriptorsOfTheSocket(Scenario s) {
        var p = Tcp.pair(s);
        var child = p.task().fork();
        child.ok(SHUTDOWN, p.client(), SHUT_WR);
        child.exit();
        p.task().fails(EPIPE, SENDTO, p.client(), p.task().text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void ofWritingAfterThePeersEndLeavesTheEndToBeRead(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "request");
        t.ok(SHUTDOWN, p.client(), SHUT_WR);
        Tcp.receives(t, p.server(), "request");
        Tcp.send(t, p.server(), "reply");
        t.ok(SHUTDOWN, p.server(), SHUT_WR);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        t.pollBecomes(POLLIN | POLLOUT | POLLHUP | POLLRDHUP, p.server(), POLLIN | POLLOUT | POLLRDHUP);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void ofWritingLeavesWhatCameBeforeThePeersEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "request");
        t.ok(CLOSE, p.client());
        t.ok(SHUTDOWN, p.server(), SHUT_WR);
        Tcp.receives(t, p.server(), "request");
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void ofASocketThatIsItsOwnPeerIsItsEnd(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
        Tcp.send(t, fd, "to myself");
        t.ok(SHUTDOWN, fd, SHUT_WR);
        Tcp.receives(t, fd, "to myself");
        t.gives(0, RECVFROM, fd, t.alloc(4), 4, 0, 0, 0);
        t.pollBecomes(POLLIN | POLLOUT | POLLHUP | POLLRDHUP, fd, POLLIN | POLLOUT | POLLRDHUP);
    }

    @ConformanceTest
    void leavesTheErrorOfAResetToTheSender(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.client());
        t.fails(ENOTCONN, SHUTDOWN, p.server(), SHUT_WR);
        t.fails(ECONNRESET, SENDTO, p.server(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        t.fails(EPIPE, SENDTO, p.server(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }
}
