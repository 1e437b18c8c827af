package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Sending datagrams: the errors of send(2), udp(7) and ip(7), every flag, and corking. */
final class UdpSendTest {

    @ConformanceTest
    void createsUdpForEveryWayToAskForIt(Scenario s) {
        var t = s.task();
        for (int protocol : new int[] {0, IPPROTO_UDP}) {
            long fd = t.ok(SOCKET, AF_INET, SOCK_DGRAM, protocol);
            assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_UDP);
            assertThat(Udp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_DGRAM);
        }
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_DGRAM, IPPROTO_TCP);
    }

    @ConformanceTest
    void aDatagramArrivesAsItWasSent(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long from = Udp.socket(t);
        Udp.sendTo(t, from, "hello", t.port(to));
        Udp.sendTo(t, from, "", t.port(to));
        Udp.sendTo(t, from, "again", t.port(to));
        Udp.receives(t, to, "hello");
        Udp.receives(t, to, "");
        Udp.receives(t, to, "again");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void sendingTakesAPort(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long from = Udp.socket(t);
        assertThat(t.port(from)).isZero();
        Udp.sendTo(t, from, "x", t.port(to));
        assertThat(t.port(from)).isNotZero();
        long name = t.sockaddrOut();
        t.gives(1, RECVFROM, to, t.alloc(8), 8, 0, name, t.cell(SOCKADDR_IN));
        assertThat(t.portAt(name)).isEqualTo(t.port(from));
    }

    @ConformanceTest
    void writeNeedsAPeer(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.fails(EDESTADDRREQ, WRITE, fd, t.text("x"), 1);
        t.fails(EDESTADDRREQ, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        long to = Udp.bound(t);
        Udp.connect(t, fd, t.port(to));
        t.gives(1, WRITE, fd, t.text("x"), 1);
        t.gives(0, WRITE, fd, t.text("x"), 0);
        Udp.receives(t, to, "x");
        Udp.receives(t, to, "");
    }

    @ConformanceTest
    void looksAtTheAddress(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        long to = Udp.bound(t);
        int port = t.port(to);
        t.fails(EINVAL, SENDTO, fd, t.text("x"), 1, 0, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        for (int length : new int[] {0, 2, 8, 15}) {
            t.fails(EINVAL, SENDTO, fd, t.text("x"), 1, 0, t.inet(INADDR_LOOPBACK, port), length);
        }
        t.fails(EINVAL, SENDTO, fd, t.text("x"), 1, 0, t.inet(INADDR_LOOPBACK, port), -1);
        t.fails(EINVAL, SENDTO, fd, t.text("x"), 1, 0, t.inet(INADDR_LOOPBACK, port), 129);
        long six = t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_LOOPBACK, port));
        t.fails(EAFNOSUPPORT, SENDTO, fd, t.text("x"), 1, 0, six, SOCKADDR_IN);
        long unspecified = t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, port));
        t.gives(1, SENDTO, fd, t.text("u"), 1, 0, unspecified, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.text("x"), 1, 0, t.unmapped(), SOCKADDR_IN);
        Udp.receives(t, to, "u");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void anyAddressIsTheLoopback(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.socket(t);
        Udp.sendTo(t, fd, "any", INADDR_ANY, t.port(to));
        Udp.receives(t, to, "any");
    }

    @ConformanceTest
    void aDatagramHasALargestSize(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.socket(t);
        long name = t.inet(INADDR_LOOPBACK, t.port(to));
        long large = t.alloc(70_000);
        t.gives(Udp.LARGEST, SENDTO, fd, large, Udp.LARGEST, 0, name, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, large, Udp.LARGEST + 1, 0, name, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, large, 65535, 0, name, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, large, 65536, 0, name, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, large, 65536, MSG_OOB, 0, 0);
        t.gives(Udp.LARGEST, RECVFROM, to, large, 70_000, 0, 0, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void bytesThatCannotBeReadSendNothing(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.socket(t);
        long name = t.inet(INADDR_LOOPBACK, t.port(to));
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 4, 0, name, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.edge(new byte[4]), 5, 0, name, SOCKADDR_IN);
        t.gives(0, SENDTO, fd, t.unmapped(), 0, 0, name, SOCKADDR_IN);
        Udp.receives(t, to, "");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void thereIsNoUrgentData(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, 0, 0);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void broadcastNeedsLeave(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t, INADDR_ANY, 0);
        long fd = Udp.socket(t);
        long name = t.inet(0x7fffffff, t.port(to));
        t.fails(EACCES, SENDTO, fd, t.text("x"), 1, 0, name, SOCKADDR_IN);
        t.fails(EACCES, CONNECT, fd, name, SOCKADDR_IN);
        Udp.set(t, fd, SOL_SOCKET, SO_BROADCAST, 1);
        t.gives(1, SENDTO, fd, t.text("b"), 1, 0, name, SOCKADDR_IN);
        t.ok(CONNECT, fd, name, SOCKADDR_IN);
        Udp.send(t, fd, "c");
        Udp.receives(t, to, "b");
        Udp.receives(t, to, "c");
    }

    @ConformanceTest
    void whoIsBoundToOneAddressGetsNoBroadcast(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        Udp.set(t, fd, SOL_SOCKET, SO_BROADCAST, 1);
        long one = Udp.bound(t);
        long all = Udp.bound(t, 0x7fffffff, t.port(one));
        Udp.sendTo(t, fd, "all", 0x7fffffff, t.port(one));
        Udp.receives(t, all, "all");
        Udp.hasNothing(t, one);
    }

    @ConformanceTest
    void probingSendsNothing(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "probe", MSG_PROBE);
        Udp.send(t, fd, "", MSG_CONFIRM | MSG_PROBE);
        Udp.send(t, fd, "pc", MSG_CONFIRM | MSG_PROBE);
        Udp.hasNothing(t, to);
        Udp.send(t, fd, "confirm", MSG_CONFIRM);
        Udp.send(t, fd, "", MSG_CONFIRM);
        Udp.send(t, fd, "routed", MSG_DONTROUTE);
        Udp.send(t, fd, "soon", MSG_DONTWAIT | MSG_NOSIGNAL);
        for (String text : new String[] {"confirm", "", "routed", "soon"}) {
            Udp.receives(t, to, text);
        }
    }

    @ConformanceTest
    void theMessagesAddressGoesBeforeThePeer(Scenario s) {
        var t = s.task();
        long peer = Udp.bound(t);
        long other = Udp.bound(t);
        long fd = Udp.connected(t, t.port(peer));
        Udp.sendTo(t, fd, "other", t.port(other));
        Udp.send(t, fd, "peer");
        Udp.receives(t, other, "other");
        Udp.receives(t, peer, "peer");
    }

    @ConformanceTest
    void moreIsToComeIsOneDatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "one ", MSG_MORE);
        Udp.send(t, fd, "two ", MSG_MORE);
        Udp.hasNothing(t, to);
        Udp.send(t, fd, "three");
        Udp.receives(t, to, "one two three");
        Udp.send(t, fd, "a", MSG_MORE);
        Udp.send(t, fd, "");
        Udp.receives(t, to, "a");
        Udp.send(t, fd, "", MSG_MORE);
        Udp.send(t, fd, "");
        Udp.receives(t, to, "");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void aCorkedSocketSendsWhenItIsOff(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 1);
        assertThat(Udp.option(t, fd, IPPROTO_UDP, UDP_CORK)).isOne();
        Udp.send(t, fd, "one ");
        Udp.send(t, fd, "two");
        Udp.hasNothing(t, to);
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 0);
        Udp.receives(t, to, "one two");
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 7);
        assertThat(Udp.option(t, fd, IPPROTO_UDP, UDP_CORK)).isOne();
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void aCorkedDatagramGoesWhereItsBeginningSaid(Scenario s) {
        var t = s.task();
        long first = Udp.bound(t);
        long second = Udp.bound(t);
        long fd = Udp.socket(t);
        long name = t.inet(INADDR_LOOPBACK, t.port(first));
        t.gives(2, SENDTO, fd, t.text("a "), 2, MSG_MORE, name, SOCKADDR_IN);
        Udp.sendTo(t, fd, "b", t.port(second));
        Udp.receives(t, first, "a b");
        Udp.hasNothing(t, second);
        t.gives(2, SENDTO, fd, t.text("c "), 2, MSG_MORE, name, SOCKADDR_IN);
        // Nobody looks at the address of what follows.
        t.gives(1, SENDTO, fd, t.text("d"), 1, 0, t.inet(INADDR_LOOPBACK, 0), 3);
        Udp.receives(t, first, "c d");
    }

    @ConformanceTest
    void aConnectSendsACorkedDatagramElsewhere(Scenario s) {
        var t = s.task();
        long first = Udp.bound(t);
        long second = Udp.bound(t);
        long fd = Udp.socket(t);
        t.gives(4, SENDTO, fd, t.text("one "), 4, MSG_MORE, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
        Udp.connect(t, fd, t.port(second));
        Udp.send(t, fd, "two");
        Udp.receives(t, second, "one two");
        Udp.send(t, fd, "from peer ", MSG_MORE);
        Udp.connect(t, fd, t.port(first));
        Udp.send(t, fd, "to peer");
        Udp.receives(t, first, "from peer to peer");
        Udp.hasNothing(t, second);
    }

    @ConformanceTest
    void aCorkedDatagramGoesToThePeerThatIsNoneAnyMore(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 1);
        Udp.send(t, fd, "kept");
        Udp.disconnect(t, fd);
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 0);
        Udp.receives(t, to, "kept");
    }

    @ConformanceTest
    void aCorkedDatagramThatGrowsTooLargeIsLost(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 1);
        Udp.send(t, fd, "ab");
        long large = t.alloc(Udp.LARGEST);
        t.gives(Udp.LARGEST - 2, SENDTO, fd, large, Udp.LARGEST - 2, 0, 0, 0);
        t.fails(EMSGSIZE, SENDTO, fd, large, 1, 0, 0, 0);
        Udp.send(t, fd, "new");
        Udp.set(t, fd, IPPROTO_UDP, UDP_CORK, 0);
        Udp.receives(t, to, "new");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void aFaultLosesTheCorkedDatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "lost", MSG_MORE);
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 3, MSG_MORE, 0, 0);
        Udp.send(t, fd, "sent");
        Udp.receives(t, to, "sent");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void urgentDataAndLargeOnesAreRefusedWhileCorked(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "kept ", MSG_MORE);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, 0, 0);
        t.fails(EMSGSIZE, SENDTO, fd, t.alloc(65536), 65536, 0, 0, 0);
        Udp.send(t, fd, "whole");
        Udp.receives(t, to, "kept whole");
    }

    @ConformanceTest
    void closingLosesACorkedDatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "never", MSG_MORE);
        t.ok(CLOSE, fd);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void severalBuffersAreOneDatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        t.gives(6, WRITEV, fd, t.iov(t.text("one"), 3, t.text(""), 0, t.text("two"), 3), 3);
        long header = t.msghdr(t.iov(t.text("3"), 1, t.text("4"), 1), 2);
        t.gives(2, SENDMSG, fd, header, 0);
        Udp.receives(t, to, "onetwo");
        Udp.receives(t, to, "34");
    }
}
