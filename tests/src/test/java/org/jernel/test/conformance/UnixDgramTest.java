package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Unix.ALL;
import static org.jernel.test.conformance.Unix.READABLE;
import static org.jernel.test.conformance.Unix.WRITABLE;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Datagram and seqpacket sockets of AF_UNIX. */
final class UnixDgramTest {

    private static final int QUEUE = 11;

    private static void disconnect(Task t, long fd) {
        t.ok(CONNECT, fd, t.bytes(new byte[16]), 2);
    }

    @ConformanceTest
    void aFreshSocketHasNoPeer(Scenario s) {
        var t = s.task();
        long fd = Unix.socket(t, SOCK_DGRAM);
        assertThat(t.poll(fd, ALL)).isEqualTo(WRITABLE);
        t.fails(ENOTCONN, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        t.fails(EAGAIN, RECVFROM, fd, t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        t.fails(EOPNOTSUPP, RECVFROM, fd, t.alloc(1), 1, MSG_OOB, 0, 0);
        t.fails(EOPNOTSUPP, SENDTO, fd, t.text("x"), 1, MSG_OOB, 0, 0);
        t.fails(EOPNOTSUPP, IOCTL, fd, SIOCATMARK, t.cell(0));
        t.fails(EINVAL, CONNECT, fd, t.alloc(4), 1);
        disconnect(t, fd);
    }

    @ConformanceTest
    void aFreshSeqpacketSocketIsNotConnected(Scenario s) {
        var t = s.task();
        long fd = Unix.socket(t, SOCK_SEQPACKET);
        assertThat(t.poll(fd, ALL)).isEqualTo(WRITABLE | POLLHUP);
        t.fails(ENOTCONN, SENDTO, fd, t.text("x"), 1, 0, 0, 0);
        t.fails(ENOTCONN, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
        t.fails(ENOTCONN, RECVFROM, fd, t.alloc(1), 1, MSG_OOB, 0, 0);
    }

    @ConformanceTest
    void aMessageGoesWhereItIsSentAndSaysWhoSentIt(Scenario s) {
        var t = s.task();
        String serverName = Unix.abstractName("server");
        String clientName = Unix.abstractName("client");
        long server = Unix.bound(t, SOCK_DGRAM, serverName);
        long client = Unix.socket(t, SOCK_DGRAM);
        long to = Unix.addr(t, serverName);
        t.gives(4, SENDTO, client, t.text("anon"), 4, 0, to, Unix.length(serverName));
        t.gives(2, SENDTO, client, t.text("ym"), 2, 0, to, Unix.length(serverName));
        assertThat(Unix.queued(t, server)).isEqualTo(4);
        long length = t.cell(110);
        t.gives(4, RECVFROM, server, t.alloc(8), 8, 0, t.alloc(110), length);
        assertThat(t.intAt(length)).isZero();
        // The name is that of the sender now, not when it sent.
        t.ok(BIND, client, Unix.addr(t, clientName), Unix.length(clientName));
        t.gives(5, SENDTO, client, t.text("named"), 5, 0, to, Unix.length(serverName));
        t.putInt(length, 110);
        t.gives(2, RECVFROM, server, t.alloc(8), 8, 0, t.alloc(110), length);
        assertThat(t.intAt(length)).isEqualTo(Unix.length(clientName));
        t.putInt(length, 110);
        long from = t.alloc(110);
        t.gives(5, RECVFROM, server, t.alloc(8), 8, 0, from, length);
        assertThat(t.intAt(length)).isEqualTo(Unix.length(clientName));
        t.gives(2, SENDTO, server, t.text("hi"), 2, 0, from, t.intAt(length));
        Unix.receives(t, client, "hi");
    }

    @ConformanceTest
    void aLongMessageIsCutAndThatIsTold(Scenario s) {
        var t = s.task();
        for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
            var p = Unix.pair(t, type);
            for (int i = 0; i < 4; i++) {
                Unix.send(t, p.one(), "long");
            }
            long header = t.msghdr(t.iov(t.alloc(2), 2), 1);
            t.gives(2, RECVMSG, p.other(), header, MSG_PEEK);
            assertThat(t.intAt(header + 48)).isEqualTo(MSG_TRUNC);
            t.gives(4, RECVMSG, p.other(), header, MSG_PEEK | MSG_TRUNC);
            t.gives(2, RECVMSG, p.other(), header, 0);
            t.gives(4, RECVMSG, p.other(), header, MSG_TRUNC);
            t.gives(0, RECVFROM, p.other(), t.alloc(1), 0, 0, 0, 0);
            t.fails(EFAULT, RECVFROM, p.other(), t.unmapped(), 4, 0, 0, 0);
            t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        }
    }

    @ConformanceTest
    void aMessageMustFitTheBuffer(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        long data = t.bytes(new byte[212_992]);
        t.fails(EMSGSIZE, SENDTO, p.one(), data, 212_992 - 31, 0, 0, 0);
        t.gives(212_960, SENDTO, p.one(), data, 212_960, 0, 0, 0);
        Unix.unread(t, p.one());
        assertThat(t.poll(p.one(), ALL)).isZero();
        t.fails(EAGAIN, SENDTO, p.one(), data, 1, MSG_DONTWAIT, 0, 0);
        t.gives(212_960, RECVFROM, p.other(), data, 212_992, 0, 0, 0);
        for (int size : new int[] {0, 193, 3777, 7873, 16_064, 16_065, 60_000, 90_000}) {
            t.gives(size, SENDTO, p.one(), data, size, 0, 0, 0);
            Unix.unread(t, p.one());
            t.gives(size, RECVFROM, p.other(), data, 212_992, 0, 0, 0);
        }
        t.fails(EFAULT, SENDTO, p.one(), t.unmapped(), 1, 0, 0, 0);
    }

    @ConformanceTest
    void aFullQueueTurnsSendersAway(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("queue");
        long server = Unix.bound(t, SOCK_DGRAM, name);
        long client = Unix.connected(t, SOCK_DGRAM | SOCK_NONBLOCK, name);
        for (int i = 0; i < QUEUE; i++) {
            Unix.send(t, client, "x");
        }
        t.fails(EAGAIN, SENDTO, client, t.text("x"), 1, 0, 0, 0);
        assertThat(t.poll(client, ALL)).isZero();
        assertThat(t.poll(client, POLLIN)).isZero();
        long other = Unix.socket(t, SOCK_DGRAM | SOCK_NONBLOCK);
        t.fails(EAGAIN, SENDTO, other, t.text("x"), 1, 0, Unix.addr(t, name), Unix.length(name));
        assertThat(t.poll(other, ALL)).isEqualTo(WRITABLE);
        Unix.receives(t, server, "x");
        assertThat(t.poll(client, ALL)).isEqualTo(WRITABLE);
        Unix.send(t, client, "x");
    }

    @ConformanceTest
    void aFullQueueHoldsAPatientSenderAndAPollerBack(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("patient");
        long server = Unix.bound(t, SOCK_DGRAM, name);
        long client = Unix.connected(t, SOCK_DGRAM, name);
        for (int i = 0; i < QUEUE; i++) {
            Unix.send(t, client, "x");
        }
        var poller = t.fork();
        var poll = poller.blocks(POLL, poller.pollfd(client, POLLOUT), 1, -1);
        Unix.receives(t, server, "x");
        poll.returns(1);
        Unix.send(t, client, "x");
        var send = poller.blocks(SENDTO, client, poller.text("y"), 1, 0, 0, 0);
        Unix.receives(t, server, "x");
        send.returns(1);
    }

    @ConformanceTest
    void aSenderThatWaitsIsRefusedWhenTheReceiverCloses(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("closes");
        long server = Unix.bound(t, SOCK_DGRAM, name);
        long client = Unix.connected(t, SOCK_DGRAM, name);
        for (int i = 0; i < QUEUE; i++) {
            Unix.send(t, client, "x");
        }
        t.ok(SETSOCKOPT, client, SOL_SOCKET, SO_SNDTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, SENDTO, client, t.text("y"), 1, 0, 0, 0);
        t.ok(SETSOCKOPT, client, SOL_SOCKET, SO_SNDTIMEO, t.words(0, 0), 16);
        var send = t.blocks(SENDTO, client, t.text("y"), 1, 0, 0, 0);
        t.kernelTask().interrupt(false);
        send.fails(EINTR);
        t.ok(CLOSE, server);
        t.fails(ECONNREFUSED, SENDTO, client, t.text("y"), 1, 0, 0, 0);
    }

    @ConformanceTest
    void peersOfEachOtherAreNotHeldBackByTheQueue(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        for (int i = 0; i < 3 * QUEUE; i++) {
            Unix.send(t, p.one(), "x");
        }
        assertThat(t.poll(p.one(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void aConnectedSocketHearsOnlyItsPeer(Scenario s) {
        var t = s.task();
        String serverName = Unix.abstractName("server");
        String clientName = Unix.abstractName("client");
        long server = Unix.bound(t, SOCK_DGRAM, serverName);
        long client = Unix.bound(t, SOCK_DGRAM, clientName);
        long stranger = Unix.connected(t, SOCK_DGRAM, serverName);
        t.ok(CONNECT, server, Unix.addr(t, clientName), Unix.length(clientName));
        t.fails(EPERM, SENDTO, stranger, t.text("x"), 1, 0, 0, 0);
        t.fails(EPERM, SENDTO, stranger, t.text("x"), 1, 0, Unix.addr(t, serverName), Unix.length(serverName));
        t.fails(EPERM, CONNECT, stranger, Unix.addr(t, serverName), Unix.length(serverName));
        t.gives(1, SENDTO, client, t.text("y"), 1, 0, Unix.addr(t, serverName), Unix.length(serverName));
        Unix.receives(t, server, "y");
        disconnect(t, server);
        Unix.send(t, stranger, "z");
        Unix.receives(t, server, "z");
    }

    @ConformanceTest
    void disconnectingDropsWhatCameAndTellsThePeer(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        Unix.send(t, p.one(), "lost");
        Unix.send(t, p.other(), "kept");
        disconnect(t, p.other());
        assertThat(t.poll(p.one(), ALL)).isEqualTo(READABLE | WRITABLE | POLLERR);
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        t.fails(ECONNRESET, RECVFROM, p.one(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
        Unix.receives(t, p.one(), "kept");
        t.fails(ENOTCONN, SENDTO, p.other(), t.text("x"), 1, 0, 0, 0);
        t.fails(ENOTCONN, GETPEERNAME, p.other(), t.alloc(16), t.cell(16));
        Unix.send(t, p.one(), "one way");
        Unix.receives(t, p.other(), "one way");
    }

    @ConformanceTest
    void aPeerThatClosedRefusesOnceAndIsForgotten(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        Unix.send(t, p.one(), "unread");
        t.ok(CLOSE, p.other());
        assertThat(t.poll(p.one(), ALL)).isEqualTo(WRITABLE);
        t.fails(EAGAIN, RECVFROM, p.one(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        t.fails(ECONNREFUSED, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
        t.fails(ENOTCONN, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
    }

    @ConformanceTest
    void shutdownOfADatagramSocketIsItsOwnAffair(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_DGRAM);
        t.ok(SHUTDOWN, p.one(), SHUT_WR);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(WRITABLE);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(WRITABLE);
        t.kernelTask().blockSignal(SIGPIPE);
        t.fails(EPIPE, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
        Unix.send(t, p.other(), "in");
        t.ok(SHUTDOWN, p.one(), SHUT_RD);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP);
        Unix.receives(t, p.one(), "in");
        t.fails(EAGAIN, RECVFROM, p.one(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        t.gives(0, RECVFROM, p.one(), t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, p.other(), t.text("x"), 1, 0, 0, 0);
    }

    @ConformanceTest
    void seqpacketEndsAsAStreamDoes(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_SEQPACKET);
        Unix.send(t, p.one(), "unread");
        t.ok(CLOSE, p.other());
        assertThat(t.poll(p.one(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR);
        t.fails(ECONNRESET, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
        t.kernelTask().blockSignal(SIGPIPE);
        t.fails(EPIPE, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
        t.gives(0, RECVFROM, p.one(), t.alloc(1), 1, 0, 0, 0);
        t.gives(0, RECVFROM, p.one(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void seqpacketIgnoresAnAddress(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_SEQPACKET);
        String name = Unix.abstractName("nobody");
        t.gives(1, SENDTO, p.one(), t.text("x"), 1, 0, Unix.addr(t, name), Unix.length(name));
        Unix.receives(t, p.other(), "x");
    }

    @ConformanceTest
    void aReceiverWaitsForAMessageTheEndOrASignal(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_SEQPACKET);
        var reader = t.fork();
        var read = reader.blocks(READ, p.other(), reader.alloc(4), 4);
        Unix.send(t, p.one(), "ab");
        read.returns(2);
        read = reader.blocks(READ, p.other(), reader.alloc(4), 4);
        reader.kernelTask().interrupt(false);
        read.fails(EINTR);
        read = reader.blocks(READ, p.other(), reader.alloc(4), 4);
        t.ok(SHUTDOWN, p.one(), SHUT_WR);
        read.returns(0);
    }

    @ConformanceTest
    void aSocketMayBeItsOwnPeer(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("self");
        long fd = Unix.bound(t, SOCK_DGRAM, name);
        t.ok(CONNECT, fd, Unix.addr(t, name), Unix.length(name));
        for (int i = 0; i < 2 * QUEUE; i++) {
            Unix.send(t, fd, "me");
        }
        Unix.receives(t, fd, "me");
    }
}
