package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Receiving datagrams: whole, cut, peeked at and waited for; the errors and flags of recv(2), and poll. */
final class UdpReceiveTest {

    @ConformanceTest
    void whatDoesNotFitIsLost(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "abcdef");
        Udp.send(t, fd, "next");
        long buffer = t.alloc(8);
        t.gives(3, RECVFROM, to, buffer, 3, 0, 0, 0);
        assertThat(t.textAt(buffer, 3)).isEqualTo("abc");
        Udp.receives(t, to, "next");
    }

    @ConformanceTest
    void truncTellsTheTrueLength(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "abcdef");
        t.gives(6, RECVFROM, to, t.alloc(8), 3, MSG_PEEK | MSG_TRUNC, 0, 0);
        t.gives(6, RECVFROM, to, 0, 0, MSG_PEEK | MSG_TRUNC, 0, 0);
        t.gives(6, RECVFROM, to, t.alloc(8), 3, MSG_TRUNC, 0, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void recvmsgTellsThatItCut(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "seventeen bytes..");
        Udp.send(t, fd, "sixteen bytes...");
        var cut = Udp.incoming(t, 0);
        t.gives(16, RECVMSG, to, cut.header(), 0);
        assertThat(cut.flags()).isEqualTo(MSG_TRUNC);
        var whole = Udp.incoming(t, 0);
        t.gives(16, RECVMSG, to, whole.header(), MSG_TRUNC);
        assertThat(whole.flags()).isZero();
    }

    @ConformanceTest
    void peekingLeavesItThere(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "first");
        Udp.send(t, fd, "second");
        Udp.receives(t, to, "first", MSG_PEEK);
        Udp.receives(t, to, "first", MSG_PEEK);
        Udp.receives(t, to, "first");
        Udp.receives(t, to, "second", MSG_PEEK);
        Udp.receives(t, to, "second");
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void noBytesAreADatagramToo(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "");
        assertThat(t.poll(to, Udp.ALL)).isEqualTo(Udp.READABLE | Udp.WRITABLE);
        assertThat(Udp.queued(t, to)).isZero();
        long name = t.sockaddrOut();
        long length = t.cell(SOCKADDR_IN);
        t.gives(0, RECVFROM, to, t.alloc(4), 4, 0, name, length);
        assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void readingNoBytesTakesNothing(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "kept");
        t.gives(0, READ, to, t.alloc(1), 0);
        Udp.receives(t, to, "kept");
        Udp.send(t, fd, "gone");
        t.gives(0, RECVFROM, to, t.alloc(1), 0, 0, 0, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void theNameIsCutToItsRoom(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        for (int room : new int[] {0, 2, 8, 16, 100}) {
            Udp.send(t, fd, "x");
            long name = t.sockaddrOut();
            long length = t.cell(room);
            t.gives(1, RECVFROM, to, t.alloc(4), 4, 0, name, length);
            assertThat(t.intAt(length)).isEqualTo(SOCKADDR_IN);
        }
        Udp.send(t, fd, "x");
        t.fails(EINVAL, RECVFROM, to, t.alloc(4), 4, 0, t.sockaddrOut(), t.cell(-1));
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void aFaultLosesTheDatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "lost");
        t.fails(EFAULT, RECVFROM, to, t.unmapped(), 4, MSG_PEEK, 0, 0);
        t.fails(EFAULT, RECVFROM, to, t.unmapped(), 4, 0, 0, 0);
        Udp.hasNothing(t, to);
    }

    @ConformanceTest
    void flagsThatMeanNothingHere(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        Udp.send(t, fd, "oob");
        Udp.receives(t, to, "oob", MSG_OOB);
        Udp.send(t, fd, "all");
        Udp.receives(t, to, "all", MSG_WAITALL);
        Udp.send(t, fd, "queue");
        t.fails(EAGAIN, RECVFROM, to, t.alloc(8), 8, MSG_ERRQUEUE, 0, 0);
        Udp.receives(t, to, "queue");
    }

    @ConformanceTest
    void aReceiverWaits(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        var other = s.task();
        long fd = Udp.connected(other, t.port(to));
        long buffer = t.alloc(8);
        var receiving = t.blocks(RECVFROM, to, buffer, 8, 0, 0, 0);
        Udp.send(other, fd, "wake");
        receiving.returns(4);
        assertThat(t.textAt(buffer, 4)).isEqualTo("wake");
    }

    @ConformanceTest
    void twoReceiversGetOneEach(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        var child = t.fork();
        var sender = s.task();
        long fd = Udp.connected(sender, t.port(to));
        var one = t.blocks(RECVFROM, to, t.alloc(8), 8, 0, 0, 0);
        var two = child.blocks(RECVFROM, to, child.alloc(8), 8, 0, 0, 0);
        Udp.send(sender, fd, "same");
        Udp.send(sender, fd, "same");
        one.returns(4);
        two.returns(4);
    }

    @ConformanceTest
    void theWaitHasATimeLimit(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        t.ok(SETSOCKOPT, to, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 30_000), 16);
        t.fails(EAGAIN, RECVFROM, to, t.alloc(8), 8, 0, 0, 0);
        Udp.hasNothing(t, to);
        long nonblocking = t.ok(SOCKET, AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        t.fails(EAGAIN, READ, nonblocking, t.alloc(8), 8);
    }

    @ConformanceTest
    void aSignalEndsTheWait(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        var waiting = t.blocks(RECVFROM, to, t.alloc(8), 8, 0, 0, 0);
        t.kernelTask().interrupt(false);
        waiting.fails(EINTR);
        t.ok(SETSOCKOPT, to, SOL_SOCKET, SO_RCVTIMEO, t.words(100, 0), 16);
        var timed = t.blocks(RECVFROM, to, t.alloc(8), 8, 0, 0, 0);
        t.kernelTask().interrupt(true);
        timed.fails(EINTR);
    }

    @ConformanceTest
    void fionreadTellsTheLengthOfOne(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        assertThat(Udp.queued(t, to)).isZero();
        Udp.send(t, fd, "four");
        Udp.send(t, fd, "and more");
        assertThat(Udp.queued(t, to)).isEqualTo(4);
        Udp.receives(t, to, "four");
        assertThat(Udp.queued(t, to)).isEqualTo(8);
        t.fails(ENOTTY, IOCTL, to, SIOCATMARK, t.cell(0));
    }

    @NotOn(arm = Arm.WIRE, reason = "the host's send queue is not asked for: SIOCOUTQ is ENOTTY")
    @ConformanceTest
    void outqTellsWhatIsCorked(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        long fd = Udp.connected(t, t.port(to));
        long cell = t.cell(-1);
        t.ok(IOCTL, fd, TIOCOUTQ, cell);
        assertThat(t.intAt(cell)).isZero();
        Udp.send(t, fd, "corked", MSG_MORE);
        t.unrecorded(IOCTL, fd, TIOCOUTQ, cell);
        assertThat(t.intAt(cell)).isGreaterThan(6);
        Udp.send(t, fd, "");
        t.ok(IOCTL, fd, TIOCOUTQ, cell);
        assertThat(t.intAt(cell)).isZero();
    }

    @ConformanceTest
    void aFullBufferDropsWhatComes(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        Udp.set(t, to, SOL_SOCKET, SO_RCVBUF, 1);
        assertThat(Udp.option(t, to, SOL_SOCKET, SO_RCVBUF)).isEqualTo(2304);
        long fd = Udp.connected(t, t.port(to));
        long kilobyte = t.alloc(1000);
        for (int i = 0; i < 8; i++) {
            t.gives(1000, SENDTO, fd, kilobyte, 1000, 0, 0, 0);
        }
        int received = 0;
        while (t.unrecorded(RECVFROM, to, kilobyte, 1000, MSG_DONTWAIT, 0, 0) == 1000) {
            received++;
        }
        assertThat(received).isBetween(1, 7);
        Udp.send(t, fd, "room again");
        Udp.receives(t, to, "room again");
    }

    @ConformanceTest
    void theBuffersHaveTheHostsSizes(Scenario s) {
        var t = s.task();
        long fd = Udp.socket(t);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(212_992);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(212_992);
        Udp.set(t, fd, SOL_SOCKET, SO_RCVLOWAT, Integer.MAX_VALUE);
        assertThat(Udp.option(t, fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(Integer.MAX_VALUE);
    }

    @ConformanceTest
    void pollShowsWhatHolds(Scenario s) {
        var t = s.task();
        long to = Udp.socket(t);
        assertThat(t.poll(to, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        t.ok(BIND, to, t.inet(INADDR_LOOPBACK, 0), SOCKADDR_IN);
        long fd = Udp.connected(t, t.port(to));
        assertThat(t.poll(fd, Udp.ALL)).isEqualTo(Udp.WRITABLE);
        Udp.send(t, fd, "x");
        t.pollBecomes(Udp.READABLE | Udp.WRITABLE, to, Udp.ALL);
        Udp.receives(t, to, "x");
        assertThat(t.poll(to, Udp.ALL)).isEqualTo(Udp.WRITABLE);
    }

    @ConformanceTest
    void epollWakesForADatagram(Scenario s) {
        var t = s.task();
        long to = Udp.bound(t);
        var sender = s.task();
        long fd = Udp.connected(sender, t.port(to));
        long epoll = t.ok(EPOLL_CREATE1, 0);
        Fds.watch(t, epoll, to, POLLIN);
        Fds.hasNone(t, epoll);
        long events = t.alloc(EPOLL_EVENT);
        var waiting = t.blocks(EPOLL_WAIT, epoll, events, 1, -1);
        Udp.send(sender, fd, "x");
        waiting.returns(1);
        Fds.isEvent(t, events, to, POLLIN);
        Fds.hasOnly(t, epoll, to, POLLIN);
        Udp.receives(t, to, "x");
        Fds.hasNone(t, epoll);
    }
}
