package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** bind(2): the address rules of AF_INET. */
final class BindTest {

    @ConformanceTest
    void picksAPortForPortZero(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        long addr = t.sockaddrOut();
        t.ok(GETSOCKNAME, fd, addr, t.cell(16));
        assertThat(t.portAt(addr)).isNotZero();
    }

    @ConformanceTest
    void happensOnce(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_ANY, t.port(fd)), SOCKADDR_IN);
    }

    @ConformanceTest
    void happensAgainAfterARefusedConnection(Scenario s) {
        var t = s.task();
        long closed = Tcp.bound(t);
        long fd = Tcp.socket(t);
        t.fails(ECONNREFUSED, CONNECT, fd, t.inet(INADDR_LOOPBACK, t.port(closed)), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        long other = Tcp.nonBlocking(t);
        t.fails(EINPROGRESS, CONNECT, other, t.inet(INADDR_LOOPBACK, t.port(closed)), SOCKADDR_IN);
        t.pollBecomes(POLLOUT | POLLERR | POLLHUP, other, POLLOUT);
        t.ok(BIND, other, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void needsAWholeAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        long addr = t.inet(INADDR_LOOPBACK, 0);
        t.fails(EINVAL, BIND, fd, addr, 0);
        t.fails(EINVAL, BIND, fd, addr, 15);
        t.fails(EINVAL, BIND, fd, addr, -1);
        t.fails(EINVAL, BIND, fd, addr, 129);
        t.ok(BIND, fd, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void takesAnAddressAsLongAsSockaddrStorage(Scenario s) {
        var t = s.task();
        long addr = t.alloc(128);
        t.write(addr, Struct.sockaddrIn(AF_INET, INADDR_LOOPBACK, 0));
        t.ok(BIND, Tcp.socket(t), addr, 128);
    }

    @ConformanceTest
    void refusesOtherFamilies(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNIX, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_ANY, 0)), SOCKADDR_IN);
    }

    @ConformanceTest
    void takesAfUnspecForInaddrAny(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        t.ok(BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_ANY, 0)), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void faultsOnABadAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EFAULT, BIND, fd, 0, SOCKADDR_IN);
        t.fails(EFAULT, BIND, fd, t.unmapped(), SOCKADDR_IN);
        t.fails(EFAULT, BIND, fd, t.edge(new byte[15]), SOCKADDR_IN);
        t.fails(EINVAL, BIND, fd, t.unmapped(), -1);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        long addr = t.inet(INADDR_LOOPBACK, 0);
        t.fails(EBADF, BIND, -1, addr, SOCKADDR_IN);
        t.fails(EBADF, BIND, 99, addr, SOCKADDR_IN);
        t.fails(ENOTSOCK, BIND, 0, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void refusesAForeignAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0xcb007101, 0), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void takesAnyAddressOfTheLoopbackNet(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.ok(BIND, fd, t.inet(0x7f010203, 0), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(16));
    }

    @ConformanceTest
    void refusesAPortThatIsTaken(Scenario s) {
        var t = s.task();
        int port = t.port(Tcp.bound(t));
        long fd = Tcp.socket(t);
        t.fails(EADDRINUSE, BIND, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.fails(EADDRINUSE, BIND, fd, t.inet(INADDR_ANY, port), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK + 1, port), SOCKADDR_IN);
    }

    @ConformanceTest
    void refusesAPortThatAnotherTaskHasTaken(Scenario s) {
        var owner = s.task();
        int port = owner.port(Tcp.bound(owner));
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EADDRINUSE, BIND, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        owner.exit();
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
    }

    @ConformanceTest
    void freesThePortOnClose(Scenario s) {
        var t = s.task();
        long fd = Tcp.bound(t);
        int port = t.port(fd);
        t.ok(CLOSE, fd);
        Tcp.bound(t, port);
    }

    @ConformanceTest
    void sharesAPortAmongSocketsThatReuseAddresses(Scenario s) {
        var t = s.task();
        long first = Tcp.socket(t);
        long second = Tcp.socket(t);
        Tcp.set(t, first, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        long addr = t.inet(INADDR_LOOPBACK, t.port(first));
        t.fails(EADDRINUSE, BIND, second, addr, SOCKADDR_IN);
        Tcp.set(t, second, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, second, addr, SOCKADDR_IN);
    }

    @ConformanceTest
    void doesNotShareThePortOfAListener(Scenario s) {
        var t = s.task();
        long first = Tcp.socket(t);
        Tcp.set(t, first, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(LISTEN, first, 1);
        long second = Tcp.socket(t);
        Tcp.set(t, second, SOL_SOCKET, SO_REUSEADDR, 1);
        t.fails(EADDRINUSE, BIND, second, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
    }

    @ConformanceTest
    void sharesAListenersPortAmongSocketsThatReusePorts(Scenario s) {
        var t = s.task();
        long first = Tcp.socket(t);
        long second = Tcp.socket(t);
        Tcp.set(t, first, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(LISTEN, first, 1);
        long addr = t.inet(INADDR_LOOPBACK, t.port(first));
        t.fails(EADDRINUSE, BIND, second, addr, SOCKADDR_IN);
        Tcp.set(t, second, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, second, addr, SOCKADDR_IN);
        t.ok(LISTEN, second, 1);
    }

    @ConformanceTest
    void guardsPrivilegedPorts(Scenario s) {
        assumeTrue(s.kernel().unprivilegedPortStart() > 7, "every port may be bound without a capability here");
        var t = s.task();
        t.kernelTask().dropCapability(CAP_NET_BIND_SERVICE);
        long fd = Tcp.socket(t);
        t.fails(EACCES, BIND, fd, t.inet(INADDR_LOOPBACK, 7), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }
}
