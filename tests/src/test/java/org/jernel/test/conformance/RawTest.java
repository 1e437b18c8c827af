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

/** Raw sockets of AF_INET: packets with their IP headers, mostly of ICMP. */
final class RawTest {

    /** A protocol that nobody has. */
    private static final int NOBODYS = 253;

    private static final int HEADER = 20;

    private static long socket(Task t, int protocol) {
        return t.ok(SOCKET, AF_INET, SOCK_RAW, protocol);
    }

    private static void send(Task t, long fd, byte[] packet, int address) {
        t.gives(packet.length, SENDTO, fd, t.bytes(packet), packet.length, 0, t.inet(address, 0), SOCKADDR_IN);
    }

    /** Receives a packet, whose header must be of that length and those addresses, and gives what it carries. */
    private static byte[] receive(Task t, long fd, int protocol, int source, int dest, int length) {
        long buffer = t.alloc(128);
        assertThat(t.unrecorded(RECVFROM, fd, buffer, 128, 0, 0, 0)).isEqualTo(HEADER + length);
        byte[] packet = t.bytesAt(buffer, HEADER + length);
        assertThat(packet[0]).isEqualTo((byte) 0x45);
        assertThat(packet[3]).isEqualTo((byte) packet.length);
        assertThat(packet[9]).isEqualTo((byte) protocol);
        byte[] addresses = new Struct().bigEndian(source, 4).bigEndian(dest, 4).bytes();
        assertThat(t.bytesAt(buffer + 12, 8)).isEqualTo(addresses);
        return t.bytesAt(buffer + HEADER, length);
    }

    /** An echo request with a checksum, as a program must make it. */
    private static byte[] echo(int ident, int sequence) {
        int sum = (Ping.ECHO << 8) + ident + sequence;
        sum = (sum & 0xffff) + (sum >>> 16);
        return new Struct().bigEndian(Ping.ECHO << 8, 2).bigEndian(~sum & 0xffff, 2).bigEndian(ident, 2)
                .bigEndian(sequence, 2).bytes();
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void areForThePrivileged(Scenario s) {
        var t = Ping.task(s);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_RAW, 0);
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_RAW, 263);
        t.fails(EINVAL, SOCKET, AF_INET, SOCK_RAW, -1);
        socket(t, IPPROTO_ICMP);
        t.kernelTask().dropCapability(CAP_NET_RAW);
        t.fails(EPERM, SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET, SOCK_RAW, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sayWhatTheyAre(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, IPPROTO_ICMP);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_RAW);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_ICMP);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_REUSEADDR)).isOne();
        assertThat(t.port(fd)).isEqualTo(IPPROTO_ICMP);
        assertThat(t.port(socket(t, IPPROTO_RAW))).isEqualTo(IPPROTO_RAW);
        t.fails(EOPNOTSUPP, LISTEN, fd, 1);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        assertThat(Udp.queued(t, fd)).isZero();
        t.fails(ENOTCONN, SHUTDOWN, fd, SHUT_RDWR);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void getsCopiesOfRequestAndReply(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, IPPROTO_ICMP);
        byte[] request = echo(7, 1);
        send(t, fd, request, 0x7f000002);
        assertThat(Udp.queued(t, fd)).isEqualTo(HEADER + request.length);
        assertThat(receive(t, fd, IPPROTO_ICMP, INADDR_LOOPBACK, 0x7f000002, 8)).isEqualTo(request);
        byte[] reply = receive(t, fd, IPPROTO_ICMP, 0x7f000002, INADDR_LOOPBACK, 8);
        assertThat(reply[0]).isEqualTo((byte) Ping.ECHO_REPLY);
        assertThat(reply[7]).isEqualTo((byte) 1);
        Ping.hasNothing(t, fd);
        long other = socket(t, IPPROTO_ICMP);
        long ping = Ping.bound(t);
        Ping.send(t, ping, 2, "x");
        for (long each : new long[] {fd, other}) {
            receive(t, each, IPPROTO_ICMP, INADDR_LOOPBACK, INADDR_LOOPBACK, 9);
            receive(t, each, IPPROTO_ICMP, INADDR_LOOPBACK, INADDR_LOOPBACK, 9);
            Ping.hasNothing(t, each);
        }
        Ping.receives(t, ping, 2, "x");
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theFilterKeepsTypesAway(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, IPPROTO_ICMP);
        assertThat(Udp.option(t, fd, SOL_RAW, ICMP_FILTER)).isZero();
        Udp.set(t, fd, SOL_RAW, ICMP_FILTER, ~(1 << Ping.ECHO_REPLY));
        send(t, fd, echo(7, 1), INADDR_LOOPBACK);
        assertThat(receive(t, fd, IPPROTO_ICMP, INADDR_LOOPBACK, INADDR_LOOPBACK, 8)[0]).isZero();
        Ping.hasNothing(t, fd);
        t.ok(SETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.cell(0x1234), 1);
        assertThat(Udp.option(t, fd, SOL_RAW, ICMP_FILTER)).isEqualTo(0xffffff34);
        t.ok(SETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.words(0), 8);
        long length = t.cell(2);
        t.ok(GETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.alloc(4), length);
        assertThat(t.intAt(length)).isEqualTo(2);
        t.fails(EINVAL, GETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.alloc(4), t.cell(-1));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, SOL_RAW, 2, t.cell(0), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, SOL_RAW, 2, t.alloc(4), t.cell(4));
        long other = socket(t, NOBODYS);
        t.fails(EOPNOTSUPP, SETSOCKOPT, other, SOL_RAW, ICMP_FILTER, t.cell(0), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, other, SOL_RAW, ICMP_FILTER, t.alloc(4), t.cell(4));
        long udp = socket(t, IPPROTO_UDP);
        t.fails(ENOPROTOOPT, SETSOCKOPT, udp, IPPROTO_UDP, UDP_CORK, t.cell(1), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, udp, IPPROTO_UDP, UDP_CORK, t.alloc(4), t.cell(4));
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sendChecksTheMessage(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, IPPROTO_ICMP);
        long to = t.inet(INADDR_LOOPBACK, 0);
        long bytes = t.bytes(new byte[0x10000]);
        t.fails(EDESTADDRREQ, SENDTO, fd, bytes, 8, 0, 0, 0);
        t.fails(EDESTADDRREQ, SENDTO, fd, bytes, 8, 0, to, 0);
        t.fails(EINVAL, SENDTO, fd, bytes, 8, 0, to, SOCKADDR_IN - 1);
        t.fails(EAFNOSUPPORT, SENDTO, fd, bytes, 8, 0, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_LOOPBACK, 0)), 16);
        t.gives(8, SENDTO, fd, bytes, 8, 0, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        t.fails(EOPNOTSUPP, SENDTO, fd, bytes, 8, MSG_OOB, to, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, bytes, 1, 0, to, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 8, 0, to, SOCKADDR_IN);
        t.fails(EFAULT, SENDTO, fd, t.edge(new byte[4]), 8, 0, to, SOCKADDR_IN);
        t.fails(EACCES, SENDTO, fd, bytes, 8, 0, t.inet(0x7fffffff, 0), SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, 0x10000, 0, to, SOCKADDR_IN);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, 65516, 0, to, SOCKADDR_IN);
        t.gives(65515, SENDTO, fd, bytes, 65515, 0, to, SOCKADDR_IN);
        t.gives(8, SENDTO, fd, bytes, 8, MSG_PROBE, to, SOCKADDR_IN);
        t.fails(EOPNOTSUPP, RECVFROM, fd, bytes, 8, MSG_OOB, 0, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void receivesLikeOtherDatagrams(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, NOBODYS);
        Ping.hasNothing(t, fd);
        for (int option : new int[] {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS}) {
            Udp.set(t, fd, IPPROTO_IP, option, 1);
        }
        send(t, fd, new byte[] {1, 2, 3}, 0x7f000002);
        t.gives(23, RECVFROM, fd, t.alloc(1), 0, MSG_PEEK | MSG_TRUNC, 0, 0);
        long name = t.sockaddrOut();
        t.gives(1, RECVFROM, fd, t.alloc(1), 1, MSG_PEEK, name, t.cell(SOCKADDR_IN));
        var got = Udp.incoming(t, 128);
        assertThat(t.unrecorded(RECVMSG, fd, got.header(), 0)).isEqualTo(16);
        assertThat(got.flags()).isEqualTo(MSG_TRUNC);
        assertThat(got.controlLength()).isEqualTo(32 + 24 + 24);
        assertThat(t.intAt(got.control() + 16)).isOne();
        assertThat(t.bytesAt(got.control() + 20, 8)).containsExactly(127, 0, 0, 2, 127, 0, 0, 2);
        send(t, fd, new byte[0], INADDR_LOOPBACK);
        assertThat(receive(t, fd, NOBODYS, INADDR_LOOPBACK, INADDR_LOOPBACK, 0)).isEmpty();
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void bindAndConnectChooseByAddress(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, NOBODYS);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN - 1);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0xcb007101, 0), SOCKADDR_IN);
        t.ok(BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0x7f000004, 9)), SOCKADDR_IN);
        t.ok(BIND, fd, t.inet(0x7f000003, 9), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        long from = socket(t, NOBODYS);
        t.ok(BIND, from, t.inet(0x7f000009, 0), SOCKADDR_IN);
        send(t, from, new byte[] {1}, 0x7f000004);
        Ping.hasNothing(t, fd);
        send(t, from, new byte[] {2}, 0x7f000003);
        assertThat(receive(t, fd, NOBODYS, 0x7f000009, 0x7f000003, 1)).containsExactly(2);
        t.ok(CONNECT, fd, t.inet(0x7f000008, 5), SOCKADDR_IN);
        t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        send(t, from, new byte[] {3}, 0x7f000003);
        Ping.hasNothing(t, fd);
        t.gives(1, WRITE, fd, t.bytes(new byte[] {4}), 1);
        Ping.hasNothing(t, fd);
        Udp.disconnect(t, fd);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        send(t, from, new byte[] {5}, 0x7f000003);
        Ping.hasNothing(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void aProgramMayMakeTheHeader(Scenario s) {
        var t = Ping.task(s);
        long to = socket(t, NOBODYS);
        long fd = socket(t, IPPROTO_RAW);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_HDRINCL)).isOne();
        assertThat(Udp.option(t, to, IPPROTO_IP, IP_HDRINCL)).isZero();
        byte[] packet = new Struct().bigEndian(0x4511, 2).bigEndian(9999, 2).bigEndian(0x0102, 2).bigEndian(0, 2)
                .bigEndian(33, 1).bigEndian(NOBODYS, 1).bigEndian(0xdead, 2).bigEndian(0, 4)
                .bigEndian(0x7f000005, 4).text("data").bytes();
        long name = t.inet(INADDR_LOOPBACK, 0);
        t.gives(24, SENDTO, fd, t.bytes(packet), 24, 0, name, SOCKADDR_IN);
        t.gives(24, RECVFROM, to, t.alloc(32), 32, 0, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.fails(EINVAL, SENDTO, fd, t.bytes(packet), 19, 0, name, SOCKADDR_IN);
        packet[0] = 0x47;
        t.fails(EINVAL, SENDTO, fd, t.bytes(packet), 24, 0, name, SOCKADDR_IN);
        packet[0] = 0x44;
        t.fails(EINVAL, SENDTO, fd, t.bytes(packet), 24, 0, name, SOCKADDR_IN);
        Udp.set(t, fd, IPPROTO_IP, IP_HDRINCL, 0);
        Udp.set(t, to, IPPROTO_IP, IP_HDRINCL, 1);
        packet[0] = 0x45;
        t.gives(24, SENDTO, to, t.bytes(packet), 24, 0, name, SOCKADDR_IN);
        t.gives(24, RECVFROM, to, t.alloc(32), 32, 0, 0, 0);
        Ping.hasNothing(t, fd);
        t.fails(ENOPROTOOPT, SETSOCKOPT, Udp.socket(t), IPPROTO_IP, IP_HDRINCL, t.cell(1), 4);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void whereNobodyReceivesTheSenderIsTold(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t, NOBODYS);
        t.ok(CONNECT, fd, t.inet(0x7f000002, 1), SOCKADDR_IN);
        t.ok(BIND, socket(t, NOBODYS), t.inet(0x7f000007, 0), SOCKADDR_IN);
        // A quotation of fewer bytes is nothing to go by.
        t.gives(7, WRITE, fd, t.bytes(new byte[7]), 7);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        t.gives(8, WRITE, fd, t.bytes(new byte[8]), 8);
        t.pollBecomes(Udp.WRITABLE | POLLERR, fd, Udp.ALL);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isEqualTo(ENOPROTOOPT.number());
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }
}
