package org.jernel.test.conformance;

import java.util.Arrays;

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

/** Raw sockets of ICMPv6: messages without their IPv6 headers, whose checksums are the kernel's. */
final class Raw6Test {

    private static final int ECHO_REQUEST = 128;
    private static final int ECHO_REPLY = 129;
    private static final long DOCUMENTATION = 0x20010db8L << 32;
    private static final int FILTER = 32;

    private static long socket(Task t) {
        return t.ok(SOCKET, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
    }

    private static void send(Task t, long fd, int sequence) {
        t.gives(12, SENDTO, fd, t.bytes(Ping.message(ECHO_REQUEST, sequence, "data")), 12, 0, Tcp6.loopback(t, 0),
                SOCKADDR_IN6);
    }

    private static void receives(Task t, long fd, int type, int sequence) {
        long buffer = t.alloc(64);
        t.gives(12, RECVFROM, fd, buffer, 64, 0, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        assertThat(t.bytesAt(buffer, 1)).containsExactly((byte) type);
        assertThat(t.bytesAt(buffer + 7, 1)).containsExactly((byte) sequence);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void areForThePrivileged(Scenario s) {
        var t = Ping.task(s);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_RAW, 0);
        t.fails(EINVAL, SOCKET, AF_INET6, SOCK_RAW, 263);
        long fd = socket(t);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_RAW);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isEqualTo(IPPROTO_ICMPV6);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_REUSEADDR)).isOne();
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_V6ONLY)).isZero();
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_V6ONLY, t.cell(1), 4);
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.fails(EOPNOTSUPP, LISTEN, fd, 1);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        t.kernelTask().dropCapability(CAP_NET_RAW);
        t.fails(EPERM, SOCKET, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
        t.fails(EPROTONOSUPPORT, SOCKET, AF_INET6, SOCK_RAW, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void getCopiesOfRequestAndReply(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        long other = socket(t);
        send(t, fd, 1);
        for (long each : new long[] {fd, other}) {
            assertThat(Udp.queued(t, each)).isEqualTo(12);
            receives(t, each, ECHO_REQUEST, 1);
            receives(t, each, ECHO_REPLY, 1);
            Ping.hasNothing(t, each);
        }
        // What is too short for an echo is seen all the same.
        t.gives(4, SENDTO, fd, t.bytes(new byte[] {(byte) ECHO_REQUEST, 0, 0, 0}), 4, 0, Tcp6.loopback(t, 0),
                SOCKADDR_IN6);
        t.gives(4, RECVFROM, fd, t.alloc(16), 16, 0, 0, 0);
        Ping.hasNothing(t, fd);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theFilterKeepsTypesAway(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        long length = t.cell(64);
        t.ok(GETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.alloc(64), length);
        assertThat(t.intAt(length)).isEqualTo(FILTER);
        byte[] all = new byte[FILTER];
        Arrays.fill(all, (byte) 0xff);
        all[ECHO_REPLY / 8] = (byte) ~(1 << ECHO_REPLY % 8);
        t.ok(SETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.bytes(all), FILTER);
        send(t, fd, 1);
        receives(t, fd, ECHO_REPLY, 1);
        Ping.hasNothing(t, fd);
        t.ok(SETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.cell(0), 2);
        t.ok(GETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.alloc(FILTER), t.cell(FILTER));
        t.ok(GETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.alloc(FILTER), t.cell(3));
        t.ok(SETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.bytes(new byte[40]), 40);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.edge(new byte[8]), 9);
        t.fails(EINVAL, GETSOCKOPT, fd, IPPROTO_ICMPV6, ICMPV6_FILTER, t.alloc(4), t.cell(-1));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_ICMPV6, 2, t.cell(0), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_ICMPV6, 2, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.cell(0), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, SOL_RAW, ICMP_FILTER, t.alloc(4), t.cell(4));
        long udp = t.ok(SOCKET, AF_INET6, SOCK_DGRAM, 0);
        t.fails(ENOPROTOOPT, SETSOCKOPT, udp, IPPROTO_ICMPV6, ICMPV6_FILTER, t.cell(0), 4);
        t.fails(ENOPROTOOPT, SETSOCKOPT, udp, IPPROTO_IPV6, IPV6_CHECKSUM, t.cell(2), 4);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void theChecksumIsTheKernels(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        long watcher = socket(t);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_CHECKSUM)).isEqualTo(2);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_CHECKSUM, t.cell(2), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_CHECKSUM, t.cell(-1), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_RAW, IPV6_CHECKSUM, t.cell(3), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_RAW, IPV6_CHECKSUM, t.cell(2), 3);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_RAW, IPV6_CHECKSUM, t.unmapped(), 4);
        Udp.set(t, fd, SOL_RAW, IPV6_CHECKSUM, -5);
        assertThat(Udp.option(t, fd, SOL_RAW, IPV6_CHECKSUM)).isEqualTo(-1);
        // Sent as it is, it is wrong: nobody answers, and only who does not mind gets it.
        send(t, fd, 1);
        receives(t, fd, ECHO_REQUEST, 1);
        Ping.hasNothing(t, fd);
        Ping.hasNothing(t, watcher);
        Udp.set(t, fd, SOL_RAW, IPV6_CHECKSUM, 10);
        t.fails(EINVAL, SENDTO, fd, t.bytes(new byte[11]), 11, 0, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        Udp.set(t, fd, SOL_RAW, IPV6_CHECKSUM, 2);
        t.fails(EINVAL, SENDTO, fd, t.bytes(new byte[3]), 3, 0, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        send(t, fd, 2);
        receives(t, watcher, ECHO_REQUEST, 2);
        receives(t, watcher, ECHO_REPLY, 2);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void sendChecksTheMessage(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        long to = Tcp6.loopback(t, 0);
        long bytes = t.bytes(new byte[70_000]);
        t.fails(EDESTADDRREQ, SENDTO, fd, bytes, 8, 0, 0, 0);
        t.fails(EINVAL, SENDTO, fd, bytes, 8, 0, to, SIN6_LEN_RFC2133 - 1);
        t.gives(8, SENDTO, fd, bytes, 8, 0, to, SIN6_LEN_RFC2133);
        t.fails(EAFNOSUPPORT, SENDTO, fd, bytes, 8, 0,
                t.bytes(Arrays.copyOf(Struct.sockaddrIn(AF_INET, INADDR_LOOPBACK, 0), 28)), SOCKADDR_IN6);
        t.fails(EINVAL, SENDTO, fd, bytes, 8, 0, Tcp6.loopback(t, 59), SOCKADDR_IN6);
        t.gives(8, SENDTO, fd, bytes, 8, 0, Tcp6.loopback(t, IPPROTO_ICMPV6), SOCKADDR_IN6);
        t.gives(8, SENDTO, fd, bytes, 8, 0, Tcp6.any(t, 0), SOCKADDR_IN6);
        t.fails(EOPNOTSUPP, SENDTO, fd, bytes, 8, MSG_OOB, to, SOCKADDR_IN6);
        t.gives(8, SENDTO, fd, bytes, 8, MSG_PROBE, to, SOCKADDR_IN6);
        t.fails(EFAULT, SENDTO, fd, bytes, 1, 0, to, SOCKADDR_IN6);
        t.fails(EFAULT, SENDTO, fd, t.unmapped(), 8, 0, to, SOCKADDR_IN6);
        t.fails(EFAULT, SENDTO, fd, t.edge(new byte[4]), 8, 0, to, SOCKADDR_IN6);
        t.fails(EMSGSIZE, SENDTO, fd, bytes, 65_536, 0, to, SOCKADDR_IN6);
        t.gives(65_496, SENDTO, fd, bytes, 65_496, 0, to, SOCKADDR_IN6);
        t.fails(EOPNOTSUPP, RECVFROM, fd, bytes, 8, MSG_OOB, 0, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void tellWhatTheHeaderSaid(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        for (int option : new int[] {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS}) {
            Udp.set(t, fd, IPPROTO_IPV6, option, 1);
        }
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 9);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, 0x20);
        send(t, fd, 1);
        t.gives(12, RECVFROM, fd, t.alloc(1), 0, MSG_PEEK | MSG_TRUNC, 0, 0);
        var got = Udp.incoming(t, 128);
        t.gives(12, RECVMSG, fd, got.header(), 0);
        assertThat(got.controlLength()).isEqualTo(40 + 24 + 24);
        receives(t, fd, ECHO_REPLY, 1);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void bindAndConnectChooseByAddress(Scenario s) {
        var t = Ping.task(s);
        long fd = socket(t);
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), SIN6_LEN_RFC2133 - 1);
        t.fails(EINVAL, BIND, fd,
                t.bytes(Arrays.copyOf(Struct.sockaddrIn(AF_INET, INADDR_LOOPBACK, 0), 28)), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 0), SOCKADDR_IN6);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet6(DOCUMENTATION, 1, 0), SOCKADDR_IN6);
        t.ok(BIND, fd, Tcp6.loopback(t, 9), SIN6_LEN_RFC2133);
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.fails(EAFNOSUPPORT, CONNECT, fd,
                t.bytes(Arrays.copyOf(Struct.sockaddrIn(AF_INET, INADDR_LOOPBACK, 0), 28)), SOCKADDR_IN6);
        t.ok(CONNECT, fd, Tcp6.loopback(t, 5), SOCKADDR_IN6);
        t.ok(GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        t.fails(EINVAL, BIND, fd, Tcp6.loopback(t, 0), SOCKADDR_IN6);
        t.gives(12, WRITE, fd, t.bytes(Ping.message(ECHO_REQUEST, 3, "data")), 12);
        receives(t, fd, ECHO_REQUEST, 3);
        receives(t, fd, ECHO_REPLY, 3);
        Udp.disconnect(t, fd);
        t.fails(EDESTADDRREQ, WRITE, fd, t.alloc(8), 8);
        send(t, fd, 4);
        Ping.hasNothing(t, fd);
    }
}
