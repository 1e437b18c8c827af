package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** bind(2): the address rules of AF_INET6, ipv6(7). */
final class Inet6BindTest {

    private static final long DOCUMENTATION = 0x20010db8L << 32;
    private static final long LINK_LOCAL = 0xfe80L << 48;
    private static final long MULTICAST = 0xff02L << 48;

    @ConformanceTest
    void picksAPortForPortZero(Scenario s) {
        var t = s.task();
        for (long address : new long[] {Tcp6.any(t, 0), Tcp6.loopback(t, 0), Tcp6.mapped(t, INADDR_LOOPBACK, 0)}) {
            long fd = Tcp6.socket(t);
            Tcp6.bind(t, fd, address);
            assertThat(t.port(fd)).isNotZero();
            Tcp6.names(t, fd, false);
            t.fails(EINVAL, BIND, fd, address, SOCKADDR_IN6);
        }
    }

    @ConformanceTest
    void takesTheAddressThatHadNoScope(Scenario s) {
        var t = s.task();
        t.ok(BIND, Tcp6.socket(t), Tcp6.loopback(t, 0), SIN6_LEN_RFC2133);
        long fd = Tcp6.socket(t);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), SIN6_LEN_RFC2133 - 1);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), SOCKADDR_IN);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), 0);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), 129);
        long addr = t.alloc(128);
        t.write(addr, Struct.sockaddrIn6(AF_INET6, 0, 1, 0, 0));
        t.ok(BIND, fd, addr, 128);
    }

    @ConformanceTest
    void faultsOnABadAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        t.fails(EFAULT, BIND, fd, 0, SOCKADDR_IN6);
        t.fails(EFAULT, BIND, fd, t.edge(new byte[27]), SOCKADDR_IN6);
    }

    @ConformanceTest
    void refusesOtherFamilies(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        for (int family : new int[] {AF_UNSPEC, AF_UNIX, AF_INET}) {
            t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn6(family, 0, 0, 0, 0)), SOCKADDR_IN6);
        }
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, BIND, Tcp.socket(t), Tcp6.any(t, 0), SOCKADDR_IN6);
    }

    @ConformanceTest
    void refusesForeignAddresses(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet6(DOCUMENTATION, 1, 0), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, Tcp6.mapped(t, 0xcb007101, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(MULTICAST, 1, 0), SOCKADDR_IN6);
        Tcp6.bind(t, fd, Tcp6.loopback(t, 0));
    }

    @ConformanceTest
    void needsTheInterfaceOfALinkLocalAddress(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        t.fails(EINVAL, BIND, fd, t.inet6(LINK_LOCAL, 1, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(LINK_LOCAL, 1, 0), SIN6_LEN_RFC2133);
    }

    @ConformanceTest
    void takesEveryMappedAddressOfTheLoopbackNet(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.mapped(t, 0x7f010203, 0));
        Tcp6.names(t, fd, false);
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "the host socket of the transport takes ::ffff:0.0.0.0 for ::")
    void takesTheMappedWildcard(Scenario s) {
        var t = s.task();
        long fd = Tcp6.listener(t, Tcp6.socket(t), Tcp6.mapped(t, INADDR_ANY, 0));
        Tcp6.names(t, fd, false);
        t.fails(ECONNREFUSED, CONNECT, Tcp6.socket(t), Tcp6.loopback(t, t.port(fd)), SOCKADDR_IN6);
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.mapped(t, INADDR_LOOPBACK, t.port(fd)));
    }

    @ConformanceTest
    void refusesMappedAddressesWithV6only(Scenario s) {
        var t = s.task();
        long fd = Tcp6.v6only(t);
        t.fails(EINVAL, BIND, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, Tcp6.mapped(t, INADDR_ANY, 0), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, Tcp6.mapped(t, 0xcb007101, 0), SOCKADDR_IN6);
        Tcp6.bind(t, fd, Tcp6.any(t, 0));
    }

    @ConformanceTest
    void anAddressOfIpv6AloneMeansV6only(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        Tcp6.bind(t, fd, Tcp6.loopback(t, 0));
        assertThat(Tcp.option(t, fd, IPPROTO_IPV6, IPV6_V6ONLY)).isOne();
        long dual = Tcp6.socket(t);
        Tcp6.bind(t, dual, Tcp6.any(t, 0));
        assertThat(Tcp.option(t, dual, IPPROTO_IPV6, IPV6_V6ONLY)).isZero();
        t.fails(EINVAL, SETSOCKOPT, dual, IPPROTO_IPV6, IPV6_V6ONLY, t.cell(1), 4);
        long refused = Tcp6.socket(t);
        t.fails(EADDRINUSE, BIND, refused, Tcp6.loopback(t, t.port(fd)), SOCKADDR_IN6);
        assertThat(Tcp.option(t, refused, IPPROTO_IPV6, IPV6_V6ONLY)).isZero();
    }

    @ConformanceTest
    void guardsPrivilegedPortsBeforeItLooksAtTheAddress(Scenario s) {
        assumeTrue(s.kernel().unprivilegedPortStart() > 7, "every port may be bound without a capability here");
        var t = s.task();
        t.kernelTask().dropCapability(CAP_NET_BIND_SERVICE);
        long fd = Tcp6.socket(t);
        t.fails(EACCES, BIND, fd, Tcp6.loopback(t, 7), SOCKADDR_IN6);
        t.fails(EACCES, BIND, fd, t.inet6(DOCUMENTATION, 1, 7), SOCKADDR_IN6);
        Tcp6.bind(t, fd, Tcp6.loopback(t, 0));
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
                case V4_ANY, V4_LOOPBACK -> Tcp.socket(t);
                case ANY_V6ONLY -> Tcp6.v6only(t);
                default -> Tcp6.socket(t);
            };
        }

        long address(Task t, int port) {
            return switch (this) {
                case V4_ANY -> t.inet(INADDR_ANY, port);
                case V4_LOOPBACK -> t.inet(INADDR_LOOPBACK, port);
                case ANY, ANY_V6ONLY -> Tcp6.any(t, port);
                case LOOPBACK -> Tcp6.loopback(t, port);
                case MAPPED_LOOPBACK -> Tcp6.mapped(t, INADDR_LOOPBACK, port);
                case MAPPED_OTHER -> Tcp6.mapped(t, INADDR_LOOPBACK + 1, port);
            };
        }

        int length() {
            return this == V4_ANY || this == V4_LOOPBACK ? SOCKADDR_IN : SOCKADDR_IN6;
        }

        boolean isV4() {
            return this == V4_ANY || this == V4_LOOPBACK || this == MAPPED_LOOPBACK || this == MAPPED_OTHER;
        }

        boolean meets(Bound other) {
            if (this == other) {
                return true;
            }
            return switch (this) {
                case ANY -> true;
                case ANY_V6ONLY -> !other.isV4();
                case V4_ANY -> other.isV4() || other == ANY;
                case LOOPBACK -> other == ANY || other == ANY_V6ONLY;
                case V4_LOOPBACK, MAPPED_LOOPBACK ->
                    other == ANY || other == V4_ANY || other == V4_LOOPBACK || other == MAPPED_LOOPBACK;
                case MAPPED_OTHER -> other == ANY || other == V4_ANY;
            };
        }
    }

    @ConformanceTest
    void sharesAPortWithWhomNoPacketCouldBeFor(Scenario s) {
        var t = s.task();
        for (Bound first : Bound.values()) {
            for (Bound second : Bound.values()) {
                int port = Tcp6.freePort(t, Tcp6.socket(t));
                long holder = first.socket(t);
                t.ok(BIND, holder, first.address(t, port), first.length());
                long newcomer = second.socket(t);
                long address = second.address(t, port);
                if (first.meets(second)) {
                    t.fails(EADDRINUSE, BIND, newcomer, address, second.length());
                } else {
                    t.ok(BIND, newcomer, address, second.length());
                }
                t.ok(CLOSE, holder);
                t.ok(CLOSE, newcomer);
            }
        }
    }

    @ConformanceTest
    void sharesAPortAmongSocketsThatReuseAddresses(Scenario s) {
        var t = s.task();
        long six = Tcp6.socket(t);
        long four = Tcp.socket(t);
        Tcp.set(t, six, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp6.bind(t, six, Tcp6.any(t, 0));
        long address = t.inet(INADDR_ANY, t.port(six));
        t.fails(EADDRINUSE, BIND, four, address, SOCKADDR_IN);
        Tcp.set(t, four, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, four, address, SOCKADDR_IN);
        t.ok(LISTEN, six, 1);
        t.fails(EADDRINUSE, LISTEN, four, 1);
    }

    /** Binding gives IPV6_V6ONLY with an address of IPv6, connecting does not. */
    @ConformanceTest
    void anAddressThatConnectingGaveIsInTheWayOfIpv4(Scenario s) {
        var t = s.task();
        long six = Tcp6.socket(t);
        Tcp6.connect(t, six, Tcp6.loopback(t, t.port(Tcp6.listener(t))));
        t.fails(EADDRINUSE, BIND, Tcp.socket(t), t.inet(INADDR_ANY, t.port(six)), SOCKADDR_IN);
        t.ok(BIND, Tcp.socket(t), t.inet(INADDR_LOOPBACK, t.port(six)), SOCKADDR_IN);
    }
}
