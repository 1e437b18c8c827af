package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** connect(2), waiting. */
final class ConnectTest {

    @ConformanceTest
    void joinsTwoSockets(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        long addr = t.sockaddrOut();
        t.ok(GETPEERNAME, client, addr, t.cell(16));
        assertThat(t.portAt(addr)).isEqualTo(t.port(listener));
        t.ok(GETSOCKNAME, client, addr, t.cell(16));
        assertThat(t.portAt(addr)).isNotZero();
    }

    @ConformanceTest
    void isRefusedWhereNobodyListens(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(closed));
        long fd = Tcp.socket(t);
        t.fails(ECONNREFUSED, CONNECT, fd, addr, SOCKADDR_IN);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void mayBeTriedAgainAfterARefusal(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        long fd = Tcp.socket(t);
        t.fails(ECONNREFUSED, CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(ECONNREFUSED, CONNECT, fd, addr, SOCKADDR_IN);
        t.ok(LISTEN, listener, 1);
        t.ok(CONNECT, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void isRefusedOnPortZero(Scenario s) {
        var t = s.task();
        t.fails(ECONNREFUSED, CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void takesInaddrAnyForThisHost(Scenario s) {
        var t = s.task();
        long listener = Tcp.socket(t);
        t.ok(LISTEN, listener, 1);
        long fd = Tcp.socket(t);
        t.ok(CONNECT, fd, t.inet(INADDR_ANY, t.port(listener)), SOCKADDR_IN);
        t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void keepsTheAddressThatWasBound(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.socket(t);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK + 1, 0), SOCKADDR_IN);
        int port = t.port(fd);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        assertThat(t.port(fd)).isEqualTo(port);
        t.ok(ACCEPT, listener, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void givesABoundWildcardItsAddress(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.socket(t);
        t.ok(BIND, fd, t.inet(INADDR_ANY, 0), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void happensOnce(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.connect(t, listener);
        t.fails(EISCONN, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        t.fails(EISCONN, CONNECT, fd, t.inet(INADDR_LOOPBACK, 1), SOCKADDR_IN);
    }

    @ConformanceTest
    void isNotForListeners(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.fails(EISCONN, CONNECT, listener, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
    }

    @ConformanceTest
    void needsAWholeAddressOfItsFamily(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long addr = t.inet(INADDR_LOOPBACK, 1);
        t.fails(EINVAL, CONNECT, fd, addr, 0);
        t.fails(EINVAL, CONNECT, fd, addr, 1);
        t.fails(EINVAL, CONNECT, fd, addr, 15);
        t.fails(EINVAL, CONNECT, fd, addr, -1);
        t.fails(EINVAL, CONNECT, fd, addr, 129);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNIX, INADDR_LOOPBACK, 1)), SOCKADDR_IN);
    }

    @ConformanceTest
    void faultsOnABadAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EFAULT, CONNECT, fd, 0, SOCKADDR_IN);
        t.fails(EFAULT, CONNECT, fd, t.unmapped(), SOCKADDR_IN);
        t.fails(EFAULT, CONNECT, fd, t.edge(new byte[15]), SOCKADDR_IN);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        long addr = t.inet(INADDR_LOOPBACK, 1);
        t.fails(EBADF, CONNECT, -1, addr, SOCKADDR_IN);
        t.fails(EBADF, CONNECT, 99, addr, SOCKADDR_IN);
        t.fails(ENOTSOCK, CONNECT, 0, addr, SOCKADDR_IN);
        t.fails(EFAULT, CONNECT, 0, t.unmapped(), SOCKADDR_IN);
        t.fails(EINVAL, CONNECT, 0, addr, -1);
    }

    @ConformanceTest
    void refusesASecondConnectionOfTheSameEnds(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        long first = Tcp.socket(t);
        long second = Tcp.socket(t);
        Tcp.set(t, first, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp.set(t, second, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(BIND, second, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
        t.ok(CONNECT, first, addr, SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, CONNECT, second, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void reachesItself(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
        Tcp.send(t, fd, "echo");
        Tcp.receives(t, fd, "echo");
    }

    @ConformanceTest
    void succeedsUpToTheBacklogAndOne(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 2);
        Tcp.connect(t, listener);
        Tcp.connect(t, listener);
        Tcp.connect(t, listener);
        long late = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, late, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        t.fails(EALREADY, CONNECT, late, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
    }

    @ConformanceTest
    void waitsWhileTheBacklogIsFull(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 0);
        Tcp.connect(t, listener);
        long late = Tcp.socket(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        var connect = t.blocks(CONNECT, late, addr, SOCKADDR_IN);
        t.kernelTask().interrupt(false);
        connect.fails(EINTR);
    }

    @ConformanceTest
    void timesOutAsInProgress(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 0);
        Tcp.connect(t, listener);
        long late = Tcp.socket(t);
        t.ok(SETSOCKOPT, late, SOL_SOCKET, SO_SNDTIMEO, t.words(0, 20_000), 16);
        t.fails(EINPROGRESS, CONNECT, late, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
    }
}
