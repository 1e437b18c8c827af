package org.jernel.test.conformance;

import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.test.judge.Call.ACCEPT;
import static org.jernel.test.judge.Call.BIND;
import static org.jernel.test.judge.Call.CONNECT;
import static org.jernel.test.judge.Call.LISTEN;
import static org.jernel.test.judge.Call.SOCKET;
import static org.jernel.test.judge.Linux.AF_INET;
import static org.jernel.test.judge.Linux.INADDR_LOOPBACK;
import static org.jernel.test.judge.Linux.SOCKADDR_IN;
import static org.jernel.test.judge.Linux.SOCK_NONBLOCK;
import static org.jernel.test.judge.Linux.SOCK_STREAM;

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
        return new Pair(t, listener, client, server);
    }

    record Pair(Task task, long listener, long client, long server) {}
}
