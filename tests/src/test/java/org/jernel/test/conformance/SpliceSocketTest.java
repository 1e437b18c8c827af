package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** splice(2) between pipes and sockets. */
final class SpliceSocketTest {

    private static final int PAGE = 4096;
    private static final int SLOTS = 16;

    @ConformanceTest
    void sendsFromAPipe(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        p.say("hello");
        t.gives(2, SPLICE, p.reader(), 0, c.client(), 0, 2, 0);
        t.gives(3, SPLICE, p.reader(), 0, c.client(), 0, 100, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        Tcp.awaitQueued(t, c.server(), 5);
        Tcp.receives(t, c.server(), "hello");
        t.fails(EAGAIN, SPLICE, p.reader(), 0, c.client(), 0, 100, SPLICE_F_NONBLOCK);
        t.ok(CLOSE, p.writer());
        t.gives(0, SPLICE, p.reader(), 0, c.client(), 0, 100, 0);
    }

    @ConformanceTest
    void receivesIntoAPipe(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        Tcp.send(t, c.client(), "hello");
        Tcp.awaitQueued(t, c.server(), 5);
        t.gives(2, SPLICE, c.server(), 0, p.writer(), 0, 2, 0);
        t.gives(3, SPLICE, c.server(), 0, p.writer(), 0, 100, SPLICE_F_NONBLOCK);
        p.hears("hello");
        t.ok(SHUTDOWN, c.client(), SHUT_WR);
        t.gives(0, SPLICE, c.server(), 0, p.writer(), 0, 100, 0);
    }

    @ConformanceTest
    void relaysThroughAPipe(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        int length = 3 * PAGE + 17;
        t.gives(length, SENDTO, c.client(), t.bytes(new byte[length]), length, 0, 0, 0);
        Tcp.awaitQueued(t, c.server(), length);
        t.gives(length, SPLICE, c.server(), 0, p.writer(), 0, length, 0);
        t.gives(length, SPLICE, p.reader(), 0, c.server(), 0, length, 0);
        Tcp.awaitQueued(t, c.client(), length);
    }

    @ConformanceTest
    void tellsWhatATcpSocketTells(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        long fresh = Tcp.socket(t);
        t.fails(ENOTCONN, SPLICE, fresh, 0, q.writer(), 0, 100, 0);
        t.fails(EPIPE, SPLICE, p.reader(), 0, fresh, 0, 100, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        long listener = Tcp.listener(t);
        t.fails(ENOTCONN, SPLICE, listener, 0, q.writer(), 0, 100, 0);
        t.fails(EPIPE, SPLICE, p.reader(), 0, listener, 0, 100, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        t.ok(FCNTL, c.server(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SPLICE, c.server(), 0, q.writer(), 0, 100, 0);
        Tcp.closeWithReset(t, c.client());
        t.pollBecomes((ALL & ~(POLLPRI | POLLRDBAND | POLLWRBAND)) | POLLERR | POLLHUP, c.server(), ALL);
        t.fails(ECONNRESET, SPLICE, c.server(), 0, q.writer(), 0, 100, 0);
        t.fails(EPIPE, SPLICE, p.reader(), 0, c.server(), 0, 100, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        p.hears("hello");
    }

    @ConformanceTest
    void waitsForATcpSocket(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, c.server(), 0, p.writer(), 0, 100, SPLICE_F_NONBLOCK);
        Tcp.send(t, c.client(), "hello");
        splice.returns(5);
        p.hears("hello");
        var interrupted = child.blocks(SPLICE, c.server(), 0, p.writer(), 0, 100, 0);
        child.kernelTask().interrupt(false);
        interrupted.fails(EINTR);
        var ends = child.blocks(SPLICE, c.server(), 0, p.writer(), 0, 100, 0);
        t.ok(SHUTDOWN, c.client(), SHUT_WR);
        ends.returns(0);
    }

    /** Who splices has the pipe to itself, also while it waits for the socket. */
    @ConformanceTest
    void keepsReadersOutUntilBytesHaveCome(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        var child = t.fork();
        var reader = t.fork();
        reader.ok(FCNTL, p.reader(), F_SETFL, O_NONBLOCK);
        var splice = child.blocks(SPLICE, c.server(), 0, p.writer(), 0, 100, 0);
        var read = reader.attempts(READ, p.reader(), reader.alloc(8), 8);
        Tcp.send(t, c.client(), "hello");
        splice.returns(5);
        read.returns(5);
    }

    @ConformanceTest
    void waitsForAPipe(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, p.reader(), 0, c.client(), 0, 5, 0);
        p.say("hello");
        splice.returns(5);
        Tcp.awaitQueued(t, c.server(), 5);
        var interrupted = child.blocks(SPLICE, p.reader(), 0, c.client(), 0, 100, 0);
        child.kernelTask().interrupt(false);
        interrupted.fails(EINTR);
    }

    @ConformanceTest
    void takesATimeoutOfTheSocket(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        t.ok(SETSOCKOPT, c.server(), SOL_SOCKET, SO_RCVTIMEO, t.words(0, 10_000), 16);
        t.fails(EAGAIN, SPLICE, c.server(), 0, p.writer(), 0, 100, 0);
    }

    @ConformanceTest
    void refusesASocketThatAppends(Scenario s) {
        var c = Tcp.pair(s);
        var t = c.task();
        var p = pipe(t);
        p.say("x");
        t.ok(FCNTL, c.client(), F_SETFL, O_APPEND);
        t.fails(EINVAL, SPLICE, p.reader(), 0, c.client(), 0, 1, 0);
        t.gives(1, WRITE, c.client(), t.text("x"), 1);
    }

    @ConformanceTest
    void splicesUnixStreams(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        p.say("hello");
        t.gives(5, SPLICE, p.reader(), 0, u.one(), 0, 100, 0);
        t.gives(2, SPLICE, u.other(), 0, p.writer(), 0, 2, 0);
        t.gives(3, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
        p.hears("hello");
        t.fails(EAGAIN, SPLICE, u.other(), 0, p.writer(), 0, 100, SPLICE_F_NONBLOCK);
        t.ok(FCNTL, u.other(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
        t.kernelTask().blockSignal(SIGPIPE);
        t.ok(CLOSE, u.one());
        t.gives(0, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
        p.say("x");
        t.fails(EPIPE, SPLICE, p.reader(), 0, u.other(), 0, 100, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        long fresh = Unix.socket(t, SOCK_STREAM);
        t.fails(EINVAL, SPLICE, fresh, 0, p.writer(), 0, 100, 0);
        t.fails(ENOTCONN, SPLICE, p.reader(), 0, fresh, 0, 100, 0);
    }

    @ConformanceTest
    void waitsForAUnixStream(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, u.one(), 0, p.writer(), 0, 100, 0);
        Unix.send(t, u.other(), "hello");
        splice.returns(5);
        p.hears("hello");
    }

    @ConformanceTest
    void dropsDescriptorsThatCameWithBytes(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        var passed = pipe(t);
        t.gives(1, SENDMSG, u.one(), Unix.outgoing(t, "x", Unix.control(SCM_RIGHTS, (int) passed.writer())), 0);
        t.ok(CLOSE, passed.writer());
        t.gives(1, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
        t.pollBecomes(POLLHUP, passed.reader(), ALL);
    }

    @ConformanceTest
    void splicesUnixDatagrams(Scenario s) {
        for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
            var t = s.task();
            var u = Unix.pair(t, type);
            var p = pipe(t);
            p.say("hello");
            t.gives(2, SPLICE, p.reader(), 0, u.one(), 0, 2, 0);
            t.gives(3, SPLICE, p.reader(), 0, u.one(), 0, 100, 0);
            t.gives(2, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
            t.gives(1, SPLICE, u.other(), 0, p.writer(), 0, 1, 0);
            t.ok(FCNTL, u.other(), F_SETFL, O_NONBLOCK);
            t.fails(EAGAIN, SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
            p.hears("hel");
            for (int i = 0; i < 3; i++) {
                p.write(PAGE);
            }
            t.gives(3 * PAGE, SPLICE, p.reader(), 0, u.one(), 0, 3 * PAGE, 0);
            t.gives(3 * PAGE, RECVFROM, u.other(), t.alloc(4 * PAGE), 4 * PAGE, 0, 0, 0);
        }
    }

    @ConformanceTest
    void waitsForADatagramWhateverTheFlag(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_DGRAM);
        var p = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, u.one(), 0, p.writer(), 0, 100, SPLICE_F_NONBLOCK);
        Unix.send(t, u.other(), "hello");
        splice.returns(5);
    }

    @ConformanceTest
    void splicesUdp(Scenario s) {
        var t = s.task();
        long receiver = Udp.bound(t);
        long sender = Udp.connected(t, t.port(receiver));
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        t.fails(EDESTADDRREQ, SPLICE, p.reader(), 0, receiver, 0, 100, 0);
        t.gives(5, SPLICE, p.reader(), 0, sender, 0, 100, 0);
        t.pollBecomes(POLLIN, receiver, POLLIN);
        t.gives(3, SPLICE, receiver, 0, q.writer(), 0, 3, 0);
        t.ok(FCNTL, receiver, F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SPLICE, receiver, 0, q.writer(), 0, 100, 0);
        q.hears("hel");
    }

    @ConformanceTest
    void joinsWhatMoreBuffersOfThePipeHold(Scenario s) {
        var t = s.task();
        long receiver = Udp.bound(t);
        long sender = Udp.connected(t, t.port(receiver));
        var p = pipe(t);
        p.write(PAGE);
        p.say("hello");
        t.gives(PAGE + 2, SPLICE, p.reader(), 0, sender, 0, PAGE + 2, 0);
        t.pollBecomes(POLLIN, receiver, POLLIN);
        t.gives(PAGE + 2, RECVFROM, receiver, t.alloc(2 * PAGE), 2 * PAGE, 0, 0, 0);
    }

    /** Sixteen slots are sent at a time, and those that fill a batch are taken to be followed by others. */
    @ConformanceTest
    void corksADatagramOfAsManySlotsAsAreSentAtATime(Scenario s) {
        var t = s.task();
        long receiver = Udp.bound(t);
        long sender = Udp.connected(t, t.port(receiver));
        var p = pipe(t, O_DIRECT);
        for (int i = 0; i < SLOTS; i++) {
            p.write(1);
        }
        t.gives(SLOTS, SPLICE, p.reader(), 0, sender, 0, 100, 0);
        t.ok(FCNTL, receiver, F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, RECVFROM, receiver, t.alloc(100), 100, 0, 0, 0);
        p.write(1);
        t.gives(1, SPLICE, p.reader(), 0, sender, 0, 100, 0);
        t.pollBecomes(POLLIN, receiver, POLLIN);
        t.gives(SLOTS + 1, RECVFROM, receiver, t.alloc(100), 100, 0, 0, 0);
    }

    @ConformanceTest
    void corksADatagramWithMore(Scenario s) {
        var t = s.task();
        long receiver = Udp.bound(t);
        long sender = Udp.connected(t, t.port(receiver));
        var p = pipe(t);
        p.say("hello");
        t.gives(2, SPLICE, p.reader(), 0, sender, 0, 2, SPLICE_F_MORE);
        t.gives(3, SPLICE, p.reader(), 0, sender, 0, 100, 0);
        t.pollBecomes(POLLIN, receiver, POLLIN);
        Udp.receives(t, receiver, "hello");
    }

    @ConformanceTest
    void receivesNoMoreThanThePipeHasRoomFor(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_DGRAM);
        var p = pipe(t);
        p.write((SLOTS - 1) * PAGE);
        t.gives(2 * PAGE, WRITE, u.one(), t.bytes(new byte[2 * PAGE]), 2 * PAGE);
        t.gives(PAGE, SPLICE, u.other(), 0, p.writer(), 0, 100_000, 0);
        t.fails(EAGAIN, SPLICE, u.other(), 0, p.writer(), 0, 100_000, SPLICE_F_NONBLOCK);
    }

    @ConformanceTest
    void waitsForRoomBeforeItReceives(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        p.write(SLOTS * PAGE);
        Unix.send(t, u.one(), "hello");
        var child = t.fork();
        var splice = child.blocks(SPLICE, u.other(), 0, p.writer(), 0, 100, 0);
        p.read(PAGE);
        splice.returns(5);
    }

    @ConformanceTest
    void blocksWhenThePeerDoesNotReadWhateverTheFlag(Scenario s) {
        var t = s.task();
        var u = Unix.pair(t, SOCK_STREAM);
        var p = pipe(t);
        t.ok(FCNTL, u.one(), F_SETFL, O_NONBLOCK);
        long chunk = t.bytes(new byte[PAGE]);
        while (t.unrecorded(WRITE, u.one(), chunk, PAGE) == PAGE) {
            // until the socket is full
        }
        p.say("hello");
        t.fails(EAGAIN, SPLICE, p.reader(), 0, u.one(), 0, 100, 0);
        t.ok(FCNTL, u.one(), F_SETFL, 0);
        var child = t.fork();
        var splice = child.blocks(SPLICE, p.reader(), 0, u.one(), 0, 100, SPLICE_F_NONBLOCK);
        child.kernelTask().interrupt(false);
        splice.fails(EINTR);
        p.hears("hello");
    }
}
