package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** accept(2) and accept4(2). */
final class AcceptTest {

    @ConformanceTest
    void waitsForAConnection(Scenario s) {
        var server = s.task();
        long listener = Tcp.listener(server);
        int port = server.port(listener);
        var accept = server.blocks(ACCEPT, listener, 0, 0);
        var client = s.task();
        client.ok(CONNECT, Tcp.socket(client), client.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        accept.returns(4);
    }

    @ConformanceTest
    void takesConnectionsInTheirOrder(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        int first = t.port(Tcp.connect(t, listener));
        int second = t.port(Tcp.connect(t, listener));
        long addr = t.sockaddrOut();
        t.ok(ACCEPT, listener, addr, t.cell(16));
        assertThat(t.portAt(addr)).isEqualTo(first);
        t.ok(ACCEPT, listener, addr, t.cell(16));
        assertThat(t.portAt(addr)).isEqualTo(second);
    }

    @ConformanceTest
    void tellsThePeersAddress(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        long addr = t.sockaddrOut();
        long length = t.cell(100);
        t.ok(ACCEPT, listener, addr, length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        assertThat(t.portAt(addr)).isEqualTo(t.port(client));
    }

    @ConformanceTest
    void tellsThePeerThatHasResetAlready(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        int port = t.port(client);
        Tcp.closeWithReset(t, client);
        long addr = t.sockaddrOut();
        long accepted = t.ok(ACCEPT, listener, addr, t.cell(16));
        assertThat(t.portAt(addr)).isEqualTo(port);
        t.fails(ECONNRESET, RECVFROM, accepted, t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void looksAtTheFlagsBeforeTheDescriptor(Scenario s) {
        var t = s.task();
        t.fails(EINVAL, ACCEPT4, 0, 0, 0, 1);
        t.fails(ENOTSOCK, ACCEPT4, 0, 0, 0, SOCK_NONBLOCK);
        t.fails(EBADF, ACCEPT4, 99, 0, 0, 1);
    }

    @ConformanceTest
    void doesNotInheritThePriority(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.set(t, listener, SOL_SOCKET, SO_PRIORITY, 5);
        Tcp.connect(t, listener);
        assertThat(Tcp.option(t, t.ok(ACCEPT, listener, 0, 0), SOL_SOCKET, SO_PRIORITY)).isZero();
    }

    @ConformanceTest
    void truncatesTheAddressAndReportsItsLength(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.connect(t, listener);
        long addr = t.alloc(16);
        long length = t.cell(2);
        t.ok(ACCEPT, listener, addr, length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        assertThat(t.bytesAt(addr, 3)).containsExactly(AF_INET, 0, 0xee);
    }

    @ConformanceTest
    void mayLeaveTheAddressOut(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.connect(t, listener);
        Tcp.connect(t, listener);
        long length = t.cell(16);
        t.ok(ACCEPT, listener, 0, length);
        assertThat(t.intAt(length)).isEqualTo(16);
        t.ok(ACCEPT, listener, t.alloc(16), t.cell(0));
    }

    @ConformanceTest
    void losesTheConnectionWhoseAddressItCannotStore(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.ok(FCNTL, listener, F_SETFL, O_NONBLOCK);
        Tcp.connect(t, listener);
        t.pollBecomes(POLLIN, listener, POLLIN);
        t.fails(EFAULT, ACCEPT, listener, t.unmapped(), t.cell(16));
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void refusesABadLength(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.ok(FCNTL, listener, F_SETFL, O_NONBLOCK);
        Tcp.connect(t, listener);
        Tcp.connect(t, listener);
        t.pollBecomes(POLLIN, listener, POLLIN);
        t.fails(EINVAL, ACCEPT, listener, t.sockaddrOut(), t.cell(-1));
        t.fails(EFAULT, ACCEPT, listener, t.sockaddrOut(), t.unmapped());
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void needsAListener(Scenario s) {
        var t = s.task();
        t.fails(EBADF, ACCEPT, -1, 0, 0);
        t.fails(EBADF, ACCEPT, 99, 0, 0);
        t.fails(ENOTSOCK, ACCEPT, 0, 0, 0);
        t.fails(EINVAL, ACCEPT4, 0, 0, 0, 1);
        t.fails(EINVAL, ACCEPT, Tcp.socket(t), 0, 0);
        t.fails(EINVAL, ACCEPT, Tcp.bound(t), 0, 0);
    }

    @ConformanceTest
    void refusesAConnectedSocket(Scenario s) {
        var pair = Tcp.pair(s);
        pair.task().fails(EINVAL, ACCEPT, pair.client(), 0, 0);
        pair.task().fails(EINVAL, ACCEPT, pair.server(), 0, 0);
    }

    @ConformanceTest
    void doesNotWaitOnANonBlockingListener(Scenario s) {
        var t = s.task();
        long listener = Tcp.nonBlocking(t);
        t.ok(LISTEN, listener, 1);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void givesABlockingSocketOverANonBlockingListener(Scenario s) {
        var t = s.task();
        long listener = Tcp.nonBlocking(t);
        t.ok(BIND, listener, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(LISTEN, listener, 1);
        Tcp.connect(t, listener);
        t.pollBecomes(POLLIN, listener, POLLIN);
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.gives(O_RDWR, FCNTL, server, F_GETFL);
        t.gives(0, FCNTL, server, F_GETFD);
    }

    @ConformanceTest
    void takesFlags(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.connect(t, listener);
        long server = t.ok(ACCEPT4, listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        t.gives(O_RDWR | O_NONBLOCK, FCNTL, server, F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, server, F_GETFD);
    }

    @ConformanceTest
    void refusesUnknownFlags(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.connect(t, listener);
        t.fails(EINVAL, ACCEPT4, listener, 0, 0, 1);
        t.fails(EINVAL, ACCEPT4, listener, 0, 0, -1);
        t.fails(EBADF, ACCEPT4, 99, 0, 0, 1);
        t.ok(ACCEPT4, listener, 0, 0, 0);
    }

    @ConformanceTest
    void keepsTheConnectionWhenTheTableIsFull(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        t.kernelTask().limitFiles(5);
        t.fails(EMFILE, ACCEPT, listener, 0, 0);
        t.ok(CLOSE, client);
        t.gives(client, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void endsWhenTheListenerIsShutDown(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        var other = t.fork();
        var accept = t.blocks(ACCEPT, listener, 0, 0);
        other.ok(SHUTDOWN, listener, SHUT_RDWR);
        accept.fails(EINVAL);
    }

    @ConformanceTest
    void outlivesACloseInAnotherTask(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        var other = t.fork();
        int port = t.port(listener);
        var accept = t.blocks(ACCEPT, listener, 0, 0);
        other.ok(CLOSE, listener);
        var client = s.task();
        client.ok(CONNECT, Tcp.socket(client), client.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        accept.returns(4);
    }

    @ConformanceTest
    void inheritsOptionsOfTheListener(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        Tcp.set(t, listener, SOL_SOCKET, SO_KEEPALIVE, 1);
        Tcp.set(t, listener, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp.set(t, listener, IPPROTO_TCP, TCP_NODELAY, 1);
        t.ok(LISTEN, listener, 1);
        Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        assertThat(Tcp.option(t, server, SOL_SOCKET, SO_KEEPALIVE)).isOne();
        assertThat(Tcp.option(t, server, SOL_SOCKET, SO_REUSEADDR)).isOne();
        assertThat(Tcp.option(t, server, IPPROTO_TCP, TCP_NODELAY)).isOne();
    }

    @ConformanceTest
    void timesOut(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        t.ok(SETSOCKOPT, listener, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void givesConnectionsThatHaveEnded(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp.connect(t, listener);
        Tcp.send(t, client, "last words");
        t.ok(CLOSE, client);
        long server = t.ok(ACCEPT, listener, 0, 0);
        Tcp.receives(t, server, "last words");
        t.gives(0, RECVFROM, server, t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void givesConnectionsThatWereReset(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        Tcp.closeWithReset(t, Tcp.connect(t, listener));
        long addr = t.sockaddrOut();
        long server = t.ok(ACCEPT, listener, addr, t.cell(16));
        assertThat(t.shortAt(addr)).isEqualTo(AF_INET);
        t.fails(ECONNRESET, RECVFROM, server, t.alloc(4), 4, 0, 0, 0);
        t.fails(ENOTCONN, GETPEERNAME, server, addr, t.cell(16));
        t.gives(0, RECVFROM, server, t.alloc(4), 4, 0, 0, 0);
    }

    @ConformanceTest
    void servesTasksThatWaitTogether(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        int port = t.port(listener);
        var other = t.fork();
        var first = t.blocks(ACCEPT, listener, 0, 0);
        var second = other.blocks(ACCEPT, listener, 0, 0);
        var client = s.task();
        client.ok(CONNECT, Tcp.socket(client), client.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        client.ok(CONNECT, Tcp.socket(client), client.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        first.returns(4);
        second.returns(4);
    }
}
