package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Groups on the loopback device: joining, leaving, sending to them, and who receives. */
final class UdpMulticastTest {

    private static final int GROUP = 0xefff0707;
    private static final int OTHER_GROUP = 0xefff0708;

    private static long sender(Task t) {
        long fd = Udp.socket(t);
        Udp.multicastByLoopback(t, fd);
        return fd;
    }

    private static void join(Task t, long fd, int group) {
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, Udp.membership(t, group), 8);
    }

    private static void leave(Task t, long fd, int group) {
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, Udp.membership(t, group), 8);
    }

    private static long mreqn(Task t, int group, int address, int ifindex) {
        return t.bytes(new Struct().bigEndian(group, 4).bigEndian(address, 4).int32(ifindex).bytes());
    }

    @ConformanceTest
    void aMemberReceives(Scenario s) {
        var t = s.task();
        long member = Udp.bound(t, INADDR_ANY, 0);
        int port = t.port(member);
        long fd = sender(t);
        Udp.sendTo(t, fd, "early", GROUP, port);
        join(t, member, GROUP);
        Udp.sendTo(t, fd, "group", GROUP, port);
        Udp.sendTo(t, fd, "other", OTHER_GROUP, port);
        Udp.receives(t, member, "group");
        leave(t, member, GROUP);
        Udp.sendTo(t, fd, "late", GROUP, port);
        Udp.hasNothing(t, member);
    }

    @ConformanceTest
    void everyMemberReceives(Scenario s) {
        var t = s.task();
        long one = Udp.socket(t);
        Udp.set(t, one, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, one, t.inet(INADDR_ANY, 0), SOCKADDR_IN);
        long two = Udp.socket(t);
        Udp.set(t, two, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, two, t.inet(GROUP, t.port(one)), SOCKADDR_IN);
        join(t, one, GROUP);
        Udp.sendTo(t, sender(t), "both", GROUP, t.port(one));
        Udp.receives(t, one, "both");
        Udp.receives(t, two, "both");
    }

    @ConformanceTest
    void whoDoesNotWantAllGetsOnlyItsOwn(Scenario s) {
        var t = s.task();
        long member = Udp.bound(t, INADDR_ANY, 0);
        join(t, member, GROUP);
        long other = Udp.bound(t, INADDR_ANY, 0);
        long fd = sender(t);
        Udp.sendTo(t, fd, "all", GROUP, t.port(other));
        Udp.receives(t, other, "all");
        Udp.set(t, other, IPPROTO_IP, IP_MULTICAST_ALL, 0);
        assertThat(Udp.option(t, other, IPPROTO_IP, IP_MULTICAST_ALL)).isZero();
        Udp.sendTo(t, fd, "not", GROUP, t.port(other));
        Udp.hasNothing(t, other);
        join(t, other, GROUP);
        Udp.sendTo(t, fd, "own", GROUP, t.port(other));
        Udp.receives(t, other, "own");
    }

    @ConformanceTest
    void closingLeavesTheGroups(Scenario s) {
        var t = s.task();
        long member = Udp.socket(t);
        join(t, member, GROUP);
        long other = Udp.bound(t, INADDR_ANY, 0);
        t.ok(CLOSE, member);
        Udp.sendTo(t, sender(t), "nobody", GROUP, t.port(other));
        Udp.hasNothing(t, other);
    }

    @ConformanceTest
    void membershipsAreChecked(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        long group = Udp.membership(t, GROUP);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, group, 7);
        t.fails(EFAULT, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, t.unmapped(), 8);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, Udp.membership(t, INADDR_LOOPBACK), 8);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, group, 8);
        join(t, fd, GROUP);
        t.fails(EADDRINUSE, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, group, 8);
        join(t, fd, OTHER_GROUP);
        leave(t, fd, GROUP);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, group, 8);
        t.fails(ENODEV, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, mreqn(t, GROUP, 0xcb007101, 0), 8);
        t.fails(ENODEV, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, mreqn(t, GROUP, INADDR_LOOPBACK, 9999), 12);
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, mreqn(t, GROUP, 0, 1), 12);
        t.fails(ENOPROTOOPT, GETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, t.alloc(8), t.cell(8));
    }

    @ConformanceTest
    void aSocketHasALimitOfGroups(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        for (int i = 0; i < 20; i++) {
            join(t, fd, GROUP + i);
        }
        long oneMore = Udp.membership(t, GROUP + 20);
        t.fails(ENOBUFS, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, oneMore, 8);
        leave(t, fd, GROUP + 3);
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, oneMore, 8);
    }

    @ConformanceTest
    void streamsHaveNoGroups(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EPROTO, SETSOCKOPT, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, Udp.membership(t, GROUP), 8);
        t.fails(EPROTO, SETSOCKOPT, fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, Udp.membership(t, GROUP), 8);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_TTL, t.cell(3), 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, t.cell(0), 4);
    }

    @ConformanceTest
    void theInterfaceIsChosen(Scenario s) {
        var t = s.task();
        long fd = sender(t);
        long address = t.alloc(4);
        t.ok(GETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, address, t.cell(4));
        t.ok(GETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, t.alloc(4), t.cell(2));
        long foreign = t.bytes(new Struct().bigEndian(0xcb007101, 4).bytes());
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, foreign, 4);
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, foreign, 3);
        t.fails(EADDRNOTAVAIL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, mreqn(t, 0, 0, 9999), 12);
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, mreqn(t, 0, 0, 1), 12);
        t.ok(GETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, t.alloc(4), t.cell(4));
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, t.cell(0), 4);
    }

    @ConformanceTest
    void groupsHaveATtlOfTheirOwn(Scenario s) {
        var t = s.task();
        long fd = sender(t);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MULTICAST_TTL)).isOne();
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MULTICAST_LOOP)).isOne();
        Udp.set(t, fd, IPPROTO_IP, IP_MULTICAST_TTL, 0);
        Udp.set(t, fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
        long member = Udp.bound(t, INADDR_ANY, 0);
        join(t, member, GROUP);
        // The loopback device is its own way back, whatever these say.
        Udp.sendTo(t, fd, "still", GROUP, t.port(member));
        Udp.receives(t, member, "still");
        Udp.set(t, fd, IPPROTO_IP, IP_MULTICAST_TTL, -1);
        assertThat(Udp.option(t, fd, IPPROTO_IP, IP_MULTICAST_TTL)).isOne();
    }

    @ConformanceTest
    void aGroupCanBeThePeer(Scenario s) {
        var t = s.task();
        long member = Udp.bound(t, INADDR_ANY, 0);
        join(t, member, GROUP);
        long fd = sender(t);
        t.ok(CONNECT, fd, t.inet(GROUP, t.port(member)), SOCKADDR_IN);
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        Udp.send(t, fd, "peer");
        Udp.receives(t, member, "peer");
    }
}
