package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Peers of datagram sockets: setting them, losing them, hearing that they are not there; and shutdown. */
final class UdpConnectTest {

    private static void hasRefusal(Task t, long fd) {
        t.pollBecomes(POLLERR | Udp.WRITABLE, fd, Udp.ALL);
    }

    @ConformanceTest
    void aPeerGivesNames(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.socket(t);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        Udp.connect(t, fd, t.port(to));
        t.ok(GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
    }

    @ConformanceTest
    void theAddressOfThePeerIsChecked(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        for (int length : new int[] {0, 1, 2, 15}) {
            t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 9), length);
        }
        t.fails(EINVAL, CONNECT, fd, t.inet(INADDR_LOOPBACK, 9), -1);
        t.fails(EFAULT, CONNECT, fd, t.unmapped(), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_INET6, INADDR_LOOPBACK, 9)), SOCKADDR_IN);
        t.fails(EAFNOSUPPORT, CONNECT, fd, t.bytes(Struct.sockaddrIn(AF_UNIX, INADDR_LOOPBACK, 9)), SOCKADDR_IN);
    }

    @ConformanceTest
    void onlyThePeerIsHeard(Scenario s) {
        var t = s.task();
        long one = Udp.bound(t);
        long peer = Udp.bound(t);
        long stranger = Udp.bound(t);
        Udp.connect(t, one, t.port(peer));
        Udp.sendTo(t, stranger, "stranger", t.port(one));
        Udp.sendTo(t, peer, "peer", t.port(one));
        Udp.receives(t, one, "peer");
        Udp.hasNothing(t, one);
    }

    @ConformanceTest
    void whatCameBeforeThePeerStays(Scenario s) {
        var t = s.task();
        long one = Udp.bound(t);
        long peer = Udp.bound(t);
        long stranger = Udp.bound(t);
        Udp.sendTo(t, stranger, "early", t.port(one));
        Udp.connect(t, one, t.port(peer));
        Udp.receives(t, one, "early");
    }

    @ConformanceTest
    void aPeerCanBeChanged(Scenario s) {
        var t = s.task();
        long first = Udp.bound(t);
        long second = Udp.bound(t);
        long fd = Udp.connected(t, t.port(first));
        Udp.connect(t, fd, t.port(second));
        Udp.send(t, fd, "second");
        Udp.receives(t, second, "second");
        Udp.hasNothing(t, first);
    }

    @ConformanceTest
    void aPeerCanBeTakenAway(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.disconnect(t, fd);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        t.ok(GETSOCKNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        assertThat(t.port(fd)).isZero();
        t.fails(EDESTADDRREQ, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        Udp.disconnect(t, fd);
        Udp.sendTo(t, fd, "works", t.port(to));
        Udp.receives(t, to, "works");
        Udp.connect(t, fd, t.port(to));
        Udp.send(t, fd, "again");
        Udp.receives(t, to, "again");
    }

    @ConformanceTest
    void aBoundSocketKeepsItsNameWithoutPeer(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.bound(t);
        int port = Udp.deadPort(t);
        long named = Udp.bound(t, INADDR_ANY, port);
        Udp.connect(t, fd, t.port(to));
        Udp.connect(t, named, t.port(to));
        Udp.disconnect(t, fd);
        Udp.disconnect(t, named);
        t.ok(GETSOCKNAME, named, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        assertThat(t.port(named)).isEqualTo(port);
        Udp.sendTo(t, to, "any", 0x7f000002, port);
        Udp.receives(t, named, "any");
    }

    @ConformanceTest
    void unspecifiedNeedsNoMoreThanItsFamily(Scenario s) {
        var t = s.task();
        long fd = Udp.connected(t, t.port(Udp.bound(t)));
        t.fails(EINVAL, CONNECT, fd, t.bytes(new byte[2]), 1);
        t.ok(CONNECT, fd, t.bytes(new byte[2]), 2);
        t.fails(EDESTADDRREQ, WRITE, fd, t.text("x"), 1);
    }

    @ConformanceTest
    void portZeroIsAPeerOfSorts(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.sockaddrOut(), t.cell(SOCKADDR_IN));
        Udp.send(t, fd, "nowhere");
    }

    @ConformanceTest
    void aPeerThatIsNotThereIsRefusedOnce(Scenario s) {
        var t = s.task();
        long fd = Udp.connected(t, Udp.deadPort(t));
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
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
    }

    @ConformanceTest
    void aWaitingReceiverHearsOfTheRefusal(Scenario s) {
        var t = s.task();
        long fd = Udp.connected(t, Udp.deadPort(t));
        var child = t.fork();
        var waiting = t.blocks(RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
        Udp.send(child, fd, "x");
        waiting.fails(ECONNREFUSED);
    }

    @ConformanceTest
    void whoHasNoPeerHearsOfNothing(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        int dead = Udp.deadPort(t);
        Udp.sendTo(t, fd, "x", dead);
        Udp.sendTo(t, fd, "x", dead);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_ERROR)).isZero();
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }

    @ConformanceTest
    void theRefusalComesBeforeTheData(Scenario s) {
        var t = s.task();
        long peer = Udp.bound(t);
        int port = t.port(peer);
        long fd = Udp.connected(t, port);
        Udp.sendTo(t, peer, "data", t.port(fd));
        t.ok(CLOSE, peer);
        Udp.send(t, fd, "x");
        t.pollBecomes(POLLERR | Udp.READABLE | Udp.WRITABLE, fd, Udp.ALL);
        t.fails(ECONNREFUSED, RECVFROM, fd, t.alloc(8), 8, 0, 0, 0);
        Udp.receives(t, fd, "data");
    }

    @ConformanceTest
    void shutdownOfNoConnectionWorksAndComplains(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.bound(t);
        t.fails(ENOTCONN, SHUTDOWN, fd, SHUT_RDWR);
        t.fails(EINVAL, SHUTDOWN, fd, 3);
        t.fails(EINVAL, SHUTDOWN, fd, -1);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.READABLE | Udp.WRITABLE | POLLHUP | POLLRDHUP);
        t.gives(0, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
        Udp.hasNothing(t, fd);
        long name = t.inet(INADDR_LOOPBACK, t.port(to));
        t.fails(EPIPE, SENDTO, fd, t.text("x"), 1, 0, name, SOCKADDR_IN);
    }

    @ConformanceTest
    void eachDirectionIsShutByItself(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        t.ok(SHUTDOWN, fd, SHUT_WR);
        t.kernelTask().blockSignal(SIGPIPE);
        t.fails(EPIPE, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        Udp.sendTo(t, to, "in", t.port(fd));
        Udp.receives(t, fd, "in");
        t.ok(SHUTDOWN, fd, SHUT_RD);
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.READABLE | Udp.WRITABLE | POLLHUP | POLLRDHUP);
        Udp.sendTo(t, to, "late", t.port(fd));
        Udp.receives(t, fd, "late");
        t.gives(0, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void shutdownEndsAWait(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        var child = t.fork();
        var waiting = t.blocks(RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
        child.ok(SHUTDOWN, fd, SHUT_RD);
        waiting.returns(0);
    }

    @ConformanceTest
    void datagramsAreNotListenedFor(Scenario s) {
        var t = s.task();
        long fd = Udp.bound(t);
        t.fails(EOPNOTSUPP, LISTEN, fd, 1);
        t.fails(EOPNOTSUPP, ACCEPT, fd, 0, 0);
        t.fails(EOPNOTSUPP, SOCKETPAIR, AF_INET, SOCK_DGRAM, 0, t.alloc(8));
    }

    /** {@code udp_sendmsg} keeps the route to the peer, and finds the addresses of the corked datagram beside it. */
    @ConformanceTest
    void aCorkedDatagramElsewhereTakesWhatFollowsAlong(Scenario s) {
        var t = s.task();
        long elsewhere = Udp.bound(t);
        int port = t.port(elsewhere);
        long fd = Udp.socket(t);
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK + 1, port), SOCKADDR_IN);
        Udp.send(t, fd, "refused");
        refused(t, fd);
        corked(t, fd, port);
        Udp.send(t, fd, "along");
        Udp.receives(t, elsewhere, "cork");
        Udp.receives(t, elsewhere, "along");
        Udp.hasNothing(t, fd);
        t.gives(5, SENDTO, fd, t.text("named"), 5, 0, t.inet(INADDR_LOOPBACK + 1, port), SOCKADDR_IN);
        refused(t, fd);
        Udp.send(t, fd, "again");
        Udp.receives(t, elsewhere, "again");
        t.gives(4, SENDTO, fd, t.text("peer"), 4, MSG_MORE, 0, 0);
        t.gives(0, SENDTO, fd, t.text("x"), 0, 0, 0, 0);
        refused(t, fd);
        Udp.send(t, fd, "peer");
        refused(t, fd);
        corked(t, fd, port);
        Udp.receives(t, elsewhere, "cork");
        t.ok(CONNECT, fd, t.inet(INADDR_LOOPBACK + 1, port), SOCKADDR_IN);
        Udp.send(t, fd, "refused");
        refused(t, fd);
        Udp.hasNothing(t, elsewhere);
    }

    private static void refused(Task t, long fd) {
        t.pollBecomes(POLLERR, fd, 0);
        t.fails(ECONNREFUSED, READ, fd, t.alloc(8), 8);
    }

    private static void corked(Task t, long fd, int port) {
        t.gives(4, SENDTO, fd, t.text("cork"), 4, MSG_MORE, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        t.gives(0, SENDTO, fd, t.text("x"), 0, 0, 0, 0);
    }
}
