package org.jernel.test.conformance;

import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What most scenarios of AF_INET6 begin with. */
final class Tcp6 {

    private static final long MAPPED = 0xffffL << 32;

    private Tcp6() {}

    static long socket(Task t) {
        return t.ok(SOCKET, AF_INET6, SOCK_STREAM, 0);
    }

    static long v6only(Task t) {
        long s = socket(t);
        Tcp.set(t, s, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        return s;
    }

    /** {@code [::]:port}. */
    static long any(Task t, int port) {
        return t.inet6(0, 0, port);
    }

    /** {@code [::1]:port}. */
    static long loopback(Task t, int port) {
        return t.inet6(0, 1, port);
    }

    /** {@code [::ffff:a.b.c.d]:port}. */
    static long mapped(Task t, int address, int port) {
        return t.inet6(0, MAPPED | (address & 0xffff_ffffL), port);
    }

    /** A port that nobody holds on any address, as far as the socket shows that holds it until the call returns. */
    static int freePort(Task t, long dualStackSocket) {
        bind(t, dualStackSocket, any(t, 0));
        int port = t.port(dualStackSocket);
        t.ok(CLOSE, dualStackSocket);
        return port;
    }

    static void bind(Task t, long fd, long address) {
        t.ok(BIND, fd, address, SOCKADDR_IN6);
    }

    static void connect(Task t, long fd, long address) {
        t.ok(CONNECT, fd, address, SOCKADDR_IN6);
    }

    /** A socket that listens on {@code ::} and a port of the kernel's choice. */
    static long listener(Task t) {
        return listener(t, socket(t), any(t, 0));
    }

    static long listener(Task t, long fd, long address) {
        bind(t, fd, address);
        t.ok(LISTEN, fd, 8);
        return fd;
    }

    /** Has a socket's name and, if it is connected, its peer's recorded. */
    static void names(Task t, long fd, boolean connected) {
        t.ok(GETSOCKNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        if (connected) {
            t.ok(GETPEERNAME, fd, t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        }
    }

    /** Both ends of a connection over {@code ::1}, in one task. */
    static Tcp.Pair pair(Scenario scenario) {
        var t = scenario.task();
        long listener = listener(t);
        long client = socket(t);
        connect(t, client, loopback(t, t.port(listener)));
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CLOSE, listener);
        return new Tcp.Pair(t, client, server);
    }

    /** Both ends of a connection that IPv4 carries, between sockets of AF_INET6. */
    static Tcp.Pair mappedPair(Scenario scenario) {
        var t = scenario.task();
        long listener = listener(t);
        long client = socket(t);
        connect(t, client, mapped(t, INADDR_LOOPBACK, t.port(listener)));
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CLOSE, listener);
        return new Tcp.Pair(t, client, server);
    }
}
