package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** connect(2) that does not wait, and that undoes a connection. */
final class NonBlockingConnectTest {

    @ConformanceTest
    void isInProgressThenDone(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        t.pollBecomes(POLLOUT, fd, POLLIN | POLLOUT);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        t.ok(CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(EISCONN, CONNECT, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void isAlreadyUnderWayOnASecondTry(Scenario s) {
        var t = s.task();
        long listener = Tcp.bound(t);
        t.ok(LISTEN, listener, 0);
        Tcp.connect(t, listener);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(EALREADY, CONNECT, fd, addr, SOCKADDR_IN);
        assertThat(t.poll(fd, POLLIN | POLLOUT | POLLRDHUP)).isZero();
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(16));
        t.fails(EAGAIN, RECVFROM, fd, t.alloc(4), 4, 0, 0, 0);
        t.fails(EAGAIN, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
    }

    @ConformanceTest
    void leavesARefusalInSoError(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(closed));
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        t.pollBecomes(POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP, fd, POLLIN | POLLOUT | POLLRDHUP);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNREFUSED.number());
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        t.fails(ECONNABORTED, CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void reportsARefusalToTheNextConnect(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(closed));
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        t.pollBecomes(POLLOUT | POLLERR | POLLHUP, fd, POLLOUT);
        t.fails(ECONNREFUSED, CONNECT, fd, addr, SOCKADDR_IN);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
    }

    @ConformanceTest
    void reportsARefusalToTheNextReceive(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long fd = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(closed)), SOCKADDR_IN);
        t.pollBecomes(POLLOUT | POLLERR | POLLHUP, fd, POLLOUT);
        t.fails(ECONNREFUSED, RECVFROM, fd, t.alloc(4), 4, 0, 0, 0);
        t.gives(0, RECVFROM, fd, t.alloc(4), 4, 0, 0, 0);
        t.fails(EPIPE, SENDTO, fd, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void failsWithBadArgumentsAtOnce(Scenario s) {
        var t = s.task();
        long fd = Tcp.nonBlocking(t);
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 1), 15);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_ANY, 1)), SOCKADDR_IN);
        t.fails(EFAULT, CONNECT, fd, t.unmapped(), SOCKADDR_IN);
    }

    @ConformanceTest
    void undoesAConnectionWithAfUnspec(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(16));
        t.fails(ECONNRESET, RECVFROM, server, t.alloc(4), 4, 0, 0, 0);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
    }

    @ConformanceTest
    void forgetsTheAutomaticAddressOnUndoing(Scenario s) {
        var t = s.task();
        long fd = Tcp.connect(t, Tcp.listener(t));
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void keepsTheBoundPortOnUndoing(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.bound(t);
        int port = t.port(fd);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        assertThat(t.port(fd)).isEqualTo(port);
    }

    @ConformanceTest
    void undoesNothingOnAFreshSocket(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long unspec = t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0));
        t.ok(CONNECT, fd, unspec, SOCKADDR_IN);
        t.ok(CONNECT, fd, unspec, 2);
        t.fails(EINVAL, CONNECT, fd, unspec, 1);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
    }

    @ConformanceTest
    void undoesNoBindingWhereNothingIsConnected(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long any = t.inet(INADDR_ANY, 0);
        t.ok(BIND, fd, any, SOCKADDR_IN);
        int port = t.port(fd);
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        assertThat(t.port(fd)).isEqualTo(port);
        t.fails(EINVAL, BIND, fd, any, SOCKADDR_IN);
    }

    @ConformanceTest
    void undoesTheBindingThatListeningCameWith(Scenario s) {
        var t = s.task();
        long fd = Tcp.listener(t);
        t.ok(CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_ANY, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void undoesListening(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        t.ok(CONNECT, listener, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        assertThat(Tcp.option(t, listener, SOL_SOCKET, SO_ACCEPTCONN)).isZero();
        t.fails(ECONNREFUSED, CONNECT, Tcp.socket(t), addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void forgetsTheErrorOfTheConnectionBefore(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(CONNECT, p.client(), t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.ok(CONNECT, p.client(), t.inet(INADDR_LOOPBACK, t.port(Tcp.listener(t))), SOCKADDR_IN);
        assertThat(Tcp.option(t, p.client(), SOL_SOCKET, SO_ERROR)).isZero();
        Tcp.send(t, p.client(), "again");
    }

    @ConformanceTest
    void keepsAnErrorThatNobodyHasAskedForOnUndoing(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.closeWithReset(t, p.server());
        t.ok(CONNECT, p.client(), t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        assertThat(Tcp.option(t, p.client(), SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
    }

    @ConformanceTest
    void standsOnLoopbackWhenTheCallReturns(Scenario s) {
        var t = s.task();
        long fd = Tcp.nonBlocking(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(Tcp.listener(t)));
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        Tcp.send(t, fd, "at once");
        t.ok(CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(EISCONN, CONNECT, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void tellsWhatBecameOfTheConnectionMeanwhile(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long fd = Tcp.nonBlocking(t);
        long addr = t.inet(INADDR_LOOPBACK, t.port(listener));
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
        Tcp.closeWithReset(t, t.ok(ACCEPT, listener, 0, 0));
        t.fails(ECONNRESET, CONNECT, fd, addr, SOCKADDR_IN);
        t.fails(EINPROGRESS, CONNECT, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void disconnectingForgetsWhatWasUnread(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.server(), "unread");
        Tcp.awaitQueued(t, p.client(), 6);
        t.ok(CONNECT, p.client(), t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.poll(p.client(), POLLIN | POLLOUT | POLLRDHUP);
        t.ok(IOCTL, p.client(), FIONREAD, t.cell(-1));
    }
}
