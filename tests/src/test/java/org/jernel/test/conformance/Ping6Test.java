package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
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

/** Ping sockets of AF_INET6: echo requests of ICMPv6. */
final class Ping6Test {

    private static final int ECHO_REQUEST = 128;
    private static final int ECHO_REPLY = 129;
    private static final long DOCUMENTATION = 0x20010db8L << 32;
    private static final long LINK_LOCAL = 0xfe80L << 48;

    private static long socket(Task t) {
        return t.ok(SOCKET, AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
    }

    private static long bound(Task t) {
        long fd = socket(t);
        t.ok(BIND, fd, Tcp6.any(t, Ping.IDENT), SOCKADDR_IN6);
        return fd;
    }

    private static long request(Task t, int sequence) {
        return t.bytes(Ping.message(ECHO_REQUEST, sequence, "data"));
    }

    private static void send(Task t, long fd, int sequence) {
        t.gives(12, SENDTO, fd, request(t, sequence), 12, 0, Tcp6.loopback(t, 0), SOCKADDR_IN6);
    }

    private static void receives(Task t, long fd, int sequence) {
        long buffer = t.alloc(32);
        t.gives(12, RECVFROM, fd, buffer, 32, 0, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        assertThat(t.bytesAt(buffer, 1)).containsExactly((byte) ECHO_REPLY);
        assertThat(t.bytesAt(buffer + 7, 1)).containsExactly((byte) sequence);
    }

    private static void sendFails(Task t, Errno errno, long fd, long address, int length) {
        t.fails(errno, SENDTO, fd, request(t, 1), 12, 0, address, length);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void areForGroupsOfTheRange(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_ICMPV6);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_V6ONLY)).isOne();
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_DGRAM, IPPROTO_ICMP);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_DGRAM, IPPROTO_ICMPV6);
        t.kernelTask().changeGroup(1000);
        t.fails(EACCES, SOCKET, AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theKernelAnswers(Scenario s) {
        var t = Ping.task(s);
        long fd = bound(t);
        send(t, fd, 1);
        t.pollBecomes(Udp.READABLE | Udp.WRITABLE, fd, Udp.ALL);
        receives(t, fd, 1);
        Ping.hasNothing(t, fd);
        long v4 = Ping.bound(t);
        Ping.send(t, v4, 2, "x");
        send(t, fd, 3);
        Ping.receives(t, v4, 2, "x");
        receives(t, fd, 3);
        Ping.hasNothing(t, v4);
        Ping.hasNothing(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void bindTakesIdentifierAndAddress(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 5), SOCKADDR_IN6 - 1);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn6(AF_UNSPEC, 0, 0, 5, 0)), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(0, 0xffff7f000001L, 5), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(Udp6.LINK_GROUP, Udp6.GROUP_ID, 5), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, t.inet6(LINK_LOCAL, 1, 5), SOCKADDR_IN6);
        t.fails(ENODEV, BIND, fd, Udp6.scoped(t, LINK_LOCAL, 1, 5, 9999), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, Udp6.scoped(t, LINK_LOCAL, 1, 5, 1), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet6(DOCUMENTATION, 1, 5), SOCKADDR_IN6);
        t.ok(BIND, fd, Tcp6.loopback(t, 5), SOCKADDR_IN6);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 5), SOCKADDR_IN6);
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        send(t, fd, 1);
        receives(t, fd, 1);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sendChecksTheMessage(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        long to = Tcp6.loopback(t, 0);
        t.fails(EINVAL, SENDTO, fd, request(t, 1), 7, 0, to, SOCKADDR_IN6);
        t.fails(EINVAL, SENDTO, fd, t.bytes(Ping.message(Ping.ECHO, 1, "")), 8, 0, to, SOCKADDR_IN6);
        t.fails(EINVAL, SENDTO, fd, t.bytes(Ping.message(ECHO_REPLY, 1, "")), 8, 0, to, SOCKADDR_IN6);
        t.fails(EOPNOTSUPP, SENDTO, fd, request(t, 1), 12, MSG_OOB, to, SOCKADDR_IN6);
        sendFails(t, EDESTADDRREQ, fd, 0, 0);
        sendFails(t, EINVAL, fd, to, SOCKADDR_IN6 - 1);
        sendFails(t, EAFNOSUPPORT, fd, t.bytes(Struct.sockaddrIn6(AF_UNSPEC, 0, 1, 0, 0)), SOCKADDR_IN6);
        sendFails(t, EINVAL, fd, t.inet6(0, 0xffff7f000001L, 0), SOCKADDR_IN6);
        sendFails(t, ENETUNREACH, fd, Tcp6.any(t, 0), SOCKADDR_IN6);
        t.gives(12, SENDTO, fd, request(t, 1), 12, MSG_MORE, to, SOCKADDR_IN6);
        long buffer = t.alloc(16);
        assertThat(t.unrecorded(RECVFROM, fd, buffer, 16, 0, 0, 0)).isEqualTo(12);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aMessageHasALimit(Scenario s) {
        var t = Ping.task(s);
        long fd = bound(t);
        byte[] message = new byte[0x10000];
        message[0] = (byte) ECHO_REQUEST;
        long from = t.bytes(message);
        long to = Tcp6.loopback(t, 0);
        t.fails(EMSGSIZE, SENDTO, fd, from, 0x10000, 0, to, SOCKADDR_IN6);
        for (int length : new int[] {0xffff, 65496}) {
            t.gives(length, SENDTO, fd, from, length, 0, to, SOCKADDR_IN6);
            t.gives(length, RECVFROM, fd, t.alloc(0x10000), 0x10000, 0, 0, 0);
        }
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aPeerIsWhomMessagesGoTo(Scenario s) {
        var t = Ping.task(s);
        long fd = bound(t);
        t.fails(EINVAL, CONNECT, fd, Tcp6.loopback(t, 7), 16);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn6(AF_INET, 0, 0, 7, 0)), SOCKADDR_IN6);
        t.fails(ENETUNREACH, CONNECT, fd, t.inet6(0, 0xffff7f000001L, 7), SOCKADDR_IN6);
        t.ok(CONNECT, fd, Tcp6.loopback(t, 7), SOCKADDR_IN6);
        t.ok(GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.gives(12, WRITE, fd, request(t, 1), 12);
        receives(t, fd, 1);
        Udp6.disconnect(t, fd);
        t.fails(EDESTADDRREQ, WRITE, fd, request(t, 1), 12);
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void controlMessagesTellOfTheReply(Scenario s) {
        var t = Ping.task(s);
        long fd = bound(t);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, 0x20);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 9);
        for (int option : new int[] {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS}) {
            Udp.set(t, fd, IPPROTO_IPV6, option, 1);
        }
        send(t, fd, 1);
        var got = Udp6.incoming(t, 128);
        t.gives(12, RECVMSG, fd, got.header(), 0);
        assertThat(got.controlLength()).isEqualTo(40 + 24 + 24);
        var cut = Udp6.incoming(t, 30);
        send(t, fd, 2);
        t.gives(12, RECVMSG, fd, cut.header(), 0);
        t.fails(EAGAIN, RECVMSG, fd, Udp6.incoming(t, 64).header(), MSG_ERRQUEUE);
    }
}
