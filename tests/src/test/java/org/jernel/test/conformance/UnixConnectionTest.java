package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Unix.ALL;
import static org.jernel.test.conformance.Unix.READABLE;
import static org.jernel.test.conformance.Unix.WRITABLE;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Listening, connecting and accepting in AF_UNIX. */
final class UnixConnectionTest {

    private static final int[] CONNECTED_TYPES = {SOCK_STREAM, SOCK_SEQPACKET};

    @ConformanceTest
    void aConnectionIsMadeBeforeItIsAccepted(Scenario s) {
        var t = s.task();
        for (int type : CONNECTED_TYPES) {
            String name = Unix.abstractName("made" + type);
            long listener = Unix.listener(t, type, name, 1);
            assertThat(t.poll(listener, ALL)).isZero();
            long client = Unix.connected(t, type, name);
            assertThat(t.poll(client, ALL)).isEqualTo(WRITABLE);
            assertThat(t.poll(listener, ALL)).isEqualTo(READABLE);
            Unix.send(t, client, "early");
            long length = t.cell(110);
            long server = t.ok(ACCEPT, listener, t.alloc(110), length);
            assertThat(t.intAt(length)).as("a client without a name").isEqualTo(2);
            assertThat(t.poll(listener, ALL)).isZero();
            Unix.receives(t, server, "early");
            long peer = t.cell(110);
            t.ok(GETPEERNAME, client, t.alloc(110), peer);
            assertThat(t.intAt(peer)).isEqualTo(Unix.length(name));
            t.ok(GETSOCKNAME, server, t.alloc(110), peer);
            assertThat(t.intAt(peer)).isEqualTo(Unix.length(name));
        }
    }

    @ConformanceTest
    void listeningNeedsANameAndAConnectedType(Scenario s) {
        var t = s.task();
        for (int type : CONNECTED_TYPES) {
            t.fails(EINVAL, LISTEN, Unix.socket(t, type), 1);
            t.fails(EINVAL, ACCEPT, Unix.socket(t, type), 0, 0);
        }
        long dgram = Unix.bound(t, SOCK_DGRAM, Unix.abstractName("dgram"));
        t.fails(EOPNOTSUPP, LISTEN, dgram, 1);
        t.fails(EOPNOTSUPP, ACCEPT, dgram, 0, 0);
    }

    @ConformanceTest
    void whoIsConnectedCannotListen(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.fails(EINVAL, LISTEN, p.one(), 1);
        String name = Unix.abstractName("late");
        t.ok(BIND, p.one(), Unix.addr(t, name), Unix.length(name));
        t.fails(EINVAL, LISTEN, p.one(), 1);
        long length = t.cell(110);
        t.ok(GETPEERNAME, p.other(), t.alloc(110), length);
        assertThat(t.intAt(length)).isEqualTo(Unix.length(name));
    }

    @ConformanceTest
    void nobodyListeningRefuses(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("deaf");
        long client = Unix.socket(t, SOCK_STREAM);
        t.fails(ECONNREFUSED, CONNECT, client, Unix.addr(t, name), Unix.length(name));
        long bound = Unix.bound(t, SOCK_STREAM, name);
        t.fails(ECONNREFUSED, CONNECT, client, Unix.addr(t, name), Unix.length(name));
        t.fails(ECONNREFUSED, CONNECT, bound, Unix.addr(t, name), Unix.length(name));
        t.ok(LISTEN, bound, 1);
        t.ok(CONNECT, client, Unix.addr(t, name), Unix.length(name));
        t.fails(EISCONN, CONNECT, client, Unix.addr(t, name), Unix.length(name));
        t.fails(EINVAL, CONNECT, bound, Unix.addr(t, name), Unix.length(name));
    }

    @ConformanceTest
    void aFullBacklogTurnsTheImpatientAway(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("full");
        long listener = Unix.listener(t, SOCK_STREAM, name, 0);
        long first = Unix.connected(t, SOCK_STREAM, name);
        long second = Unix.socket(t, SOCK_STREAM | SOCK_NONBLOCK);
        t.fails(EAGAIN, CONNECT, second, Unix.addr(t, name), Unix.length(name));
        assertThat(t.poll(second, ALL)).isEqualTo(WRITABLE | POLLHUP);
        t.ok(FCNTL, first, F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, CONNECT, first, Unix.addr(t, name), Unix.length(name));
        t.ok(ACCEPT, listener, 0, 0);
        t.ok(CONNECT, second, Unix.addr(t, name), Unix.length(name));
    }

    @ConformanceTest
    void aFullBacklogHoldsThePatientBack(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("patient");
        long listener = Unix.listener(t, SOCK_STREAM, name, 0);
        Unix.connected(t, SOCK_STREAM, name);
        var other = t.fork();
        long client = Unix.socket(other, SOCK_STREAM);
        var connect = other.blocks(CONNECT, client, Unix.addr(other, name), Unix.length(name));
        t.ok(ACCEPT, listener, 0, 0);
        connect.returns(0);
    }

    @ConformanceTest
    void aLongerBacklogLetsThoseInWhoWait(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("longer");
        long listener = Unix.listener(t, SOCK_STREAM, name, 0);
        Unix.connected(t, SOCK_STREAM, name);
        var other = t.fork();
        long client = Unix.socket(other, SOCK_STREAM);
        var connect = other.blocks(CONNECT, client, Unix.addr(other, name), Unix.length(name));
        t.ok(LISTEN, listener, 5);
        connect.returns(0);
    }

    @ConformanceTest
    void aConnectThatWaitsEndsWithItsTimeoutOrASignal(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("ends");
        Unix.listener(t, SOCK_STREAM, name, 0);
        Unix.connected(t, SOCK_STREAM, name);
        long client = Unix.socket(t, SOCK_STREAM);
        var connect = t.blocks(CONNECT, client, Unix.addr(t, name), Unix.length(name));
        t.kernelTask().interrupt(false);
        connect.fails(EINTR);
        t.ok(SETSOCKOPT, client, SOL_SOCKET, SO_SNDTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, CONNECT, client, Unix.addr(t, name), Unix.length(name));
    }

    @ConformanceTest
    void acceptWaitsForAConnection(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("accept");
        long listener = Unix.listener(t, SOCK_STREAM, name, 1);
        var server = t.fork();
        var accept = server.blocks(ACCEPT4, listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
        Unix.connected(t, SOCK_STREAM, name);
        long fd = accept.succeeds();
        server.gives(O_RDWR | O_NONBLOCK, FCNTL, fd, F_GETFL, 0);
        server.gives(FD_CLOEXEC, FCNTL, fd, F_GETFD, 0);
    }

    @ConformanceTest
    void acceptOfNothingEndsWithoutWaiting(Scenario s) {
        var t = s.task();
        long listener = Unix.listener(t, SOCK_STREAM, Unix.abstractName("nothing"), 1);
        t.ok(SETSOCKOPT, listener, SOL_SOCKET, SO_RCVTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
        t.ok(FCNTL, listener, F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
        t.fails(EINVAL, IOCTL, listener, FIONREAD, t.cell(0));
        t.fails(EINVAL, RECVFROM, listener, t.alloc(1), 1, 0, 0, 0);
        t.fails(ENOTCONN, SENDTO, listener, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void aListenerThatIsShutDownHandsOutWhatItHas(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("shut");
        long listener = Unix.listener(t, SOCK_STREAM, name, 5);
        Unix.connected(t, SOCK_STREAM, name);
        t.ok(SHUTDOWN, listener, SHUT_RDWR);
        assertThat(t.poll(listener, ALL)).isEqualTo(READABLE | POLLRDHUP | POLLHUP);
        long late = Unix.socket(t, SOCK_STREAM);
        t.fails(ECONNREFUSED, CONNECT, late, Unix.addr(t, name), Unix.length(name));
        t.ok(ACCEPT, listener, 0, 0);
        t.fails(EINVAL, ACCEPT, listener, 0, 0);
        t.ok(FCNTL, listener, F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, ACCEPT, listener, 0, 0);
    }

    @ConformanceTest
    void shutdownEndsAnAccept(Scenario s) {
        var t = s.task();
        long listener = Unix.listener(t, SOCK_STREAM, Unix.abstractName("wake"), 5);
        var accept = t.fork().blocks(ACCEPT, listener, 0, 0);
        t.ok(SHUTDOWN, listener, SHUT_RD);
        accept.fails(EINVAL);
    }

    @ConformanceTest
    void closingTheListenerResetsWhoWasNotAccepted(Scenario s) {
        var t = s.task();
        for (int type : CONNECTED_TYPES) {
            String name = Unix.abstractName("reset" + type);
            long listener = Unix.listener(t, type, name, 5);
            long client = Unix.connected(t, type, name);
            t.ok(CLOSE, listener);
            assertThat(t.poll(client, ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR);
            t.fails(ECONNRESET, RECVFROM, client, t.alloc(1), 1, 0, 0, 0);
            t.gives(0, RECVFROM, client, t.alloc(1), 1, 0, 0, 0);
            t.fails(EPIPE, SENDTO, client, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        }
    }

    @ConformanceTest
    void oneEmptyMessageLeftUnreadIsNoReset(Scenario s) {
        var t = s.task();
        var one = Unix.pair(t, SOCK_SEQPACKET);
        Unix.send(t, one.one(), "");
        t.ok(CLOSE, one.other());
        t.gives(0, RECVFROM, one.one(), t.alloc(1), 1, 0, 0, 0);
        var two = Unix.pair(t, SOCK_SEQPACKET);
        Unix.send(t, two.one(), "");
        Unix.send(t, two.one(), "");
        t.ok(CLOSE, two.other());
        t.fails(ECONNRESET, RECVFROM, two.one(), t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void aFullTableLeavesTheConnectionQueued(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("emfile");
        long listener = Unix.listener(t, SOCK_STREAM, name, 5);
        long client = Unix.connected(t, SOCK_STREAM, name);
        t.kernelTask().limitFiles((int) client + 1);
        t.fails(EMFILE, ACCEPT, listener, 0, 0);
        t.ok(CLOSE, client);
        t.gives(client, ACCEPT, listener, 0, 0);
    }
}
