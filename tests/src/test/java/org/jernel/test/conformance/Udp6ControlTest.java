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

/** Control messages of IPPROTO_IPV6, and of IPPROTO_IP on sockets of AF_INET6: RFC 3542, ipv6(7). */
final class Udp6ControlTest {

    private static final String NO_CONTROL =
            "Netty and the JDK hand no control messages of datagrams through: ENOPROTOOPT"
                    + " for the option, EINVAL for the message";

    private static final int[] RECEIVED = {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS};

    private static Udp.Incoming receive(Task t, long fd, int room) {
        var incoming = Udp6.incoming(t, room);
        t.ok(RECVMSG, fd, incoming.header(), 0);
        return incoming;
    }

    private static void wantAll(Task t, long fd) {
        for (int option : RECEIVED) {
            Udp.set(t, fd, IPPROTO_IPV6, option, 1);
            assertThat(Udp.option(t, fd, IPPROTO_IPV6, option)).isOne();
        }
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void hopLimitClassAndDestinationAreTold(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        wantAll(t, to);
        long fd = Udp6.socket(t);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 33);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, 0x2b);
        Udp6.sendTo(t, fd, "x", Tcp6.loopback(t, t.port(to)));
        var got = receive(t, to, 128);
        assertThat(got.controlLength()).isEqualTo(40 + 24 + 24);
        assertThat(got.flags()).isZero();
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void ofIpv4OnlyTheDestinationIsTold(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        wantAll(t, to);
        Udp6.sendTo(t, Udp6.socket(t), "x", Tcp6.mapped(t, 0x7f000003, t.port(to)));
        assertThat(receive(t, to, 128).controlLength()).isEqualTo(40);
        Udp.sendTo(t, Udp.socket(t), "x", t.port(to));
        receive(t, to, 128);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void ofIpv4MoreIsToldToWhoAsksIpv4(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        wantAll(t, to);
        for (int option : new int[] {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS}) {
            Udp.set(t, to, IPPROTO_IP, option, 1);
        }
        long fd = Udp6.socket(t);
        Udp.set(t, fd, IPPROTO_IP, IP_TTL, 9);
        Udp.set(t, fd, IPPROTO_IP, IP_TOS, 0x28);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, 0x30);
        Udp6.sendTo(t, fd, "x", Tcp6.mapped(t, INADDR_LOOPBACK, t.port(to)));
        receive(t, to, 256);
        Udp6.sendTo(t, fd, "x", Tcp6.loopback(t, t.port(to)));
        receive(t, to, 256);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void theDeviceOfIpv4IsKnownOnlyToWhoAskedBefore(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        Udp6.sendTo(t, fd, "x", Tcp6.mapped(t, INADDR_LOOPBACK, t.port(to)));
        Udp6.sendTo(t, fd, "x", Tcp6.loopback(t, t.port(to)));
        wantAll(t, to);
        receive(t, to, 128);
        receive(t, to, 128);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void whatDoesNotFitIsCut(Scenario s) {
        var t = s.task();
        long to = Udp6.bound(t);
        wantAll(t, to);
        long fd = Udp6.connected(t, t.port(to));
        for (int room : new int[] {0, 15, 16, 20, 35, 36, 40, 55, 64, 88}) {
            Udp.send(t, fd, "x");
            receive(t, to, room);
        }
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void aMessageHasHopLimitAndClassOfItsOwn(Scenario s) {
        var t = s.task();
        long to = Udp6.bound(t);
        wantAll(t, to);
        long fd = Udp6.socket(t);
        long address = Tcp6.loopback(t, t.port(to));
        for (int value : new int[] {0, 7, 255, -1}) {
            for (int type : new int[] {IPV6_HOPLIMIT, IPV6_TCLASS}) {
                byte[] control = Udp.control(IPPROTO_IPV6, type, Udp.int32(value));
                t.gives(1, SENDMSG, fd, Udp6.outgoing(t, address, control), 0);
                receive(t, to, 128);
            }
        }
        Udp6.sendTo(t, fd, "x", address);
        receive(t, to, 128);
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void aMessageChoosesItsSourceAndDevice(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        long address = Tcp6.loopback(t, t.port(to));
        byte[][] good = {Udp6.pktinfo(0, 0, 1), Udp6.pktinfo(0, 1, 0), Udp6.pktinfo(0, 1, 1)};
        for (byte[] each : good) {
            byte[] control = Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, each);
            t.gives(1, SENDMSG, fd, Udp6.outgoing(t, address, control), 0);
            receive(t, to, 0);
        }
        byte[] noDevice = Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, Udp6.pktinfo(0, 0, 9999));
        t.fails(ENODEV, SENDMSG, fd, Udp6.outgoing(t, address, noDevice), 0);
        byte[][] foreign = {
            Udp6.pktinfo(0x20010db8L << 32, 1, 0),
            Udp6.pktinfo(0xfe80L << 48, 1, 0),
            Udp6.pktinfo(Udp6.LINK_GROUP, 1, 1),
            Udp6.pktinfo(0, 0xffff7f000001L, 0)
        };
        for (byte[] each : foreign) {
            byte[] control = Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, each);
            t.fails(EINVAL, SENDMSG, fd, Udp6.outgoing(t, address, control), 0);
        }
    }

    @NotOn(arm = Arm.WIRE, reason = NO_CONTROL)
    @ConformanceTest
    void aMessageToIpv4ChoosesEitherWay(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        Udp.set(t, to, IPPROTO_IP, IP_RECVTTL, 1);
        long fd = Udp6.socket(t);
        long address = Tcp6.mapped(t, INADDR_LOOPBACK, t.port(to));
        byte[] mapped = Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, Udp6.pktinfo(0, 0xffff7f000005L, 1));
        t.gives(1, SENDMSG, fd, Udp6.outgoing(t, address, mapped), 0);
        receive(t, to, 64);
        byte[] ttl = Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(5));
        t.gives(1, SENDMSG, fd, Udp6.outgoing(t, address, ttl), 0);
        receive(t, to, 64);
        byte[] six = Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, Udp6.pktinfo(0, 1, 0));
        t.fails(EINVAL, SENDMSG, fd, Udp6.outgoing(t, address, six), 0);
    }

    @ConformanceTest
    void eachVersionIgnoresTheOthersControl(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        byte[] hops = Udp.control(IPPROTO_IPV6, IPV6_HOPLIMIT, Udp.int32(999));
        t.gives(1, SENDMSG, fd, Udp6.outgoing(t, Tcp6.mapped(t, INADDR_LOOPBACK, t.port(to)), hops), 0);
        byte[] ttl = Udp.control(IPPROTO_IP, IP_TTL, Udp.int32(999));
        t.gives(1, SENDMSG, fd, Udp6.outgoing(t, Tcp6.loopback(t, t.port(to)), ttl), 0);
        Udp6.receives(t, to, "x");
        Udp6.receives(t, to, "x");
    }

    @ConformanceTest
    void malformedControlIsRefused(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long fd = Udp6.socket(t);
        byte[][] malformed = {
            Udp.control(IPPROTO_IPV6, IPV6_HOPLIMIT, Udp.int32(256)),
            Udp.control(IPPROTO_IPV6, IPV6_HOPLIMIT, Udp.int32(-2)),
            Udp.control(IPPROTO_IPV6, IPV6_HOPLIMIT, (byte) 3),
            Udp.control(IPPROTO_IPV6, IPV6_TCLASS, Udp.int32(256)),
            Udp.control(IPPROTO_IPV6, IPV6_TCLASS, (byte) 1),
            Udp.control(IPPROTO_IPV6, IPV6_PKTINFO, Udp.int32(1)),
            Udp.control(IPPROTO_IPV6, 777, Udp.int32(1)),
            Udp.control(SOL_SOCKET, 999, Udp.int32(1)),
            Udp.control(IPPROTO_UDP, 77, Udp.int32(1)),
            new Struct().int64(15).int32(IPPROTO_IPV6).int32(IPV6_TCLASS).bytes(),
            new Struct().int64(17).int32(IPPROTO_IPV6).int32(IPV6_TCLASS).bytes(),
        };
        for (byte[] each : malformed) {
            t.fails(EINVAL, SENDMSG, fd, Udp6.outgoing(t, Tcp6.loopback(t, t.port(to)), each), 0);
        }
        Udp.hasNothing(t, to);
    }
}
