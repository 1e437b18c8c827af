package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Names and ports of datagram sockets of AF_INET6, and whom they share ports with: bind(2), ipv6(7). */
final class Udp6BindTest {

    private static final long DOCUMENTATION = 0x20010db8L << 32;
    private static final long LINK_LOCAL = 0xfe80L << 48;
    private static final long GLOBAL_GROUP = 0xff0eL << 48;
    private static final int SENDERS = 40;

    @ConformanceTest
    void createsUdpForEveryWayToAskForIt(Scenario s) {
        var t = s.task();
        for (int protocol : new int[] {0, IPPROTO_UDP}) {
            long fd = t.ok(SOCKET, AF_INET6, SOCK_DGRAM, protocol);
            assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_UDP);
            assertThat(Udp.option(t, fd, SOL_SOCKET, SO_DOMAIN)).isEqualTo(AF_INET6);
        }
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_DGRAM, IPPROTO_TCP);
        long fd = Udp6.socket(t);
        t.fails(EOPNOTSUPP, LISTEN, fd, 1);
        t.fails(EOPNOTSUPP, ACCEPT, fd, 0, 0);
        t.fails(EOPNOTSUPP, SOCKETPAIR, AF_INET6, SOCK_DGRAM, 0, t.alloc(8));
    }

    @ConformanceTest
    void theAddressIsChecked(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        for (int length : new int[] {-1, 0, 16, 23}) {
            t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), length);
        }
        for (int family : new int[] {AF_UNSPEC, AF_UNIX, AF_INET}) {
            t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn6(family, 0, 0, 0, 0)), SOCKADDR_IN6);
        }
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet6(DOCUMENTATION, 1, 0), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, Tcp6.mapped(t, 0xcb007101, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(LINK_LOCAL, 1, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, Udp6.v6only(t), Tcp6.mapped(t, INADDR_LOOPBACK, 0), SOCKADDR_IN6);
        t.ok(BIND, fd, Tcp6.loopback(t, 0), SIN6_LEN_RFC2133);
        Tcp6.names(t, fd, false);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), SOCKADDR_IN6);
    }

    @ConformanceTest
    void namesAreOfEveryKind(Scenario s) {
        var t = s.task();
        Tcp6.names(t, Udp6.socket(t), false);
        Tcp6.names(t, Udp6.dual(t), false);
        Tcp6.names(t, Udp6.bound(t, Tcp6.mapped(t, INADDR_LOOPBACK, 0)), false);
        Tcp6.names(t, Udp6.bound(t, Tcp6.mapped(t, 0xefff0707, 0)), false);
        t.fails(ENOTCONN, GETPEERNAME, Udp6.dual(t), t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @ConformanceTest
    void groupsOfALinkNeedItsInterface(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        long low = Udp6.GROUP_ID;
        t.fails(EINVAL, BIND, fd, Udp6.scoped(t, Udp6.LINK_GROUP, low, 0, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, Udp6.scoped(t, Udp6.LINK_GROUP, low, 0, 1), SIN6_LEN_RFC2133);
        t.fails(ENODEV, BIND, Udp6.socket(t), Udp6.scoped(t, Udp6.LINK_GROUP, low, 0, 9999), SOCKADDR_IN6);
        t.ok(BIND, fd, Udp6.scoped(t, Udp6.LINK_GROUP, low, 0, 1), SOCKADDR_IN6);
        Tcp6.names(t, fd, false);
        long global = Udp6.bound(t, Udp6.scoped(t, GLOBAL_GROUP, low, 0, 0));
        Tcp6.names(t, global, false);
        assertThat(Udp.option(t, global, IPPROTO_IPV6, IPV6_V6ONLY)).isOne();
    }

    /** A socket of either family, by what it is bound to. */
    private enum Bound {
        V4_ANY,
        V4_LOOPBACK,
        ANY,
        ANY_V6ONLY,
        LOOPBACK,
        MAPPED_LOOPBACK,
        MAPPED_OTHER;

        long socket(Task t) {
            return switch (this) {
                case V4_ANY, V4_LOOPBACK -> Udp.socket(t);
                case ANY_V6ONLY -> Udp6.v6only(t);
                default -> Udp6.socket(t);
            };
        }

        /** Returns whether the socket can have that port. */
        boolean bind(Task t, long fd, int port) {
            long address = switch (this) {
                case V4_ANY -> t.inet(INADDR_ANY, port);
                case V4_LOOPBACK -> t.inet(INADDR_LOOPBACK, port);
                case ANY, ANY_V6ONLY -> Tcp6.any(t, port);
                case LOOPBACK -> Tcp6.loopback(t, port);
                case MAPPED_LOOPBACK -> Tcp6.mapped(t, INADDR_LOOPBACK, port);
                case MAPPED_OTHER -> Tcp6.mapped(t, INADDR_LOOPBACK + 1, port);
            };
            int length = this == V4_ANY || this == V4_LOOPBACK ? SOCKADDR_IN : SOCKADDR_IN6;
            return t.attempts(BIND, fd, address, length).settled().orElseThrow() == 0;
        }
    }

    @ConformanceTest
    void sharesAPortWithWhomNoDatagramCouldBeFor(Scenario s) {
        var t = s.task();
        int shared = 0;
        for (Bound first : Bound.values()) {
            for (Bound second : Bound.values()) {
                int port = Tcp6.freePort(t, Udp6.socket(t));
                long holder = first.socket(t);
                assertThat(first.bind(t, holder, port)).isTrue();
                long newcomer = second.socket(t);
                shared += second.bind(t, newcomer, port) ? 1 : 0;
                t.ok(CLOSE, holder);
                t.ok(CLOSE, newcomer);
            }
        }
        assertThat(shared).isEqualTo(20);
    }

    @ConformanceTest
    void reuseaddrSharesAcrossFamiliesAndIpv4GoesToItsOwn(Scenario s) {
        var t = s.task();
        long four = Udp.socket(t);
        Udp.set(t, four, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, four, t.inet(INADDR_ANY, 0), SOCKADDR_IN);
        int port = t.port(four);
        long six = Udp6.socket(t);
        Udp.set(t, six, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, six, Tcp6.any(t, port), SOCKADDR_IN6);
        Udp.sendTo(t, Udp.socket(t), "four", port);
        Udp6.sendTo(t, Udp6.socket(t), "six", Tcp6.loopback(t, port));
        Udp6.sendTo(t, Udp6.socket(t), "mapped", Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp.receives(t, four, "four");
        Udp.receives(t, four, "mapped");
        Udp6.receives(t, six, "six");
        Udp.hasNothing(t, six);
        t.ok(CLOSE, four);
        Udp.sendTo(t, Udp.socket(t), "left", port);
        Udp6.receives(t, six, "left");
    }

    @ConformanceTest
    void anAddressGoesBeforeAnyAndAPeerBeforeNone(Scenario s) {
        var t = s.task();
        long[] fds = new long[3];
        int port = 0;
        for (int i = 0; i < fds.length; i++) {
            fds[i] = Udp6.socket(t);
            Udp.set(t, fds[i], SOL_SOCKET, SO_REUSEADDR, 1);
            t.ok(BIND, fds[i], i == 0 ? Tcp6.any(t, 0) : Tcp6.loopback(t, port), SOCKADDR_IN6);
            port = t.port(fds[i]);
        }
        long peer = Udp6.bound(t);
        Tcp6.connect(t, fds[1], Tcp6.loopback(t, t.port(peer)));
        Udp6.sendTo(t, peer, "peer", Tcp6.loopback(t, port));
        Udp6.sendTo(t, Udp6.socket(t), "exact", Tcp6.loopback(t, port));
        Udp6.sendTo(t, Udp6.socket(t), "any", Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp6.receives(t, fds[1], "peer");
        Udp6.receives(t, fds[2], "exact");
        Udp6.receives(t, fds[0], "any");
    }

    @ConformanceTest
    void reuseportSpreadsSenders(Scenario s) {
        var t = s.task();
        long first = Udp6.socket(t);
        Udp.set(t, first, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, first, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        int port = t.port(first);
        long second = Udp6.socket(t);
        Udp.set(t, second, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, second, Tcp6.loopback(t, port), SOCKADDR_IN6);
        for (int i = 0; i < SENDERS; i++) {
            Udp6.sendTo(t, Udp6.socket(t), "x", Tcp6.loopback(t, port));
        }
        int one = drain(t, first);
        assertThat(one).isBetween(1, SENDERS - 1);
        assertThat(drain(t, second)).isEqualTo(SENDERS - one);
    }

    private static int drain(Task t, long fd) {
        int received = 0;
        long buffer = t.alloc(4);
        while (t.unrecorded(RECVFROM, fd, buffer, 4, MSG_DONTWAIT, 0, 0) == 1) {
            received++;
        }
        return received;
    }

    /** Binding gives IPV6_V6ONLY with an address of IPv6, connecting does not. */
    @ConformanceTest
    void anAddressThatConnectingGaveIsInTheWayOfIpv4(Scenario s) {
        var t = s.task();
        int port = t.port(Udp6.connected(t, t.port(Udp6.bound(t))));
        t.fails(EADDRINUSE, BIND, Udp.socket(t), t.inet(INADDR_ANY, port), SOCKADDR_IN);
        t.ok(BIND, Udp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
    }
}
