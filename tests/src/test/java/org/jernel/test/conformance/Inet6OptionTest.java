package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** socket(2) with AF_INET6, and the options of level IPPROTO_IPV6. */
final class Inet6OptionTest {

    @ConformanceTest
    void socketsKnowTheirFamily(Scenario s) {
        var t = s.task();
        long fd = t.ok(SOCKET, AF_INET6, SOCK_STREAM, IPPROTO_TCP);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_DOMAIN)).isEqualTo(AF_INET6);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_STREAM);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_TCP);
    }

    @ConformanceTest
    void socketRefusesWhatThereIsNot(Scenario s) {
        var t = s.task();
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_STREAM, IPPROTO_UDP);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_STREAM, 250);
        t.fails(EINVAL, SOCKET, AF_INET6, SOCK_STREAM, -1);
        t.fails(EINVAL, SOCKET, AF_INET6, SOCK_STREAM, 263);
        t.fails(ESOCKTNOSUPPORT, SOCKET, AF_INET6, SOCK_RDM, 0);
        t.fails(ESOCKTNOSUPPORT, SOCKET, AF_INET6, SOCK_SEQPACKET, 0);
        t.fails(EINVAL, SOCKET, AF_INET6, 11, 0);
        t.fails(EOPNOTSUPP, SOCKETPAIR, AF_INET6, SOCK_STREAM, 0, t.alloc(8));
    }

    @ConformanceTest
    void haveLinuxsDefaults(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        int[] names = {
            IPV6_V6ONLY, IPV6_UNICAST_HOPS, IPV6_TCLASS, IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS
        };
        for (int name : names) {
            Tcp.option(t, fd, IPPROTO_IPV6, name);
        }
    }

    @ConformanceTest
    void v6onlyIsSetBeforeThereIsAPort(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        Tcp.set(t, fd, IPPROTO_IPV6, IPV6_V6ONLY, 7);
        assertThat(Tcp.option(t, fd, IPPROTO_IPV6, IPV6_V6ONLY)).isOne();
        Tcp.set(t, fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        assertThat(Tcp.option(t, fd, IPPROTO_IPV6, IPV6_V6ONLY)).isZero();
        t.ok(LISTEN, fd, 1);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_V6ONLY, t.cell(1), 4);
    }

    @ConformanceTest
    void hopLimitsAreWithinAByte(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        for (int hops : new int[] {0, 1, 255, -1}) {
            Tcp.set(t, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops);
            Tcp.option(t, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS);
        }
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, t.cell(256), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, t.cell(-2), 4);
    }

    @ConformanceTest
    void trafficClassesLeaveCongestionBitsToTcp(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        for (int tclass : new int[] {0x10, 0x13, 255, -1}) {
            Tcp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, tclass);
            Tcp.option(t, fd, IPPROTO_IPV6, IPV6_TCLASS);
        }
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.cell(256), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.cell(-2), 4);
    }

    @ConformanceTest
    void flagsAreOnOrOff(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        for (int name : new int[] {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS}) {
            Tcp.set(t, fd, IPPROTO_IPV6, name, 9);
            assertThat(Tcp.option(t, fd, IPPROTO_IPV6, name)).isOne();
            Tcp.set(t, fd, IPPROTO_IPV6, name, 0);
            assertThat(Tcp.option(t, fd, IPPROTO_IPV6, name)).isZero();
        }
    }

    @ConformanceTest
    void lengthsAndPointersAreThoseOfLinux(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.cell(1), 3);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.cell(1), 0);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.cell(1), -1);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.unmapped(), 4);
        t.ok(SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.bytes(new byte[] {32, 0, 0, 0, 9, 9, 9, 9}), 8);
        for (int length : new int[] {0, 1, 2, 3, 8, -1}) {
            t.ok(GETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.alloc(8), t.cell(length));
        }
        t.fails(EFAULT, GETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.alloc(4), t.unmapped());
        t.fails(EFAULT, GETSOCKOPT, fd, IPPROTO_IPV6, IPV6_TCLASS, t.unmapped(), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_IPV6, 999, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_IPV6, 999, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, 99, 1, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, 99, 1, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void ofTheOtherLevelAreForTheirFamily(Scenario s) {
        var t = s.task();
        long six = Tcp6.socket(t);
        Tcp.set(t, six, IPPROTO_IP, IP_TTL, 9);
        assertThat(Tcp.option(t, six, IPPROTO_IP, IP_TTL)).isEqualTo(9);
        Tcp.set(t, six, IPPROTO_IP, IP_TOS, 16);
        assertThat(Tcp.option(t, six, IPPROTO_IP, IP_TOS)).isEqualTo(16);
        long four = Tcp.socket(t);
        t.fails(ENOPROTOOPT, SETSOCKOPT, four, IPPROTO_IPV6, IPV6_V6ONLY, t.cell(1), 4);
        t.fails(ENOPROTOOPT, SETSOCKOPT, four, IPPROTO_IPV6, IPV6_V6ONLY, t.unmapped(), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, four, IPPROTO_IPV6, IPV6_V6ONLY, t.alloc(4), t.cell(4));
    }

    @ConformanceTest
    void areInheritedFromTheListener(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        Tcp.set(t, listener, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 33);
        Tcp.set(t, listener, IPPROTO_IPV6, IPV6_TCLASS, 0x20);
        Tcp.set(t, listener, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, t.port(listener)));
        long server = t.ok(ACCEPT, listener, 0, 0);
        for (int name : new int[] {IPV6_V6ONLY, IPV6_UNICAST_HOPS, IPV6_TCLASS, IPV6_RECVTCLASS}) {
            Tcp.option(t, server, IPPROTO_IPV6, name);
        }
    }

    @ConformanceTest
    @NotOn(arm = Arm.WIRE, reason = "what a segment carries is the host's, and TCP_MAXSEG tells the default")
    void segmentsFillTheLoopbackLessTheHeaders(Scenario s) {
        var six = Tcp6.pair(s);
        Tcp.option(six.task(), six.client(), IPPROTO_TCP, TCP_MAXSEG);
        Tcp.option(six.task(), six.server(), IPPROTO_TCP, TCP_MAXSEG);
        var four = Tcp6.mappedPair(s);
        Tcp.option(four.task(), four.client(), IPPROTO_TCP, TCP_MAXSEG);
    }
}
