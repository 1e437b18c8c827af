package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Options of level IPPROTO_IPV6 that datagrams have: groups and their device, hop limits, the path's MTU. */
final class Udp6OptionTest {

    private static final int LOOPBACK_IFINDEX = 1;
    private static final int NO_DEVICE = 9999;
    private static final int MREQ = 20;

    private static long group(Task t, int number, int ifindex) {
        return Udp6.membership(t, Udp6.LINK_GROUP, Udp6.GROUP_ID + number, ifindex);
    }

    private static void join(Task t, long fd, int number) {
        t.ok(SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group(t, number, LOOPBACK_IFINDEX), MREQ);
    }

    @ConformanceTest
    void haveLinuxsDefaults(Scenario s) {
        var t = s.task();
        int[] names = {
            IPV6_UNICAST_HOPS, IPV6_MULTICAST_IF, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP, IPV6_MTU_DISCOVER,
            IPV6_V6ONLY, IPV6_MULTICAST_ALL, IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, IPV6_TCLASS
        };
        for (int name : names) {
            Udp.option(t, Udp6.socket(t), IPPROTO_IPV6, name);
            Udp.option(t, Tcp6.socket(t), IPPROTO_IPV6, name);
        }
    }

    /** What a sock's options may hold of memory, {@code net.core.optmem_max}, ends its memberships. */
    @ConformanceTest
    void membershipsAreLimited(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        long mreq = group(t, 0, LOOPBACK_IFINDEX);
        int joined = 0;
        long result = 0;
        while (result == 0) {
            t.putInt(mreq + 8, joined);
            result = t.unrecorded(SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, mreq, MREQ);
            joined += result == 0 ? 1 : 0;
        }
        assertThat(result).isEqualTo(ENOMEM.negated());
        assertThat(joined).isBetween(1_000, 10_000);
    }

    @ConformanceTest
    void membershipsAreChecked(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        long good = group(t, 0, LOOPBACK_IFINDEX);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, good, MREQ - 1);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, t.unmapped(), MREQ);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, 0, MREQ);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, t.edge(new byte[12]), MREQ);
        long host = Udp6.membership(t, 0, 1, LOOPBACK_IFINDEX);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, host, MREQ);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, host, MREQ);
        t.fails(ENODEV, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group(t, 0, NO_DEVICE), MREQ);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, good, MREQ);
        join(t, fd, 0);
        t.fails(EADDRINUSE, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, good, MREQ);
        t.fails(EADDRINUSE, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group(t, 0, 0), MREQ);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, group(t, 0, NO_DEVICE), MREQ);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, group(t, 1, LOOPBACK_IFINDEX), MREQ);
        t.ok(SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, group(t, 0, 0), MREQ);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, good, MREQ);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, t.alloc(MREQ), t.cell(MREQ));
    }

    @ConformanceTest
    void aSocketHasMoreGroupsThanInIpv4(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        for (int i = 0; i < 40; i++) {
            join(t, fd, i);
        }
    }

    @ConformanceTest
    void groupsOfIpv4AreForThisFamilyToo(Scenario s) {
        var t = s.task();
        int group = 0xefff0709;
        long member = Udp6.dual(t);
        t.ok(SETSOCKOPT, member, IPPROTO_IP, IP_ADD_MEMBERSHIP, Udp.membership(t, group), 8);
        long fd = Udp.socket(t);
        Udp.multicastByLoopback(t, fd);
        Udp.sendTo(t, fd, "group", group, t.port(member));
        Udp6.receives(t, member, "group");
        t.ok(SETSOCKOPT, member, IPPROTO_IP, IP_DROP_MEMBERSHIP, Udp.membership(t, group), 8);
        Udp.sendTo(t, fd, "late", group, t.port(member));
        Udp.hasNothing(t, member);
    }

    @ConformanceTest
    void streamsHaveNoGroups(Scenario s) {
        var t = s.task();
        long fd = Tcp6.socket(t);
        long group = group(t, 0, LOOPBACK_IFINDEX);
        t.fails(EPROTO, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group, MREQ);
        t.fails(EPROTO, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, group, MREQ);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group, 4);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, t.cell(3), 4);
        t.fails(ENOPROTOOPT, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, t.cell(1), 4);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, 2);
    }

    @ConformanceTest
    void theInterfaceIsChosen(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        for (int ifindex : new int[] {NO_DEVICE, -1}) {
            t.fails(ENODEV, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, t.cell(ifindex), 4);
        }
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, LOOPBACK_IFINDEX);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF)).isOne();
        long group = Udp6.scoped(t, Udp6.LINK_GROUP, Udp6.GROUP_ID, 9, 0);
        t.fails(ENETUNREACH, CONNECT, fd, group, SOCKADDR_IN6);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, 0);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF)).isZero();
    }

    @ConformanceTest
    void valuesAreChecked(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        for (int name : new int[] {IPV6_UNICAST_HOPS, IPV6_MULTICAST_HOPS}) {
            for (int hops : new int[] {0, 255, -1}) {
                Udp.set(t, fd, IPPROTO_IPV6, name, hops);
                Udp.option(t, fd, IPPROTO_IPV6, name);
            }
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, name, t.cell(256), 4);
            t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, name, t.cell(-2), 4);
        }
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, t.cell(2), 4);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP)).isZero();
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 2);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL)).isOne();
        for (int value = 0; value < 6; value++) {
            Udp.set(t, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, value);
            assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER)).isEqualTo(value);
        }
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, t.cell(6), 4);
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_TCLASS, 0xff);
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_TCLASS)).isEqualTo(0xff);
    }

    @ConformanceTest
    void whatMayNotBeCutMustFitTheDevice(Scenario s) {
        var t = s.task();
        long to = Udp6.bound(t);
        long fd = Udp6.connected(t, t.port(to));
        long large = t.alloc(65536);
        for (int discover : new int[] {2, 3, 4}) {
            Udp.set(t, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, discover);
            t.fails(EMSGSIZE, SENDTO, fd, large, 65489, 0, 0, 0);
            t.gives(65488, SENDTO, fd, large, 65488, 0, 0, 0);
            t.gives(65488, RECVFROM, to, large, 65536, 0, 0, 0);
        }
        Udp.set(t, fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, 5);
        t.gives(65489, SENDTO, fd, large, 65489, 0, 0, 0);
    }

    @NotOn(arm = Arm.WIRE, reason = "the route is the host's, whose MTU no transport tells: IPV6_MTU is ENOPROTOOPT")
    @ConformanceTest
    void aPeerHasAnMtu(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        t.fails(ENOTCONN, GETSOCKOPT, fd, IPPROTO_IPV6, IPV6_MTU, t.alloc(4), t.cell(4));
        Tcp6.connect(t, fd, Tcp6.loopback(t, t.port(Udp6.bound(t))));
        assertThat(Udp.option(t, fd, IPPROTO_IPV6, IPV6_MTU)).isEqualTo(65536);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MTU)).isEqualTo(65536);
    }
}
