package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** listen(2). */
final class ListenTest {

    @ConformanceTest
    void bindsAnUnboundSocket(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(LISTEN, fd, 1);
        long addr = t.sockaddrOut();
        t.ok(GETSOCKNAME, fd, addr, t.cell(16));
        assertThat(t.portAt(addr)).isNotZero();
    }

    @ConformanceTest
    void mayBeRepeated(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        t.ok(LISTEN, fd, 1);
        t.ok(LISTEN, fd, 0);
        Tcp.connect(t, fd);
    }

    @ConformanceTest
    void takesAnyBacklog(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(LISTEN, fd, -1);
        t.ok(LISTEN, fd, Integer.MAX_VALUE);
        Tcp.connect(t, fd);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, LISTEN, -1, 1);
        t.fails(EBADF, LISTEN, 99, 1);
        t.fails(ENOTSOCK, LISTEN, 0, 1);
    }

    @ConformanceTest
    void refusesAConnectedSocket(Scenario s) {
        var pair = Tcp.pair(s);
        pair.task().fails(EINVAL, LISTEN, pair.client(), 1);
        pair.task().fails(EINVAL, LISTEN, pair.server(), 1);
    }

    @ConformanceTest
    void makesTheSocketAcceptConnections(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ACCEPTCONN)).isZero();
        t.ok(LISTEN, fd, 1);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ACCEPTCONN)).isOne();
    }

    @ConformanceTest
    void leavesNothingToReceiveOrSend(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        t.fails(ENOTCONN, RECVFROM, fd, t.alloc(4), 4, 0, 0, 0);
        t.fails(ENOTCONN, READ, fd, t.alloc(4), 4);
        t.fails(EPIPE, SENDTO, fd, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void isRefusedWhereAnotherSocketListens(Scenario s) {
        var t = s.task();
        long first = Tcp.socket(t);
        long second = Tcp.socket(t);
        Tcp.set(t, first, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp.set(t, second, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(BIND, second, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
        t.ok(LISTEN, first, 1);
        t.fails(EADDRINUSE, LISTEN, second, 1);
        t.ok(CLOSE, first);
        t.ok(LISTEN, second, 1);
    }

    @ConformanceTest
    void mayFollowAShutdownOfTheListener(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        t.ok(SHUTDOWN, fd, SHUT_RD);
        t.fails(EINVAL, ACCEPT, fd, 0, 0);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ACCEPTCONN)).isZero();
        t.ok(LISTEN, fd, 1);
        Tcp.connect(t, fd);
        t.ok(ACCEPT, fd, 0, 0);
    }

    @ConformanceTest
    void handsAnEarlierShutdownToItsConnections(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(ENOTCONN, SHUTDOWN, fd, SHUT_WR);
        t.ok(LISTEN, fd, 1);
        long client = Tcp.socket(t);
        t.ok(CONNECT, client, t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
        long server = t.ok(ACCEPT, fd, 0, 0);
        t.gives(0, RECVFROM, client, t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, server, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        Tcp.send(t, client, "on");
        Tcp.receives(t, server, "on");
    }

    @ConformanceTest
    void endsWithTheLastDescriptor(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        long copy = t.ok(DUP, fd);
        long addr = t.inet(INADDR_LOOPBACK, t.port(fd));
        t.ok(CLOSE, fd);
        t.ok(CONNECT, Tcp.socket(t), addr, SOCKADDR_IN);
        t.ok(CLOSE, copy);
        t.fails(ECONNREFUSED, CONNECT, Tcp.socket(t), addr, SOCKADDR_IN);
    }

    /** Which listener a connection comes to is drawn from its ports, so that one of two hears of none once in 2^39. */
    @ConformanceTest
    void sharesConnectionsOutAmongThoseThatReuseThePort(Scenario s) {
        var t = s.task();
        long first = reusing(t, 0);
        long second = reusing(t, t.port(first));
        long addr = t.inet(INADDR_LOOPBACK, t.port(first));
        for (int i = 0; i < 40; i++) {
            t.ok(CONNECT, Tcp.socket(t), addr, SOCKADDR_IN);
        }
        t.pollBecomes(POLLIN, first, POLLIN);
        t.pollBecomes(POLLIN, second, POLLIN);
    }

    @ConformanceTest
    void theOneThatIsLeftGetsAllConnections(Scenario s) {
        var t = s.task();
        long first = reusing(t, 0);
        long second = reusing(t, t.port(first));
        long addr = t.inet(INADDR_LOOPBACK, t.port(first));
        t.ok(CLOSE, first);
        for (int i = 0; i < 8; i++) {
            t.ok(CONNECT, Tcp.socket(t), addr, SOCKADDR_IN);
            t.ok(ACCEPT, second, 0, 0);
        }
    }

    private static long reusing(Task t, int port) {
        long fd = Tcp.socket(t);
        Tcp.set(t, fd, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.ok(LISTEN, fd, 64);
        return fd;
    }

    /** Begins a connection that finds no room in the queue: its SYN goes unanswered, and is sent again. */
    private static long connectInVain(Task t, long listener) {
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        assertThat(t.poll(fd, POLLOUT)).isZero();
        return fd;
    }

    @ConformanceTest
    void letsOneMoreWaitThanTheBacklog(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(LISTEN, fd, 1);
        Tcp.connect(t, fd);
        Tcp.connect(t, fd);
        long third = connectInVain(t, fd);
        t.fails(EALREADY, CONNECT, third, t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
        t.ok(ACCEPT, fd, 0, 0);
        t.pollBecomes(POLLOUT, third, POLLOUT);
        assertThat(Tcp.option(t, third, SOL_SOCKET, SO_ERROR)).isZero();
        t.ok(ACCEPT, fd, 0, 0);
        t.ok(ACCEPT, fd, 0, 0);
    }

    @ConformanceTest
    void makesRoomWithALargerBacklog(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(LISTEN, fd, 0);
        Tcp.connect(t, fd);
        long second = connectInVain(t, fd);
        t.ok(LISTEN, fd, 4);
        t.pollBecomes(POLLOUT, second, POLLOUT);
        Tcp.connect(t, fd);
    }

    @ConformanceTest
    void takesNothingBackWithASmallerBacklog(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(LISTEN, fd, 4);
        Tcp.connect(t, fd);
        Tcp.connect(t, fd);
        t.ok(LISTEN, fd, 0);
        long third = connectInVain(t, fd);
        t.ok(ACCEPT, fd, 0, 0);
        t.ok(ACCEPT, fd, 0, 0);
        t.pollBecomes(POLLOUT, third, POLLOUT);
    }

    @ConformanceTest
    void refusesWhoFoundNoRoomOnceItEnds(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(LISTEN, fd, 0);
        long first = Tcp.connect(t, fd);
        long second = connectInVain(t, fd);
        t.ok(CLOSE, fd);
        t.fails(ECONNRESET, RECVFROM, first, t.alloc(1), 1, 0, 0, 0);
        t.pollBecomes(POLLOUT | POLLERR | POLLHUP, second, POLLOUT);
        assertThat(Tcp.option(t, second, SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNREFUSED.number());
    }

    @ConformanceTest
    void keepsTheWordsAndTheEndOfWhoWaits(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        long first = Tcp.connect(t, fd);
        long second = Tcp.connect(t, fd);
        Tcp.send(t, first, "one");
        Tcp.send(t, second, "two");
        t.ok(SHUTDOWN, first, SHUT_WR);
        long server = t.ok(ACCEPT, fd, 0, 0);
        Tcp.receives(t, server, "one");
        t.gives(0, RECVFROM, server, t.alloc(1), 1, 0, 0, 0);
        Tcp.send(t, server, "still open");
        Tcp.receives(t, first, "still open");
        Tcp.receives(t, t.ok(ACCEPT, fd, 0, 0), "two");
    }
}
