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

/** SO_BINDTODEVICE and SO_BINDTOIFINDEX; as there may be one device only, others are numbers that no device has. */
final class BindToDeviceTest {

    private static final int LO = 1;
    private static final int NOBODYS = 777;
    private static final int IFNAMSIZ = 16;

    private static void bindTo(Task t, long fd, String device) {
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text(device + "\0"), device.length());
    }

    private static void bindTo(Task t, long fd, int ifindex) {
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTOIFINDEX, t.cell(ifindex), 4);
    }

    private static int ifindex(Task t, long fd) {
        return Tcp.option(t, fd, SOL_SOCKET, SO_BINDTOIFINDEX);
    }

    private static void tells(Task t, long fd, String name) {
        long value = t.alloc(IFNAMSIZ);
        long length = t.cell(IFNAMSIZ);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, value, length);
        assertThat(t.intAt(length)).isEqualTo(name.length());
        assertThat(t.textAt(value, name.length())).isEqualTo(name);
    }

    private static long[] sockets(Task t) {
        return new long[] {Tcp.socket(t), Udp.socket(t), Tcp6.socket(t), t.ok(SOCKET, AF_INET6, SOCK_DGRAM, 0)};
    }

    @ConformanceTest
    void isSetByNameAndTold(Scenario s) {
        var t = s.task();
        for (long fd : sockets(t)) {
            tells(t, fd, "");
            assertThat(ifindex(t, fd)).isZero();
            bindTo(t, fd, "lo");
            tells(t, fd, "lo\0");
            assertThat(ifindex(t, fd)).isEqualTo(LO);
            bindTo(t, fd, "lo\0more");
            tells(t, fd, "lo\0");
            t.fails(ENODEV, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("l\0"), 2);
            t.fails(ENODEV, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("lo"), 1);
            t.fails(ENODEV, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("a-name-far-too-long"), 19);
            tells(t, fd, "lo\0");
            bindTo(t, fd, "\0lo");
            tells(t, fd, "");
            bindTo(t, fd, "lo");
            t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, 0, 0);
            tells(t, fd, "");
        }
    }

    @ConformanceTest
    void isReadFromMemoryThatIsThere(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, 0, 1);
        t.fails(EFAULT, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.edge(new byte[] {'l', 'o', 0}), 4);
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.edge(new byte[15]), 64);
        t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("lo"), -1);
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.unmapped(), t.cell(3));
        bindTo(t, fd, "lo");
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.unmapped(), t.cell(IFNAMSIZ));
        t.fails(EFAULT, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(IFNAMSIZ), t.unmapped());
        t.fails(EINVAL, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(IFNAMSIZ), t.cell(IFNAMSIZ - 1));
        t.fails(EINVAL, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(IFNAMSIZ), t.cell(-1));
        t.ok(GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(64), t.cell(64));
    }

    @ConformanceTest
    void mayBeANumberThatIsNoDevices(Scenario s) {
        var t = s.task();
        for (long fd : sockets(t)) {
            t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTOIFINDEX, t.cell(-1), 4);
            t.fails(EINVAL, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTOIFINDEX, t.cell(LO), 3);
            bindTo(t, fd, NOBODYS);
            assertThat(ifindex(t, fd)).isEqualTo(NOBODYS);
            t.fails(ENODEV, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(IFNAMSIZ), t.cell(IFNAMSIZ));
            t.fails(EINVAL, GETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.alloc(IFNAMSIZ), t.cell(4));
            bindTo(t, fd, 0);
            tells(t, fd, "");
        }
    }

    @ConformanceTest
    void unixSocketsHaveOneToo(Scenario s) {
        var t = s.task();
        long fd = t.ok(SOCKET, AF_UNIX, SOCK_STREAM, 0);
        bindTo(t, fd, "lo");
        tells(t, fd, "lo\0");
    }

    @ConformanceTest
    void onlyThePrivilegedChangeIt(Scenario s) {
        var t = s.task();
        long fd = Tcp.socket(t);
        t.kernelTask().dropCapability(CAP_NET_RAW);
        bindTo(t, fd, "");
        bindTo(t, fd, "lo");
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("lo"), 2);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, 0, 0);
        t.fails(EPERM, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTOIFINDEX, t.cell(-1), 4);
        t.fails(ENODEV, SETSOCKOPT, fd, SOL_SOCKET, SO_BINDTODEVICE, t.text("x"), 1);
        tells(t, fd, "lo\0");
    }

    @ConformanceTest
    void portsAreOfADevice(Scenario s) {
        var t = s.task();
        for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
            long first = t.ok(SOCKET, AF_INET, type, 0);
            bindTo(t, first, "lo");
            t.ok(BIND, first, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
            long address = t.inet(INADDR_LOOPBACK, t.port(first));
            long second = t.ok(SOCKET, AF_INET, type, 0);
            t.fails(EADDRINUSE, BIND, second, address, SOCKADDR_IN);
            bindTo(t, second, "lo");
            t.fails(EADDRINUSE, BIND, second, address, SOCKADDR_IN);
            bindTo(t, second, NOBODYS);
            t.ok(BIND, second, address, SOCKADDR_IN);
            t.fails(EADDRINUSE, BIND, t.ok(SOCKET, AF_INET, type, 0), address, SOCKADDR_IN);
        }
    }

    @ConformanceTest
    void noDeviceLeadsNowhere(Scenario s) {
        var t = s.task();
        long loopback = t.inet(INADDR_LOOPBACK, 9);
        for (long fd : new long[] {Tcp.socket(t), Udp.socket(t)}) {
            bindTo(t, fd, NOBODYS);
            t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
            t.fails(ENODEV, CONNECT, fd, loopback, SOCKADDR_IN);
        }
        for (long fd : new long[] {Tcp6.socket(t), t.ok(SOCKET, AF_INET6, SOCK_DGRAM, 0)}) {
            bindTo(t, fd, NOBODYS);
            t.fails(ENODEV, BIND, fd, Tcp6.loopback(t, 0), SOCKADDR_IN6);
            t.fails(ENODEV, BIND, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 0), SOCKADDR_IN6);
            t.ok(BIND, fd, Tcp6.any(t, 0), SOCKADDR_IN6);
            t.fails(ENETUNREACH, CONNECT, fd, Tcp6.loopback(t, 9), SOCKADDR_IN6);
            t.fails(ENODEV, CONNECT, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 9), SOCKADDR_IN6);
        }
        long fd = Udp.socket(t);
        bindTo(t, fd, NOBODYS);
        t.fails(ENODEV, SENDTO, fd, t.text("x"), 1, 0, loopback, SOCKADDR_IN);
    }

    @ConformanceTest
    void listenersHearTheirDevice(Scenario s) {
        var t = s.task();
        long deaf = Tcp.socket(t);
        bindTo(t, deaf, NOBODYS);
        t.ok(BIND, deaf, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.ok(LISTEN, deaf, 8);
        long address = t.inet(INADDR_LOOPBACK, t.port(deaf));
        t.fails(ECONNREFUSED, CONNECT, Tcp.socket(t), address, SOCKADDR_IN);
        long listener = Tcp.socket(t);
        bindTo(t, listener, "lo");
        t.ok(BIND, listener, address, SOCKADDR_IN);
        t.ok(LISTEN, listener, 8);
        long client = Tcp.socket(t);
        bindTo(t, client, "lo");
        t.ok(CONNECT, client, address, SOCKADDR_IN);
        long server = t.ok(ACCEPT, listener, 0, 0);
        tells(t, server, "lo\0");
        Tcp.send(t, client, "by lo");
        Tcp.receives(t, server, "by lo");
        t.poll(deaf, POLLIN);
    }

    @ConformanceTest
    void connectionsHearTheirDevice(Scenario s) {
        var ends = Tcp.pair(s);
        var t = ends.task();
        bindTo(t, ends.server(), "lo");
        Tcp.send(t, ends.client(), "heard");
        Tcp.receives(t, ends.server(), "heard");
        bindTo(t, ends.server(), NOBODYS);
        Tcp.send(t, ends.client(), "nobody's");
        t.pollBecomes(POLLERR | POLLHUP, ends.client(), 0);
        assertThat(Tcp.option(t, ends.client(), SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
    }

    @ConformanceTest
    void datagramsGoToTheirDevice(Scenario s) {
        var t = s.task();
        long any = Udp.socket(t);
        Udp.set(t, any, SOL_SOCKET, SO_REUSEADDR, 1);
        t.ok(BIND, any, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        int port = t.port(any);
        long lo = Udp.socket(t);
        bindTo(t, lo, "lo");
        long deaf = Udp.socket(t);
        bindTo(t, deaf, NOBODYS);
        for (long fd : new long[] {lo, deaf}) {
            Udp.set(t, fd, SOL_SOCKET, SO_REUSEADDR, 1);
            t.ok(BIND, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        }
        long from = Udp.socket(t);
        Udp.sendTo(t, from, "to lo", port);
        Udp.receives(t, lo, "to lo");
        bindTo(t, lo, NOBODYS);
        Udp.sendTo(t, from, "to any", port);
        Udp.receives(t, any, "to any");
        Udp.hasNothing(t, lo);
        Udp.hasNothing(t, deaf);
        bindTo(t, deaf, "lo");
        Udp.connect(t, from, port);
        Udp.send(t, from, "to lo again");
        Udp.receives(t, deaf, "to lo again");
        bindTo(t, from, NOBODYS);
        t.fails(ENODEV, WRITE, from, t.text("x"), 1);
        bindTo(t, from, "lo");
        Udp.send(t, from, "heard");
        Udp.receives(t, deaf, "heard");
    }

    @ConformanceTest
    void disconnectingADatagramSocketFreesIt(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        bindTo(t, fd, "lo");
        Udp.connect(t, fd, 9);
        tells(t, fd, "lo\0");
        Udp.disconnect(t, fd);
        tells(t, fd, "");
    }

    @ConformanceTest
    void groupsAreJoinedOnIt(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        bindTo(t, fd, NOBODYS);
        long lo = t.inet(INADDR_LOOPBACK, 0) + 4;
        t.fails(EINVAL, SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, lo, 4);
        bindTo(t, fd, "lo");
        t.ok(SETSOCKOPT, fd, IPPROTO_IP, IP_MULTICAST_IF, lo, 4);
    }

    @NotOn(arm = Arm.WIRE, reason = Ping.NOT_ON_WIRE)
    @ConformanceTest
    void repliesAndPacketsAreOfTheirDevice(Scenario s) {
        var t = Ping.task(s);
        long ping = Ping.bound(t);
        long raw = t.ok(SOCKET, AF_INET, SOCK_RAW, IPPROTO_ICMP);
        for (long fd : new long[] {ping, raw}) {
            bindTo(t, fd, "lo");
        }
        Ping.send(t, ping, 1, "heard");
        Ping.receives(t, ping, 1, "heard");
        t.gives(33, RECVFROM, raw, t.alloc(64), 0, MSG_TRUNC, 0, 0);
        t.gives(33, RECVFROM, raw, t.alloc(64), 0, MSG_TRUNC, 0, 0);
        bindTo(t, raw, NOBODYS);
        Ping.send(t, ping, 2, "again");
        Ping.receives(t, ping, 2, "again");
        Ping.hasNothing(t, raw);
        byte[] request = new byte[8];
        request[0] = Ping.ECHO;
        t.fails(ENODEV, SENDTO, raw, t.bytes(request), 8, 0, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        bindTo(t, ping, NOBODYS);
        t.fails(ENODEV, SENDTO, ping, t.bytes(request), 8, 0, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
    }
}
