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

/** Ping sockets: echo requests by SOCK_DGRAM, and the replies of the kernel itself. */
final class PingTest {

    private static final int LARGEST = 65515;

    private static void sendFails(Task t, long fd, Errno errno, byte[] message, long name, int length) {
        t.fails(errno, SENDTO, fd, t.bytes(message), message.length, 0, name, length);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void areForGroupsOfTheRange(Scenario s) {
        var t = Ping.task(s);
        Ping.socket(t);
        t.kernelTask().changeGroup(1000);
        t.fails(EACCES, SOCKET, AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sayWhatTheyAre(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.socket(t);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_DGRAM);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_ICMP);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(212992);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(212992);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_UDP, UDP_CORK, t.cell(1), 4);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_REUSEADDR)).isOne();
        t.fails(EOPNOTSUPP, LISTEN, fd, 1);
        t.fails(EOPNOTSUPP, ACCEPT, fd, 0, 0);
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
        t.fails(ENOTTY, IOCTL, fd, TIOCOUTQ, t.cell(0));
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theKernelAnswers(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        Ping.send(t, fd, 1, "hello");
        t.pollBecomes(Udp.READABLE | Udp.WRITABLE, fd, Udp.ALL);
        Ping.receives(t, fd, 1, "hello");
        Ping.send(t, fd, 2, "");
        Ping.receives(t, fd, 2, "");
        Ping.send(t, fd, 3, "odd", 0x7f010203);
        Ping.receives(t, fd, 3, "odd");
        Ping.send(t, fd, 4, "any", INADDR_ANY);
        Ping.receives(t, fd, 4, "any");
        Ping.hasNothing(t, fd);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theFirstMessageChoosesAnIdentifier(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.socket(t);
        assertThat(t.port(fd)).isZero();
        byte[] message = Ping.message(Ping.ECHO, 1, "x");
        t.gives(9, SENDTO, fd, t.bytes(message), 9, 0, t.inet(INADDR_LOOPBACK, 77), SOCKADDR_IN);
        int ident = t.port(fd);
        assertThat(ident).isNotZero();
        long buffer = t.alloc(9);
        assertThat(t.unrecorded(RECVFROM, fd, buffer, 9, 0, 0, 0)).isEqualTo(9);
        assertThat(t.bytesAt(buffer + 4, 2)).containsExactly(ident >> 8, (byte) ident);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void bindTakesIdentifierAndAddress(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.socket(t);
        long address = t.inet(INADDR_LOOPBACK, 5);
        t.fails(EINVAL, BIND, fd, address, SOCKADDR_IN - 1);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_INET6, 0, 5)), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, 5)), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0xcb007101, 5), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0xefff0101, 5), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0x7fffffff, 5), SOCKADDR_IN);
        t.kernelTask().dropCapability(CAP_NET_BIND_SERVICE);
        t.ok(BIND, fd, address, SOCKADDR_IN);
        t.fails(EINVAL, BIND, fd, address, SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        long other = Ping.socket(t);
        Udp.set(t, other, SOL_SOCKET, SO_REUSEADDR, 0);
        t.fails(EADDRINUSE, BIND, other, t.inet(INADDR_ANY, 5), SOCKADDR_IN);
        Udp.set(t, other, SOL_SOCKET, SO_REUSEADDR, 1);
        Udp.set(t, fd, SOL_SOCKET, SO_REUSEADDR, 0);
        t.fails(EADDRINUSE, BIND, other, t.inet(INADDR_ANY, 5), SOCKADDR_IN);
        Udp.set(t, fd, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, other, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_ANY, 5)), SOCKADDR_IN);
        long third = Ping.socket(t);
        t.ok(BIND, third, t.inet(0x7f000009, 0), SOCKADDR_IN);
        assertThat(t.port(third)).isNotIn(0, 5);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void whoIsBoundToAnAddressSendsFromIt(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t, 0x7f000004);
        Udp.set(t, fd, IPPROTO_IP, IP_PKTINFO, 1);
        Ping.send(t, fd, 1, "x");
        var got = Udp.incoming(t, 64);
        t.gives(9, RECVMSG, fd, got.header(), 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sendsEchoRequestsOnly(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.socket(t);
        long to = t.inet(INADDR_LOOPBACK, 0);
        byte[] good = Ping.message(Ping.ECHO, 1, "x");
        t.fails(EINVAL, SENDTO, fd, t.bytes(good), 7, 0, to, SOCKADDR_IN);
        t.fails(EINVAL, SENDTO, fd, t.bytes(good), 0, 0, to, SOCKADDR_IN);
        for (int type : new int[] {0, 3, 5, 11, 13, 255}) {
            sendFails(t, fd, EINVAL, Ping.message(type, 1, "x"), to, SOCKADDR_IN);
        }
        byte[] coded = good.clone();
        coded[1] = 1;
        sendFails(t, fd, EINVAL, coded, to, SOCKADDR_IN);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.bytes(good), good.length, MSG_OOB, to, SOCKADDR_IN);
        t.fails(EINVAL, SENDTO, fd, t.bytes(good), 7, MSG_OOB, to, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 64, 0, to, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.edge(good), good.length + 1, 0, to, SOCKADDR_IN);
        sendFails(t, fd, EDESTADDRREQ, good, 0, 0);
        sendFails(t, fd, EINVAL, good, to, SOCKADDR_IN - 1);
        sendFails(t, fd, EAFNOSUPPORT, good, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        sendFails(t, fd, EAFNOSUPPORT, good, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        sendFails(t, fd, EACCES, good, t.inet(0x7fffffff, 0), SOCKADDR_IN);
        Udp.set(t, fd, SOL_SOCKET, SO_BROADCAST, 1);
        t.gives(good.length, SENDTO, fd, t.bytes(good), good.length, 0, t.inet(0x7fffffff, 0), SOCKADDR_IN);
        t.gives(good.length, SENDTO, fd, t.bytes(good), good.length, MSG_PROBE, to, SOCKADDR_IN);
        t.gives(good.length, SENDTO, fd, t.bytes(good), good.length, MSG_CONFIRM | MSG_PROBE, to, SOCKADDR_IN);
        Ping.hasNothing(t, fd);
        t.gives(good.length, SENDTO, fd, t.bytes(good), good.length, MSG_MORE, to, SOCKADDR_IN);
        t.pollBecomes(Udp.READABLE | Udp.WRITABLE, fd, Udp.ALL);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aMessageHasALimit(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        byte[] message = new byte[0x10000];
        message[0] = Ping.ECHO;
        long from = t.bytes(message);
        long to = t.inet(INADDR_LOOPBACK, 0);
        t.fails(EMSGSIZE, SENDTO, fd, from, 0x10000, 0, to, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, from, 0xffff, 0, to, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, from, LARGEST + 1, 0, to, SOCKADDR_IN);
        t.gives(LARGEST, SENDTO, fd, from, LARGEST, 0, to, SOCKADDR_IN);
        t.gives(LARGEST, RECVFROM, fd, t.alloc(0x10000), 0x10000, 0, 0, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aPeerIsWhomMessagesGoTo(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        byte[] message = Ping.message(Ping.ECHO, 1, "x");
        t.ok(CONNECT, fd, t.inet(0x7f000002, 9), SOCKADDR_IN);
        t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.gives(9, WRITE, fd, t.bytes(message), 9);
        Ping.receives(t, fd, 1, "x");
        Ping.send(t, fd, 2, "elsewhere", 0x7f000003);
        Ping.receives(t, fd, 2, "elsewhere");
        Udp.disconnect(t, fd);
        t.fails(EDESTADDRREQ, WRITE, fd, t.bytes(message), 9);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(CONNECT, fd, t.inet(0x7f000002, 0), SOCKADDR_IN);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.gives(9, WRITE, fd, t.bytes(message), 9);
        Ping.receives(t, fd, 1, "x");
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void connectChecksTheAddress(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.socket(t);
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 0), 1);
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN - 1);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        t.fails(EACCES, CONNECT, fd, t.inet(0x7fffffff, 0), SOCKADDR_IN);
        t.ok(CONNECT, fd, t.inet(INADDR_ANY, 0), SOCKADDR_IN);
        long name = t.sockaddrOut();
        t.ok(GETSOCKNAME, fd, name, t.cell(SOCKADDR_IN));
        assertThat(t.portAt(name)).isNotZero();
        Udp.disconnect(t, fd);
        t.ok(GETSOCKNAME, fd, name, t.cell(SOCKADDR_IN));
        assertThat(t.portAt(name)).isZero();
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void controlMessagesTellOfTheReply(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        Udp.set(t, fd, IPPROTO_IP, IP_TTL, 33);
        Udp.set(t, fd, IPPROTO_IP, IP_TOS, 0x28);
        Ping.send(t, fd, 1, "x");
        for (int option : new int[] {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS}) {
            Udp.set(t, fd, IPPROTO_IP, option, 1);
        }
        Ping.send(t, fd, 2, "x", 0x7f000005);
        for (int i = 0; i < 2; i++) {
            var got = Udp.incoming(t, 128);
            t.gives(9, RECVMSG, fd, got.header(), 0);
            assertThat(got.controlLength()).isEqualTo(32 + 24 + 24);
        }
        byte[] control = Udp.control(IPPROTO_IP, IP_TOS, Udp.int32(0x10));
        byte[] message = Ping.message(Ping.ECHO, 3, "x");
        long name = t.inet(INADDR_LOOPBACK, 0);
        long header = t.msghdr(name, SOCKADDR_IN, t.iov(t.bytes(message), 9), 1, t.bytes(control), control.length, 0);
        t.gives(9, SENDMSG, fd, header, 0);
        t.gives(9, RECVMSG, fd, Udp.incoming(t, 128).header(), 0);
        byte[] bad = Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(0));
        long refused = t.msghdr(name, SOCKADDR_IN, t.iov(t.bytes(message), 9), 1, t.bytes(bad), bad.length, 0);
        t.fails(EINVAL, SENDMSG, fd, refused, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theTimeOfArrivalIsTold(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        Udp.set(t, fd, SOL_SOCKET, SO_TIMESTAMP, 1);
        Udp.set(t, fd, IPPROTO_IP, IP_RECVTTL, 1);
        Ping.send(t, fd, 1, "x");
        var got = Udp.incoming(t, 128);
        assertThat(t.unrecorded(RECVMSG, fd, got.header(), 0)).isEqualTo(9);
        assertThat(got.controlLength()).isEqualTo(32 + 24);
        assertThat(t.intAt(got.control() + 8)).isEqualTo(SOL_SOCKET);
        assertThat(t.intAt(got.control() + 12)).isEqualTo(SO_TIMESTAMP);
        assertThat(t.longAt(got.control() + 16)).isGreaterThan(1_000_000_000L);
        assertThat(t.intAt(got.control() + 32 + 12)).isEqualTo(IP_TTL);
        assertThat(t.intAt(got.control() + 32 + 16)).isEqualTo(64);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void receivesLikeOtherDatagrams(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        t.fails(EOPNOTSUPP, RECVFROM, fd, t.alloc(8), 8, MSG_OOB | MSG_ERRQUEUE, 0, 0);
        t.fails(EAGAIN, RECVFROM, fd, t.alloc(8), 8, MSG_ERRQUEUE, 0, 0);
        Ping.send(t, fd, 1, "hello");
        t.gives(10, RECVFROM, fd, t.alloc(10), 10, MSG_PEEK, 0, 0);
        t.gives(13, RECVFROM, fd, t.alloc(16), 16, MSG_PEEK | MSG_TRUNC, 0, 0);
        t.attempts(RECVFROM, fd, t.alloc(10), 10, MSG_PEEK | MSG_TRUNC, 0, 0).returns(10);
        t.fails(EFAULT, RECVFROM, fd, t.unmapped(), 10, MSG_PEEK, 0, 0);
        var short4 = t.msghdr(t.sockaddrOut(), SOCKADDR_IN, t.iov(t.alloc(4), 4), 1, 0, 0, -1);
        t.gives(4, RECVMSG, fd, short4, 0);
        assertThat(t.intAt(short4 + 48)).isEqualTo(MSG_TRUNC);
        Ping.hasNothing(t, fd);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 1000), 16);
        t.fails(EAGAIN, RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
        t.fails(ENOTCONN, SHUTDOWN, fd, SHUT_RD);
        t.gives(0, RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aReaderWaitsForTheReply(Scenario s) {
        var t = Ping.task(s);
        long fd = Ping.bound(t);
        var child = t.fork();
        var waiting = t.blocks(RECVFROM, fd, t.alloc(64), 64, 0, 0, 0);
        Ping.send(child, fd, 1, "x");
        waiting.returns(9);
        var interrupted = t.blocks(RECVFROM, fd, t.alloc(64), 64, 0, 0, 0);
        t.kernelTask().interrupt(false);
        interrupted.fails(EINTR);
    }
}
