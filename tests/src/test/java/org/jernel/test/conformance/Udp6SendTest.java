package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Sending from datagram sockets of AF_INET6 to both versions of IP: addresses, lengths, flags and corking. */
final class Udp6SendTest {

    /** What a call may name at most: INT_MAX rounded down to a page. */
    private static final long MOST = 0x7ffff000L;

    @ConformanceTest
    void bothVersionsArriveAtOneSocket(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        int port = t.port(to);
        long from = Udp6.socket(t);
        assertThat(t.port(from)).isZero();
        Udp6.sendTo(t, from, "six", Tcp6.loopback(t, port));
        assertThat(t.port(from)).isNotZero();
        Udp6.sendTo(t, from, "mapped", Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp6.sendTo(t, from, "other", Tcp6.mapped(t, 0x7f000003, port));
        Udp6.sendTo(t, from, "any", Tcp6.any(t, port));
        Udp6.sendTo(t, from, "mapped any", Tcp6.mapped(t, INADDR_ANY, port));
        Udp.sendTo(t, Udp.socket(t), "four", port);
        t.gives(1, SENDTO, from, t.text("4"), 1, 0, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Udp6.sendTo(t, from, "", Tcp6.loopback(t, port));
        for (String text : new String[] {"six", "mapped", "other", "any", "mapped any", "four", "4", ""}) {
            Udp6.receives(t, to, text);
        }
        Udp.hasNothing(t, to);
        Tcp6.names(t, from, false);
    }

    @ConformanceTest
    void whoIsV6onlyHearsIpv6Alone(Scenario s) {
        var t = s.task();
        long to = Udp6.v6only(t);
        t.ok(BIND, to, Tcp6.any(t, 0), SOCKADDR_IN6);
        int port = t.port(to);
        Udp.sendTo(t, Udp.socket(t), "four", port);
        Udp6.sendTo(t, Udp6.socket(t), "mapped", Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp6.sendTo(t, Udp6.socket(t), "six", Tcp6.loopback(t, port));
        Udp6.receives(t, to, "six");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void anAnswerFindsItsWayBack(Scenario s) {
        var t = s.task();
        long server = Udp6.dual(t);
        long four = Udp.bound(t);
        Udp.sendTo(t, four, "ask", t.port(server));
        long name = t.sockaddr6Out();
        t.gives(3, RECVFROM, server, t.alloc(8), 8, 0, name, t.cell(SOCKADDR_IN6));
        Udp6.sendTo(t, server, "answer", name);
        Udp.receives(t, four, "answer");
    }

    @ConformanceTest
    void looksAtTheAddress(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        long to = Udp6.dual(t);
        int port = t.port(to);
        Udp6.fails(t, EINVAL, fd, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        Udp6.fails(t, EINVAL, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 0), SOCKADDR_IN6);
        Udp6.fails(t, EINVAL, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        for (int length : new int[] {-1, 0, 1, 2, 16, 23, 129}) {
            Udp6.fails(t, EINVAL, fd, Tcp6.loopback(t, port), length);
        }
        Udp6.fails(t, EINVAL, fd, t.inet(INADDR_LOOPBACK, port), 15);
        Udp6.fails(t, EINVAL, fd, t.bytes(Struct.sockaddrIn6(AF_UNIX, 0, 1, port, 0)), SOCKADDR_IN6);
        Udp6.fails(t, EFAULT, fd, t.unmapped(), SOCKADDR_IN6);
        Udp6.fails(t, ENETUNREACH, fd, Udp6.scoped(t, 0xfe80L << 48, 1, port, 1), SOCKADDR_IN6);
        t.gives(1, SENDTO, fd, t.text("r"), 1, 0, Tcp6.loopback(t, port), SIN6_LEN_RFC2133);
        // A scope means nothing to an address of this host.
        t.gives(1, SENDTO, fd, t.text("s"), 1, 0, Udp6.scoped(t, 0, 1, port, 9999), SOCKADDR_IN6);
        Udp6.receives(t, to, "r");
        Udp6.receives(t, to, "s");
        Udp6.fails(t, EAFNOSUPPORT, Udp.socket(t), Tcp6.loopback(t, port), SOCKADDR_IN6);
    }

    @ConformanceTest
    void aNameWithoutFamilyIsNone(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long name = t.bytes(Struct.sockaddrIn6(AF_UNSPEC, 0, 1, 9, 0));
        Udp6.fails(t, EDESTADDRREQ, Udp6.socket(t), name, SOCKADDR_IN6);
        long fd = Udp6.connected(t, t.port(to));
        t.gives(1, SENDTO, fd, t.text("u"), 1, 0, name, SOCKADDR_IN6);
        t.gives(1, SENDTO, fd, t.text("2"), 1, 0, name, 2);
        Udp6.fails(t, EINVAL, fd, name, 1);
        Udp6.receives(t, to, "u");
        Udp6.receives(t, to, "2");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void writeNeedsAPeer(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        t.fails(EDESTADDRREQ, WRITE, fd, t.text("x"), 1);
        t.fails(EDESTADDRREQ, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        long to = Udp6.dual(t);
        Tcp6.connect(t, fd, Tcp6.loopback(t, t.port(to)));
        t.gives(1, WRITE, fd, t.text("x"), 1);
        t.gives(0, WRITE, fd, t.text("x"), 0);
        Udp6.receives(t, to, "x");
        Udp6.receives(t, to, "");
    }

    @ConformanceTest
    void aDatagramHasALargestSize(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        long six = Tcp6.loopback(t, t.port(to));
        long four = Tcp6.mapped(t, INADDR_LOOPBACK, t.port(to));
        long large = t.alloc(70_000);
        t.gives(Udp6.LARGEST, SENDTO, fd, large, Udp6.LARGEST, 0, six, SOCKADDR_IN6);
        t.fails(EMSGSIZE, SENDTO, fd, large, Udp6.LARGEST + 1, 0, six, SOCKADDR_IN6);
        t.fails(EMSGSIZE, SENDTO, fd, large, 65536, 0, six, SOCKADDR_IN6);
        t.fails(EMSGSIZE, SENDTO, fd, large, Udp.LARGEST + 1, 0, four, SOCKADDR_IN6);
        t.gives(Udp6.LARGEST, RECVFROM, to, large, 70_000, 0, 0, 0);
        t.gives(Udp.LARGEST, SENDTO, fd, large, Udp.LARGEST, 0, four, SOCKADDR_IN6);
        t.gives(Udp.LARGEST, RECVFROM, to, large, 70_000, 0, 0, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void urgentDataIsRefusedByIpv4Alone(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        long six = Tcp6.loopback(t, t.port(to));
        t.gives(1, SENDTO, fd, t.text("o"), 1, MSG_OOB, six, SOCKADDR_IN6);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, Tcp6.mapped(t, INADDR_LOOPBACK, 9), SOCKADDR_IN6);
        t.fails(EDESTADDRREQ, SENDTO, fd, t.text("x"), 1, MSG_OOB, 0, 0);
        Udp6.receives(t, to, "o");
    }

    @ConformanceTest
    void bytesThatCannotBeReadSendNothing(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        long name = Tcp6.loopback(t, t.port(to));
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 4, 0, name, SOCKADDR_IN6);
        t.gives(0, SENDTO, fd, t.unmapped(), 0, 0, name, SOCKADDR_IN6);
        Udp6.receives(t, to, "");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void probingSendsNothing(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.connected(t, t.port(to));
        Udp.send(t, fd, "probe", MSG_PROBE);
        Udp.send(t, fd, "", MSG_CONFIRM | MSG_PROBE);
        Udp.send(t, fd, "pc", MSG_CONFIRM | MSG_PROBE);
        Udp.hasNothing(t, to);
        for (int flags : new int[] {MSG_CONFIRM, MSG_DONTROUTE, MSG_DONTWAIT | MSG_NOSIGNAL}) {
            Udp.send(t, fd, "x", flags);
            Udp6.receives(t, to, "x");
        }
    }

    @ConformanceTest
    void moreIsToComeIsOneDatagram(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        int port = t.port(to);
        for (long peer : new long[] {Tcp6.loopback(t, port), Tcp6.mapped(t, INADDR_LOOPBACK, port)}) {
            long fd = Udp6.socket(t);
            Tcp6.connect(t, fd, peer);
            Udp.send(t, fd, "one ", MSG_MORE);
            Udp.hasNothing(t, to);
            Udp.send(t, fd, "two");
            Udp6.receives(t, to, "one two");
            Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 1);
            Udp.send(t, fd, "a");
            Udp.send(t, fd, "b");
            Udp.hasNothing(t, to);
            Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 0);
            Udp6.receives(t, to, "ab");
        }
    }

    @ConformanceTest
    void aDatagramThatHasBegunStaysWithItsVersion(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        int port = t.port(to);
        long fd = Udp6.socket(t);
        long six = Tcp6.loopback(t, port);
        long four = Tcp6.mapped(t, INADDR_LOOPBACK, port);
        t.gives(4, SENDTO, fd, t.text("six "), 4, MSG_MORE, six, SOCKADDR_IN6);
        Udp6.fails(t, EINVAL, fd, four, SOCKADDR_IN6);
        Udp6.fails(t, EINVAL, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Udp6.fails(t, EINVAL, fd, six, 23);
        t.gives(1, SENDTO, fd, t.text("o"), 1, MSG_MORE | MSG_OOB, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        Udp.send(t, fd, "on");
        Udp6.receives(t, to, "six oon");
        t.gives(5, SENDTO, fd, t.text("four "), 5, MSG_MORE, four, SOCKADDR_IN6);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, six, SOCKADDR_IN6);
        t.gives(1, SENDTO, fd, t.text("s"), 1, MSG_MORE, six, SOCKADDR_IN6);
        Udp.send(t, fd, "on");
        Udp6.receives(t, to, "four son");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void aConnectSendsACorkedDatagramOfIpv4Elsewhere(Scenario s) {
        var t = s.task();
        long first = Udp6.dual(t);
        long second = Udp6.dual(t);
        long fd = Udp6.socket(t);
        long here = Tcp6.loopback(t, t.port(first));
        t.gives(4, SENDTO, fd, t.text("six "), 4, MSG_MORE, here, SOCKADDR_IN6);
        t.ok(CONNECT, fd, Tcp6.loopback(t, t.port(second)), SOCKADDR_IN6);
        Udp.send(t, fd, "stays");
        Udp6.receives(t, first, "six stays");
        long other = Udp6.socket(t);
        long mapped = Tcp6.mapped(t, INADDR_LOOPBACK, t.port(first));
        t.gives(5, SENDTO, other, t.text("four "), 5, MSG_MORE, mapped, SOCKADDR_IN6);
        t.ok(CONNECT, other, Tcp6.mapped(t, INADDR_LOOPBACK, t.port(second)), SOCKADDR_IN6);
        Udp.send(t, other, "goes");
        Udp6.receives(t, second, "four goes");
        Udp.hasNothing(t, first);
    }

    @ConformanceTest
    void aCorkedDatagramThatGrowsTooLargeIsLost(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.connected(t, t.port(to));
        long large = t.alloc(70_000);
        t.gives(65_000, SENDTO, fd, large, 65_000, MSG_MORE, 0, 0);
        t.fails(EMSGSIZE, SENDTO, fd, large, 528, MSG_MORE, 0, 0);
        Udp.send(t, fd, "new");
        Udp6.receives(t, to, "new");
        t.gives(65_000, SENDTO, fd, large, 65_000, MSG_MORE, 0, 0);
        t.gives(527, SENDTO, fd, large, 527, 0, 0, 0);
        t.gives(Udp6.LARGEST, RECVFROM, to, large, 70_000, 0, 0, 0);
    }

    @ConformanceTest
    void noLengthIsTooLargeToBeRefused(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        t.ok(CONNECT, fd, Tcp6.loopback(t, t.port(Udp6.dual(t))), SOCKADDR_IN6);
        long large = t.alloc(70_000);
        for (long length : new long[] {70_000, MOST, Long.MAX_VALUE >> 17}) {
            t.fails(EMSGSIZE, SENDTO, fd, large, length, 0, 0, 0);
            t.fails(EMSGSIZE, SENDTO, fd, large, length, MSG_MORE, 0, 0);
            t.gives(5000, SENDTO, fd, large, 5000, MSG_MORE, 0, 0);
            t.fails(EMSGSIZE, SENDTO, fd, large, length, MSG_MORE, 0, 0);
        }
    }
}
