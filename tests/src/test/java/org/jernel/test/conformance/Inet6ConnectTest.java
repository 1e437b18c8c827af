package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** connect(2), accept(2) and the names of sockets of AF_INET6, with IPv6 and with IPv4 below. */
final class Inet6ConnectTest {

    @ConformanceTest
    void joinsTwoSockets(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        long client = Tcp6.socket(t);
        Tcp6.connect(t, client, Tcp6.loopback(t, t.port(listener)));
        long server = t.ok(ACCEPT, listener, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Tcp6.names(t, client, true);
        Tcp6.names(t, server, true);
        Tcp.send(t, client, "over six");
        Tcp.receives(t, server, "over six");
    }

    @ConformanceTest
    void reachesItself(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.loopback(t, 0));
        Tcp6.connect(t, fd, Tcp6.loopback(t, t.port(fd)));
        Tcp.send(t, fd, "echo");
        Tcp.receives(t, fd, "echo");
    }

    @ConformanceTest
    void overMappedAddressesIsIpv4(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        long client = Tcp6.socket(t);
        Tcp6.connect(t, client, Tcp6.mapped(t, INADDR_LOOPBACK, t.port(listener)));
        long server = t.ok(ACCEPT, listener, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        Tcp6.names(t, client, true);
        Tcp.send(t, client, "four");
        Tcp.receives(t, server, "four");
        Tcp.send(t, server, "six");
        Tcp.receives(t, client, "six");
    }

    @ConformanceTest
    void aListenerOnAnyTakesIpv4Too(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        long client = Tcp.socket(t);
        t.ok(CONNECT, client, t.inet(INADDR_LOOPBACK + 2, t.port(listener)), SOCKADDR_IN);
        long server = t.ok(ACCEPT, listener, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Tcp6.names(t, server, true);
        assertThat(Tcp.option(t, server, SOL_SOCKET, SO_DOMAIN)).isEqualTo(AF_INET6);
        Tcp.send(t, client, "four");
        Tcp.receives(t, server, "four");
    }

    @ConformanceTest
    void aListenerWithV6onlyTakesNoIpv4(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t, Tcp6.v6only(t), Tcp6.any(t, 0));
        int port = t.port(listener);
        t.fails(ECONNREFUSED, CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.fails(ECONNREFUSED, CONNECT, Tcp6.socket(t), Tcp6.mapped(t, INADDR_LOOPBACK, port), SOCKADDR_IN6);
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, port));
        long server = t.ok(ACCEPT, listener, 0, 0);
        assertThat(Tcp.option(t, server, IPPROTO_IPV6, IPV6_V6ONLY)).isOne();
    }

    @ConformanceTest
    void aListenerOnAMappedAddressTakesOnlyIpv4(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t, Tcp6.socket(t), Tcp6.mapped(t, INADDR_LOOPBACK, 0));
        int port = t.port(listener);
        t.fails(ECONNREFUSED, CONNECT, Tcp6.socket(t), Tcp6.loopback(t, port), SOCKADDR_IN6);
        t.ok(CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        long server = t.ok(ACCEPT, listener, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Tcp6.names(t, server, true);
    }

    @ConformanceTest
    void aListenerOfEachFamilySharesThePort(Scenario s) {
        var t = s.task();
        long six = Tcp6.listener(t, Tcp6.v6only(t), Tcp6.any(t, 0));
        int port = t.port(six);
        long four = Tcp.socket(t);
        t.ok(BIND, four, t.inet(INADDR_ANY, port), SOCKADDR_IN);
        t.ok(LISTEN, four, 1);
        t.ok(CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, port));
        t.ok(ACCEPT, four, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(ACCEPT, six, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void anExactListenerComesBeforeTheWildcard(Scenario s) {
        var t = s.task();
        long exact = Tcp6.socket(t);
        Tcp.set(t, exact, SOL_SOCKET, SO_REUSEPORT, 1);
        Tcp6.listener(t, exact, Tcp6.loopback(t, 0));
        long wide = Tcp6.socket(t);
        Tcp.set(t, wide, SOL_SOCKET, SO_REUSEPORT, 1);
        Tcp6.listener(t, wide, Tcp6.any(t, t.port(exact)));
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, t.port(exact)));
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.mapped(t, INADDR_LOOPBACK, t.port(exact)));
        t.ok(ACCEPT, exact, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.ok(ACCEPT, wide, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void ofTwoListenersTheOneOfAfInetTakesIpv4(Scenario s) {
        var t = s.task();
        long six = Tcp6.socket(t);
        Tcp.set(t, six, SOL_SOCKET, SO_REUSEPORT, 1);
        Tcp6.listener(t, six, Tcp6.any(t, 0));
        int port = t.port(six);
        long four = Tcp.socket(t);
        Tcp.set(t, four, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, four, t.inet(INADDR_ANY, port), SOCKADDR_IN);
        t.ok(LISTEN, four, 1);
        t.ok(CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, port));
        t.ok(ACCEPT, four, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(ACCEPT, six, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void takesNoAddressForThisHost(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        long plain = Tcp6.socket(t);
        Tcp6.connect(t, plain, Tcp6.any(t, port));
        Tcp6.names(t, plain, true);
        long mapped = Tcp6.socket(t);
        Tcp6.connect(t, mapped, Tcp6.mapped(t, INADDR_ANY, port));
        Tcp6.names(t, mapped, true);
        long bound = Tcp6.socket(t);
        Tcp6.bind(t, bound, Tcp6.mapped(t, INADDR_LOOPBACK + 1, 0));
        Tcp6.connect(t, bound, Tcp6.any(t, port));
        Tcp6.names(t, bound, true);
    }

    @ConformanceTest
    void isRefusedWhereNobodyListens(Scenario s) {
        var t = s.task();
        long closed = Tcp6.socket(t);
        Tcp6.bind(t, closed, Tcp6.any(t, 0));
        int port = t.port(closed);
        long fd = Tcp6.socket(t);
        t.fails(ECONNREFUSED, CONNECT, fd, Tcp6.loopback(t, port), SOCKADDR_IN6);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.fails(ECONNREFUSED, CONNECT, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port), SOCKADDR_IN6);
        t.ok(LISTEN, closed, 1);
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Tcp6.names(t, fd, true);
    }

    @ConformanceTest
    void reachesNoIpv4WithV6only(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        long fd = Tcp6.v6only(t);
        t.fails(ENETUNREACH, CONNECT, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port), SOCKADDR_IN6);
        t.fails(ENETUNREACH, CONNECT, fd, Tcp6.mapped(t, INADDR_ANY, port), SOCKADDR_IN6);
        Tcp6.connect(t, fd, Tcp6.any(t, port));
        Tcp6.names(t, fd, true);
        long bound = Tcp6.socket(t);
        Tcp6.bind(t, bound, Tcp6.loopback(t, 0));
        t.fails(ENETUNREACH, CONNECT, bound, Tcp6.mapped(t, INADDR_LOOPBACK, port), SOCKADDR_IN6);
    }

    @ConformanceTest
    void reachesNoIpv6FromAMappedAddress(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 0));
        t.fails(EAFNOSUPPORT, CONNECT, fd, Tcp6.loopback(t, t.port(listener)), SOCKADDR_IN6);
    }

    @ConformanceTest
    void needsAnAddressOfItsFamily(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        long fd = Tcp6.socket(t);
        long address = Tcp6.loopback(t, port);
        t.fails(EINVAL, CONNECT, fd, address, 0);
        t.fails(EINVAL, CONNECT, fd, address, 1);
        t.fails(EINVAL, CONNECT, fd, address, 2);
        t.fails(EINVAL, CONNECT, fd, address, SIN6_LEN_RFC2133 - 1);
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.fails(EFAULT, CONNECT, fd, t.edge(new byte[27]), SOCKADDR_IN6);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn6(AF_INET, 0, 1, port, 0)), SOCKADDR_IN6);
        t.fails(EAFNOSUPPORT, CONNECT, Tcp.socket(t), address, SOCKADDR_IN6);
        t.ok(CONNECT, fd, address, SIN6_LEN_RFC2133);
        t.fails(EISCONN, CONNECT, fd, address, SOCKADDR_IN6);
    }

    @ConformanceTest
    void keepsTheAddressThatWasBound(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK + 4, 0));
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, t.port(listener)));
        Tcp6.names(t, fd, true);
        t.ok(ACCEPT, listener, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void endsWithAfUnspec(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        long unspec = t.bytes(new byte[16]);
        long fd = Tcp6.socket(t);
        Tcp6.connect(t, fd, Tcp6.loopback(t, port));
        t.ok(CONNECT, fd, unspec, 2);
        Tcp6.names(t, fd, false);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Tcp6.connect(t, fd, Tcp6.loopback(t, port));
        Tcp6.names(t, fd, true);
        long bound = Tcp6.socket(t);
        Tcp6.bind(t, bound, Tcp6.loopback(t, 0));
        Tcp6.connect(t, bound, Tcp6.loopback(t, port));
        t.ok(CONNECT, bound, unspec, 16);
        Tcp6.names(t, bound, false);
    }

    @ConformanceTest
    void afterIpv4CanBeIpv6(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        long fd = Tcp6.socket(t);
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port));
        t.ok(CONNECT, fd, t.bytes(new byte[16]), 16);
        Tcp6.names(t, fd, false);
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK + 1, port));
        Tcp6.names(t, fd, true);
    }

    @ConformanceTest
    void namesAreCutToTheCallersLength(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.loopback(t, 0));
        long length = t.cell(SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.alloc(2), t.cell(2));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN6);
        long fresh = Tcp6.socket(t);
        Tcp6.names(t, fresh, false);
        t.fails(ENOTCONN, GETPEERNAME, fresh, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void listenTakesAPortOnAnyAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        t.ok(LISTEN, fd, 1);
        Tcp6.names(t, fd, false);
        t.ok(CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
        t.ok(ACCEPT, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void refusesASecondConnectionOfTheSameEnds(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        int port = t.port(listener);
        long four = Tcp.socket(t);
        long six = Tcp6.socket(t);
        Tcp.set(t, four, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp.set(t, six, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, four, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        Tcp6.bind(t, six, Tcp6.mapped(t, INADDR_LOOPBACK, t.port(four)));
        t.ok(CONNECT, four, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, CONNECT, six, Tcp6.mapped(t, INADDR_LOOPBACK, port), SOCKADDR_IN6);
    }
}
