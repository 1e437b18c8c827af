package org.jernel.test.conformance;

import org.jernel.test.judge.Pending;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What most scenarios begin with: sockets that listen, and two ends of a connection. */
final class Tcp {

    private Tcp() {}

    static long socket(Task t) {
        return t.ok(SOCKET, AF_INET, SOCK_STREAM, 0);
    }

    static long nonBlocking(Task t) {
        return t.ok(SOCKET, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    }

    static long bound(Task t) {
        return bound(t, 0);
    }

    static long bound(Task t, int port) {
        long s = socket(t);
        t.ok(BIND, s, t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        return s;
    }

    static long listener(Task t) {
        long s = bound(t);
        t.ok(LISTEN, s, 8);
        return s;
    }

    /** Connects a new socket to a listener of the same task; the connection waits to be accepted. */
    static long connect(Task t, long listener) {
        long s = socket(t);
        t.ok(CONNECT, s, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        return s;
    }

    /** Both ends of a connection, in one task. */
    static Pair pair(Scenario scenario) {
        var t = scenario.task();
        long listener = listener(t);
        long client = connect(t, listener);
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CLOSE, listener);
        return new Pair(t, client, server);
    }

    static void send(Task t, long fd, String text) {
        t.gives(text.length(), SENDTO, fd, t.text(text), text.length(), 0, 0, 0);
    }

    /** Receives with a large buffer and compares what came, which may have come in several segments. */
    static void receives(Task t, long fd, String text) {
        long buffer = t.alloc(text.length() + 8);
        t.gives(text.length(), RECVFROM, fd, buffer, text.length() + 8, 0, 0, 0);
        assertThat(t.textAt(buffer, text.length())).isEqualTo(text);
    }

    /** Waits until exactly this many bytes are there to be received. */
    static void awaitQueued(Task t, long fd, int bytes) {
        long cell = t.cell(0);
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        do {
            t.unrecorded(IOCTL, fd, FIONREAD, cell);
        } while (t.intAt(cell) != bytes && System.nanoTime() - deadline < 0);
        assertThat(t.intAt(cell)).as("bytes queued").isEqualTo(bytes);
    }

    /** Makes the close of a socket a reset. */
    static void closeWithReset(Task t, long fd) {
        t.ok(SETSOCKOPT, fd, SOL_SOCKET, SO_LINGER, t.ints(1, 0), 8);
        t.ok(CLOSE, fd);
    }

    /** An option of four bytes. */
    static int option(Task t, long fd, int level, int name) {
        long value = t.alloc(4);
        t.ok(GETSOCKOPT, fd, level, name, value, t.cell(4));
        return t.intAt(value);
    }

    static void set(Task t, long fd, int level, int name, int value) {
        t.ok(SETSOCKOPT, fd, level, name, t.cell(value), 4);
    }

    record Pair(Task task, long client, long server) {}
}
