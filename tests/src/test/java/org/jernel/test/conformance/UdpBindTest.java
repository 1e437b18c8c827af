package org.jernel.test.conformance;

import java.util.ArrayList;
import java.util.List;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Ports of datagram sockets: who may have one, who shares it, and who gets what comes to it. */
final class UdpBindTest {

    private static final int OTHER_LOOPBACK = 0x7f000002;
    private static final int SENDERS = 40;

    private static long bindWith(Task t, int option, int address, int port) {
        long fd = Udp.socket(t);
        Udp.set(t, fd, SOL_SOCKET, option, 1);
        t.ok(BIND, fd, t.inet(address, port), SOCKADDR_IN);
        return fd;
    }

    @ConformanceTest
    void theAddressIsChecked(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), 15);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), -1);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_INET6, 0, 0)), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, INADDR_LOOPBACK, 0)), SOCKADDR_IN);
        t.fails(EADDRNOTAVAIL, BIND, fd, t.inet(0xcb007101, 0), SOCKADDR_IN);
        t.fails(EFAULT, BIND, fd, t.unmapped(), SOCKADDR_IN);
        t.ok(BIND, fd, t.bytes(Struct.sockaddrIn(AF_UNSPEC, 0, 0)), SOCKADDR_IN);
        t.fails(EINVAL, BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void lowPortsNeedACapability(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_NET_BIND_SERVICE);
        t.fails(EACCES, BIND, Udp.socket(t), t.inet(INADDR_LOOPBACK, 77), SOCKADDR_IN);
    }

    @ConformanceTest
    void aSocketWithAPortIsBoundAlready(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long sent = Udp.socket(t);
        Udp.sendTo(t, sent, "x", t.port(to));
        t.fails(EINVAL, BIND, sent, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.fails(EINVAL, BIND, Udp.connected(t, t.port(to)), t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }

    @ConformanceTest
    void aPortIsTakenOnce(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        int port = t.port(fd);
        t.fails(EADDRINUSE, BIND, Udp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.fails(EADDRINUSE, BIND, Udp.socket(t), t.inet(INADDR_ANY, port), SOCKADDR_IN);
        t.ok(BIND, Udp.socket(t), t.inet(OTHER_LOOPBACK, port), SOCKADDR_IN);
        t.ok(CLOSE, fd);
        t.ok(BIND, Udp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
    }

    @ConformanceTest
    void udpAndTcpPortsAreApart(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        t.ok(BIND, Tcp.socket(t), t.inet(INADDR_LOOPBACK, t.port(fd)), SOCKADDR_IN);
    }

    @ConformanceTest
    void reuseaddrOfBothSharesAndTheNewestReceives(Scenario s) {
        var t = s.task();
        long first = bindWith(t, SO_REUSEADDR, INADDR_LOOPBACK, 0);
        int port = t.port(first);
        t.fails(EADDRINUSE, BIND, Udp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        long second = bindWith(t, SO_REUSEADDR, INADDR_LOOPBACK, port);
        long from = Udp.socket(t);
        Udp.sendTo(t, from, "newest", port);
        Udp.receives(t, second, "newest");
        Udp.hasNothing(t, first);
        t.ok(CLOSE, second);
        Udp.sendTo(t, from, "left", port);
        Udp.receives(t, first, "left");
    }

    @ConformanceTest
    void reuseportIsNotReuseaddr(Scenario s) {
        var t = s.task();
        long first = bindWith(t, SO_REUSEPORT, INADDR_LOOPBACK, 0);
        long second = Udp.socket(t);
        Udp.set(t, second, SOL_SOCKET, SO_REUSEADDR, 1);
        t.fails(EADDRINUSE, BIND, second, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
        Udp.set(t, second, SOL_SOCKET, SO_REUSEPORT, 1);
        t.ok(BIND, second, t.inet(INADDR_LOOPBACK, t.port(first)), SOCKADDR_IN);
    }

    @ConformanceTest
    void anAddressGoesBeforeAny(Scenario s) {
        var t = s.task();
        long any = bindWith(t, SO_REUSEADDR, INADDR_ANY, 0);
        int port = t.port(any);
        long exact = bindWith(t, SO_REUSEADDR, INADDR_LOOPBACK, port);
        long newest = bindWith(t, SO_REUSEADDR, INADDR_ANY, port);
        long from = Udp.socket(t);
        Udp.sendTo(t, from, "exact", port);
        Udp.sendTo(t, from, "any", OTHER_LOOPBACK, port);
        Udp.receives(t, exact, "exact");
        Udp.receives(t, newest, "any");
        Udp.hasNothing(t, any);
    }

    @ConformanceTest
    void aPeerGoesBeforeNone(Scenario s) {
        var t = s.task();
        long connected = bindWith(t, SO_REUSEADDR, INADDR_LOOPBACK, 0);
        int port = t.port(connected);
        long peer = Udp.bound(t);
        Udp.connect(t, connected, t.port(peer));
        long open = bindWith(t, SO_REUSEADDR, INADDR_LOOPBACK, port);
        Udp.sendTo(t, peer, "peer", port);
        Udp.sendTo(t, Udp.socket(t), "other", port);
        Udp.receives(t, connected, "peer");
        Udp.receives(t, open, "other");
    }

    @ConformanceTest
    void reuseportSpreadsSenders(Scenario s) {
        var t = s.task();
        long first = bindWith(t, SO_REUSEPORT, INADDR_LOOPBACK, 0);
        int port = t.port(first);
        long second = bindWith(t, SO_REUSEPORT, INADDR_LOOPBACK, port);
        List<Long> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            long from = Udp.socket(t);
            senders.add(from);
            Udp.sendTo(t, from, "x", port);
        }
        int one = drain(t, first);
        assertThat(one).isBetween(1, SENDERS - 1);
        assertThat(drain(t, second)).isEqualTo(SENDERS - one);
        for (long from : senders) {
            Udp.sendTo(t, from, "x", port);
        }
        assertThat(drain(t, first)).as("each sender keeps its receiver").isEqualTo(one);
    }

    private static int drain(Task t, long fd) {
        int received = 0;
        long buffer = t.alloc(4);
        while (t.unrecorded(RECVFROM, fd, buffer, 4, MSG_DONTWAIT, 0, 0) == 1) {
            received++;
        }
        return received;
    }

    @ConformanceTest
    void groupsAndBroadcastCanBeBound(Scenario s) {
        var t = s.task();
        long group = Udp.bound(t, 0xefff0707, 0);
        t.ok(GETSOCKNAME, group, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        long all = Udp.bound(t, 0x7fffffff, 0);
        t.ok(GETSOCKNAME, all, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        long to = Udp.bound(t);
        Udp.sendTo(t, all, "from the device", t.port(to));
        long name = t.sockaddrOut();
        t.gives(15, RECVFROM, to, t.alloc(32), 32, 0, name, t.cell(SOCKADDR_IN));
    }
}
