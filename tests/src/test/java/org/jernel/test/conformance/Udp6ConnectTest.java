package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Peers of datagram sockets of AF_INET6, of either version of IP: setting, changing, losing them, and refusals. */
final class Udp6ConnectTest {

    private static final long MULTICAST_WITHOUT_ROUTE = Udp6.LINK_GROUP;

    private static void hasRefusal(Task t, long fd) {
        t.pollBecomes(POLLERR | Udp.WRITABLE, fd, Udp.ALL);
    }

    @ConformanceTest
    void aPeerGivesNames(Scenario s) {
        var t = s.task();
        int port = t.port(Udp6.dual(t));
        long[] peers = {
            Tcp6.loopback(t, port),
            Tcp6.any(t, port),
            Tcp6.mapped(t, INADDR_LOOPBACK, port),
            Tcp6.mapped(t, INADDR_ANY, port),
            Tcp6.mapped(t, 0x7f000003, port)
        };
        for (long peer : peers) {
            long fd = Udp6.socket(t);
            Tcp6.connect(t, fd, peer);
            Tcp6.names(t, fd, true);
        }
        long fd = Udp6.socket(t);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Tcp6.names(t, fd, true);
    }

    @ConformanceTest
    void noAddressIsThisHostAsTheSocketSeesIt(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        long mapped = Udp6.bound(t, Tcp6.mapped(t, INADDR_LOOPBACK, 0));
        Tcp6.connect(t, mapped, Tcp6.any(t, t.port(to)));
        Tcp6.names(t, mapped, true);
        Udp.send(t, mapped, "four");
        Udp6.receives(t, to, "four");
    }

    @ConformanceTest
    void theAddressOfThePeerIsChecked(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        for (int length : new int[] {0, 1, 2, 16, 23}) {
            t.fails(EINVAL, CONNECT, fd, Tcp6.loopback(t, 9), length);
        }
        t.fails(EFAULT, CONNECT, fd, t.unmapped(), SOCKADDR_IN6);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn6(AF_UNIX, 0, 1, 9, 0)), SOCKADDR_IN6);
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 9), 15);
        t.fails(EINVAL, CONNECT, fd, Udp6.scoped(t, 0xfe80L << 48, 1, 9, 0), SOCKADDR_IN6);
        t.ok(CONNECT, fd, Tcp6.loopback(t, 9), SIN6_LEN_RFC2133);
    }

    @ConformanceTest
    void v6onlyKnowsNoPeersOfIpv4(Scenario s) {
        var t = s.task();
        for (long fd : new long[] {Udp6.v6only(t), Udp6.bound(t)}) {
            t.fails(ENETUNREACH, CONNECT, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 9), SOCKADDR_IN6);
            t.fails(EAFNOSUPPORT, CONNECT, fd, t.inet(INADDR_LOOPBACK, 9), SOCKADDR_IN);
            Udp6.fails(t, ENETUNREACH, fd, Tcp6.mapped(t, INADDR_LOOPBACK, 9), SOCKADDR_IN6);
            Udp6.fails(t, ENETUNREACH, fd, t.inet(INADDR_LOOPBACK, 9), SOCKADDR_IN);
        }
    }

    @ConformanceTest
    void whoHasAnAddressOfIpv4HasNoPeersOfIpv6(Scenario s) {
        var t = s.task();
        long fd = Udp6.bound(t, Tcp6.mapped(t, INADDR_LOOPBACK, 0));
        t.fails(EAFNOSUPPORT, CONNECT, fd, Tcp6.loopback(t, 9), SOCKADDR_IN6);
        Udp6.fails(t, EAFNOSUPPORT, fd, Tcp6.loopback(t, 9), SOCKADDR_IN6);
        long free = Udp6.socket(t);
        Tcp6.connect(t, free, Tcp6.mapped(t, INADDR_LOOPBACK, 9));
        t.fails(EAFNOSUPPORT, CONNECT, free, Tcp6.loopback(t, 9), SOCKADDR_IN6);
        Tcp6.names(t, free, true);
    }

    @ConformanceTest
    void aPeerOfIpv6CanBecomeOneOfIpv4(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        int port = t.port(to);
        long fd = Udp6.connected(t, port);
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Tcp6.names(t, fd, true);
        Udp.send(t, fd, "four");
        Udp6.receives(t, to, "four");
    }

    @ConformanceTest
    void onlyThePeerIsHeard(Scenario s) {
        var t = s.task();
        long one = Udp6.bound(t);
        long peer = Udp6.bound(t);
        Tcp6.connect(t, one, Tcp6.loopback(t, t.port(peer)));
        Udp6.sendTo(t, Udp6.socket(t), "stranger", Tcp6.loopback(t, t.port(one)));
        Udp6.sendTo(t, peer, "peer", Tcp6.loopback(t, t.port(one)));
        Udp6.receives(t, one, "peer");
        Udp.hasNothing(t, one);
    }

    @ConformanceTest
    void aPeerCanBeTakenAway(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        int port = t.port(to);
        long fd = Udp6.connected(t, port);
        Udp6.disconnect(t, fd);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Tcp6.names(t, fd, false);
        assertThat(t.port(fd)).isZero();
        t.fails(EDESTADDRREQ, WRITE, fd, t.text("x"), 1);
        Udp6.disconnect(t, fd);
        t.ok(CONNECT, fd, t.bytes(new byte[2]), 2);
        Udp6.sendTo(t, fd, "works", Tcp6.loopback(t, port));
        Udp6.receives(t, to, "works");
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp.send(t, fd, "again");
        Udp6.receives(t, to, "again");
    }

    @ConformanceTest
    void aBoundSocketKeepsItsNameWithoutPeer(Scenario s) {
        var t = s.task();
        long to = Udp6.dual(t);
        for (boolean any : new boolean[] {true, false}) {
            int port = Udp6.deadPort(t);
            long fd = Udp6.bound(t, any ? Tcp6.any(t, port) : Tcp6.loopback(t, port));
            Tcp6.connect(t, fd, Tcp6.loopback(t, t.port(to)));
            Tcp6.names(t, fd, true);
            Udp6.disconnect(t, fd);
            Tcp6.names(t, fd, false);
            assertThat(t.port(fd)).isEqualTo(port);
            Udp6.sendTo(t, Udp6.socket(t), "any", Tcp6.loopback(t, port));
            Udp6.receives(t, fd, "any");
        }
    }

    @ConformanceTest
    void aPeerOfIpv4ThatWasTakenAwayShutsIpv6Out(Scenario s) {
        var t = s.task();
        int port = Udp6.deadPort(t);
        long fd = Udp6.bound(t, Tcp6.any(t, port));
        Tcp6.connect(t, fd, Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp6.disconnect(t, fd);
        Udp6.sendTo(t, Udp6.socket(t), "six", Tcp6.loopback(t, port));
        Udp6.sendTo(t, Udp6.socket(t), "four", Tcp6.mapped(t, INADDR_LOOPBACK, port));
        Udp6.receives(t, fd, "four");
        Udp.hasNothing(t, fd);
    }

    @ConformanceTest
    void portZeroIsAPeerOfSortsInIpv6Alone(Scenario s) {
        var t = s.task();
        long six = Udp6.socket(t);
        Tcp6.connect(t, six, Tcp6.loopback(t, 0));
        t.fails(ENOTCONN, GETPEERNAME, six, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        Udp.send(t, six, "nowhere");
        long four = Udp6.socket(t);
        Tcp6.connect(t, four, Tcp6.mapped(t, INADDR_LOOPBACK, 0));
        t.fails(EINVAL, SENDTO, four, t.text("x"), 1, 0, 0, 0);
    }

    @ConformanceTest
    void noWayLeadsToAGroupOfTheLoopback(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        long group = Udp6.scoped(t, MULTICAST_WITHOUT_ROUTE, Udp6.GROUP_ID, 9, 1);
        Udp6.fails(t, ENETUNREACH, fd, group, SOCKADDR_IN6);
        t.fails(ENETUNREACH, CONNECT, fd, group, SOCKADDR_IN6);
        long stranger = Udp6.socket(t);
        t.fails(EINVAL, CONNECT, stranger, Udp6.scoped(t, MULTICAST_WITHOUT_ROUTE, 1, 9, 0), SOCKADDR_IN6);
    }

    @ConformanceTest
    void aPeerThatIsNotThereIsRefusedOnce(Scenario s) {
        var t = s.task();
        int dead = Udp6.deadPort(t);
        for (long peer : new long[] {Tcp6.loopback(t, dead), Tcp6.mapped(t, INADDR_LOOPBACK, dead)}) {
            long fd = Udp6.socket(t);
            Tcp6.connect(t, fd, peer);
            Udp.send(t, fd, "x");
            hasRefusal(t, fd);
            t.fails(ECONNREFUSED, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
            t.pollBecomes(Udp.WRITABLE, fd, Udp.ALL);
            Udp.send(t, fd, "x");
            hasRefusal(t, fd);
            t.fails(ECONNREFUSED, RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
            Udp.hasNothing(t, fd);
            Udp.send(t, fd, "x");
            hasRefusal(t, fd);
            assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNREFUSED.number());
        }
    }

    @ConformanceTest
    void aWaitingReceiverHearsOfTheRefusal(Scenario s) {
        var t = s.task();
        long fd = Udp6.connected(t, Udp6.deadPort(t));
        var child = t.fork();
        var waiting = t.blocks(RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
        Udp.send(child, fd, "x");
        waiting.fails(ECONNREFUSED);
    }

    @ConformanceTest
    void whoHasNoPeerHearsOfNothing(Scenario s) {
        var t = s.task();
        long fd = Udp6.socket(t);
        int dead = Udp6.deadPort(t);
        Udp6.sendTo(t, fd, "x", Tcp6.loopback(t, dead));
        Udp6.sendTo(t, fd, "x", Tcp6.loopback(t, dead));
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }

    @ConformanceTest
    void eachDirectionIsShutByItself(Scenario s) {
        var t = s.task();
        long to = Udp6.bound(t);
        t.fails(ENOTCONN, SHUTDOWN, to, SHUT_RDWR);
        long fd = Udp6.connected(t, t.port(Udp6.dual(t)));
        t.ok(SHUTDOWN, fd, SHUT_WR);
        t.fails(EPIPE, SENDTO, fd, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        t.ok(SHUTDOWN, fd, SHUT_RD);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.READABLE | Udp.WRITABLE | POLLHUP | POLLRDHUP);
        t.gives(0, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
    }
}
