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

/** Options of levels IPPROTO_IP and IPPROTO_UDP, and what comes and goes with messages because of them. */
final class UdpControlTest {

    private static final String NO_CONTROL =
            "Netty and the JDK hand no control messages of datagrams through: ENOPROTOOPT"
                    + " for the option, EINVAL for the message";

    private static Udp.Incoming receive(Task t, long fd, int room) {
        var incoming = Udp.incoming(t, room);
        t.ok(RECVMSG, fd, incoming.header(), 0);
        return incoming;
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void ttlTosAndDestinationAreTold(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t, INADDR_ANY, 0);
        for (int option : new int[] {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS}) {
            assertThat(Udp.option(t, to, IPPROTO_IP, option)).isZero();
            Udp.set(t, to, IPPROTO_IP, option, 1);
            assertThat(Udp.option(t, to, IPPROTO_IP, option)).isOne();
        }
        long fd = Udp.socket(t);
        Udp.set(t, fd, IPPROTO_IP, IP_TTL, 33);
        Udp.set(t, fd, IPPROTO_IP, IP_TOS, 0x28);
        Udp.sendTo(t, fd, "x", 0x7f000003, t.port(to));
        var got = receive(t, to, 128);
        assertThat(got.controlLength()).isEqualTo(32 + 24 + 24);
        assertThat(got.flags()).isZero();
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void whatDoesNotFitIsCut(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        Udp.set(t, to, IPPROTO_IP, IP_RECVTTL, 1);
        Udp.set(t, to, IPPROTO_IP, IP_RECVTOS, 1);
        long fd = Udp.connected(t, t.port(to));
        for (int room : new int[] {0, 15, 16, 18, 20, 24, 40, 41, 48}) {
            Udp.send(t, fd, "x");
            receive(t, to, room);
        }
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void theDestinationIsKnownOnlyToWhoAskedBefore(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t, INADDR_ANY, 0);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "x");
        Udp.set(t, to, IPPROTO_IP, IP_PKTINFO, 1);
        receive(t, to, 64);
        Udp.send(t, fd, "x");
        receive(t, to, 64);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void aMessageHasTtlAndTosOfItsOwn(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        Udp.set(t, to, IPPROTO_IP, IP_RECVTTL, 1);
        Udp.set(t, to, IPPROTO_IP, IP_RECVTOS, 1);
        long fd = Udp.socket(t);
        int port = t.port(to);
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", port, Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(7))), 0);
        receive(t, to, 64);
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", port, Udp.control(IPPROTO_IP, IP_TOS, Udp.int32(0x10))), 0);
        receive(t, to, 64);
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", port, Udp.control(IPPROTO_IP, IP_TOS, (byte) 0x20)), 0);
        receive(t, to, 64);
        Udp.sendTo(t, fd, "x", port);
        receive(t, to, 64);
    }

    @ConformanceTest
    void malformedControlIsRefused(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.socket(t);
        byte[][] malformed = {
            Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(0)),
            Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(256)),
            Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(-1)),
            Udp.control(IPPROTO_IP, IP_TTL, (byte) 3),
            Udp.control(IPPROTO_IP, IP_TOS, Udp.int32(256)),
            Udp.control(IPPROTO_IP, IP_TOS, (byte) 1, (byte) 1),
            Udp.control(IPPROTO_IP, IP_PKTINFO, Udp.int32(1)),
            Udp.control(IPPROTO_IP, 77, Udp.int32(1)),
            Udp.control(SOL_SOCKET, 999, Udp.int32(1)),
            Udp.control(IPPROTO_UDP, 77, Udp.int32(1)),
            new Struct().int64(15).int32(IPPROTO_IP).int32(IP_TTL).bytes(),
            new Struct().int64(17).int32(IPPROTO_IP).int32(IP_TTL).bytes(),
        };
        for (byte[] each : malformed) {
            t.fails(EINVAL, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), each), 0);
        }
        byte[] foreign = Udp.control(99, 1, Udp.int32(1));
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), foreign), 0);
        Udp.receives(t, to, "x");
        Udp.hasNothing(t, to);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void aMessageChoosesItsSource(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.bound(t, INADDR_ANY, 0);
        byte[] info = new Struct().int32(0).bigEndian(0x7f000005, 4).int32(0).bytes();
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), Udp.control(IPPROTO_IP, IP_PKTINFO, info)), 0);
        receive(t, to, 0);
        byte[] byDevice = new Struct().int32(1).int32(0).int32(0).bytes();
        t.gives(1, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), Udp.control(IPPROTO_IP, IP_PKTINFO, byDevice)), 0);
        receive(t, to, 0);
        byte[] noDevice = new Struct().int32(9999).int32(0).int32(0).bytes();
        t.fails(ENODEV, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), Udp.control(IPPROTO_IP, IP_PKTINFO, noDevice)),
                0);
        byte[] foreign = new Struct().int32(0).bigEndian(0xcb007101, 4).int32(0).bytes();
        t.fails(ENETUNREACH, SENDMSG, fd,
                Udp.outgoing(t, "x", t.port(to), Udp.control(IPPROTO_IP, IP_PKTINFO, foreign)),
                0);
        byte[] group = new Struct().int32(0).bigEndian(0xefff0707, 4).int32(0).bytes();
        t.fails(EINVAL, SENDMSG, fd, Udp.outgoing(t, "x", t.port(to), Udp.control(IPPROTO_IP, IP_PKTINFO, group)), 0);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void theTimeOfArrivalIsTold(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        for (int option : new int[] {SO_TIMESTAMP, SO_TIMESTAMPNS}) {
            Udp.set(t, to, SOL_SOCKET, option, 1);
            Udp.send(t, fd, "x");
            var got = Udp.incoming(t, 64);
            assertThat(t.unrecorded(RECVMSG, to, got.header(), 0)).isOne();
            assertThat(got.controlLength()).isEqualTo(32);
            assertThat(t.longAt(got.control())).isEqualTo(32);
            assertThat(t.intAt(got.control() + 8)).isEqualTo(SOL_SOCKET);
            assertThat(t.intAt(got.control() + 12)).isEqualTo(option);
            assertThat(t.longAt(got.control() + 16)).isGreaterThan(1_000_000_000L);
            assertThat(t.longAt(got.control() + 24)).isBetween(0L, option == SO_TIMESTAMP ? 999_999L : 999_999_999L);
        }
        assertThat(Udp.option(t, to, SOL_SOCKET, SO_TIMESTAMP)).isZero();
        assertThat(Udp.option(t, to, SOL_SOCKET, SO_TIMESTAMPNS)).isOne();
        Udp.set(t, to, SOL_SOCKET, SO_TIMESTAMP, 0);
        assertThat(Udp.option(t, to, SOL_SOCKET, SO_TIMESTAMPNS)).isZero();
        Udp.send(t, fd, "x");
        assertThat(receive(t, to, 64).controlLength()).isZero();
    }

    @ConformanceTest
    void valuesAreChecked(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        for (int ttl : new int[] {0, 256, -2}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_TTL, t.cell(ttl), 4);
        }
        for (int value : new int[] {-1, 6}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MTU_DISCOVER, t.cell(value), 4);
        }
        for (int value = 0; value < 6; value++) {
            Udp.set(t, fd, IPPROTO_IP, IP_MTU_DISCOVER, value);
            assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MTU_DISCOVER)).isEqualTo(value);
        }
        for (int value : new int[] {256, -2}) {
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_TTL, t.cell(value), 4);
        }
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_ALL, t.cell(2), 4);
        Udp.set(t, fd, IPPROTO_IP, IP_TOS, 0xff);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_TOS)).isEqualTo(0xff);
    }

    @ConformanceTest
    void eachLevelHasItsRulesOfLength(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_UDP, UDP_CORK, t.cell(1), 3);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_UDP, UDP_CORK, t.unmapped(), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_UDP, 999, t.cell(1), 3);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_UDP, 999, t.cell(1), 4);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_UDP, 999, t.alloc(4), t.cell(4));
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.cell(1), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, fd, IPPROTO_TCP, TCP_NODELAY, t.alloc(4), t.cell(4));
        long stream = Tcp.socket(t);
        t.fails(ENOPROTOOPT, SETSOCKOPT, stream, IPPROTO_UDP, UDP_CORK, t.cell(1), 4);
        t.fails(EOPNOTSUPP, GETSOCKOPT, stream, IPPROTO_UDP, UDP_CORK, t.alloc(4), t.cell(4));
        long length = t.cell(2);
        t.ok(GETSOCKOPT, fd, IPPROTO_UDP, UDP_CORK, t.alloc(4), length);
        assertThat(t.intAt(length)).isEqualTo(2);
    }

    @NotOn(arm = Arm.WIRE, reason = "the route is the host's, whose MTU no transport tells: IP_MTU is ENOPROTOOPT")
    @ConformanceTest
    void aPeerHasAnMtu(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.fails(ENOTCONN, GETSOCKOPT, fd, IPPROTO_IP, IP_MTU, t.alloc(4), t.cell(4));
        Udp.connect(t, fd, t.port(Udp.bound(t)));
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MTU)).isEqualTo(65535);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_IP, IP_MTU, t.cell(1500), 4);
    }
}
