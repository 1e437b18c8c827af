package org.jernel.test.conformance;

import java.util.List;
import java.util.function.Consumer;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** The life of a connection between sockets of AF_INET6, with IPv6 below and with IPv4. */
final class Inet6FlowTest {

    private static void onBoth(Scenario s, Consumer<Tcp.Pair> life) {
        List.of(Tcp6.pair(s), Tcp6.mappedPair(s)).forEach(life);
    }

    @ConformanceTest
    void bytesKeepTheirOrder(Scenario s) {
        onBoth(s, p -> {
            var t = p.task();
            Tcp.send(t, p.client(), "one ");
            Tcp.send(t, p.client(), "two");
            Tcp.awaitQueued(t, p.server(), 7);
            long peeked = t.alloc(3);
            t.gives(3, RECVFROM, p.server(), peeked, 3, MSG_PEEK, 0, 0);
            Tcp.receives(t, p.server(), "one two");
            t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        });
    }

    @ConformanceTest
    void largeWritesArriveWhole(Scenario s) {
        onBoth(s, p -> {
            var t = p.task();
            int size = 200_000;
            byte[] content = new byte[size];
            for (int i = 0; i < size; i++) {
                content[i] = (byte) ((i * 31) >> 3);
            }
            long from = t.bytes(content);
            var reader = t.fork();
            var receive = reader.blocks(RECVFROM, p.server(), reader.alloc(size), size, MSG_WAITALL, 0, 0);
            t.gives(size, SENDTO, p.client(), from, size, 0, 0, 0);
            receive.returns(size);
        });
    }

    @ConformanceTest
    void anEndIsSeenOnTheOtherSide(Scenario s) {
        onBoth(s, p -> {
            var t = p.task();
            t.ok(SHUTDOWN, p.client(), SHUT_WR);
            t.pollBecomes(POLLIN | POLLRDHUP, p.server(), POLLIN | POLLRDHUP);
            t.gives(0, RECVFROM, p.server(), t.alloc(1), 1, 0, 0, 0);
            Tcp.send(t, p.server(), "still");
            Tcp.receives(t, p.client(), "still");
            t.ok(CLOSE, p.server());
            t.pollBecomes(POLLIN | POLLHUP, p.client(), POLLIN);
            t.fails(EPIPE, SENDTO, p.client(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        });
    }

    @ConformanceTest
    void aResetIsSeenOnTheOtherSide(Scenario s) {
        onBoth(s, p -> {
            var t = p.task();
            Tcp.closeWithReset(t, p.client());
            t.pollBecomes(POLLIN | POLLERR | POLLHUP, p.server(), POLLIN);
            t.fails(ECONNRESET, RECVFROM, p.server(), t.alloc(1), 1, 0, 0, 0);
            t.fails(ENOTCONN, GETPEERNAME, p.server(), t.sockaddr6Out(), t.cell(SOCKADDR_IN6));
        });
    }

    @ConformanceTest
    void receiveTellsNoNameOfAStream(Scenario s) {
        onBoth(s, p -> {
            var t = p.task();
            Tcp.send(t, p.client(), "named");
            long length = t.cell(SOCKADDR_IN6);
            t.gives(5, RECVFROM, p.server(), t.alloc(5), 5, 0, t.sockaddr6Out(), length);
            assertThat(t.intAt(length)).isZero();
        });
    }

    @ConformanceTest
    void connectWithoutWaitingIsSeenByPoll(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        for (long address : new long[] {Tcp6.loopback(t, port), Tcp6.mapped(t, INADDR_LOOPBACK, port)}) {
            long fd = t.ok(SOCKET, AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
            t.fails(EINPROGRESS, CONNECT, fd, address, SOCKADDR_IN6);
            t.pollBecomes(POLLOUT, fd, POLLOUT);
            t.ok(CONNECT, fd, address, SOCKADDR_IN6);
            t.fails(EISCONN, CONNECT, fd, address, SOCKADDR_IN6);
            Tcp6.names(t, fd, true);
        }
    }

    @ConformanceTest
    void acceptWaitsForEitherFamily(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        int port = t.port(listener);
        var server = t.fork();
        var first = server.blocks(ACCEPT, listener, server.sockaddr6Out(), server.cell(SOCKADDR_IN6));
        t.ok(CONNECT, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        first.succeeds();
        var second = server.blocks(ACCEPT, listener, server.sockaddr6Out(), server.cell(SOCKADDR_IN6));
        Tcp6.connect(t, Tcp6.socket(t), Tcp6.loopback(t, port));
        second.succeeds();
    }

    @ConformanceTest
    void closingAListenerResetsWhoWaits(Scenario s) {
        var t = s.task();
        long listener = Tcp6.listener(t);
        long six = Tcp6.socket(t);
        Tcp6.connect(t, six, Tcp6.loopback(t, t.port(listener)));
        long four = Tcp.socket(t);
        t.ok(CONNECT, four, t.inet(INADDR_LOOPBACK, t.port(listener)), SOCKADDR_IN);
        t.ok(CLOSE, listener);
        for (long fd : new long[] {six, four}) {
            t.pollBecomes(POLLIN | POLLERR | POLLHUP, fd, POLLIN);
            t.fails(ECONNRESET, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
        }
    }

    @ConformanceTest
    void timeWaitKeepsThePortFromOtherAddressesOnlyWhereTheyMeet(Scenario s) {
        var t = s.task();
        long listener = Tcp6.socket(t);
        Tcp.set(t, listener, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp6.listener(t, listener, Tcp6.loopback(t, 0));
        int port = t.port(listener);
        long client = Tcp6.socket(t);
        Tcp6.connect(t, client, Tcp6.loopback(t, port));
        long server = t.ok(ACCEPT, listener, 0, 0);
        t.ok(CLOSE, listener);
        t.ok(CLOSE, server);
        t.pollBecomes(POLLIN, client, POLLIN);
        t.ok(CLOSE, client);
        long again = Tcp6.socket(t);
        t.fails(EADDRINUSE, BIND, again, Tcp6.loopback(t, port), SOCKADDR_IN6);
        t.fails(EADDRINUSE, BIND, again, Tcp6.any(t, port), SOCKADDR_IN6);
        t.ok(BIND, Tcp.socket(t), t.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        Tcp.set(t, again, SOL_SOCKET, SO_REUSEADDR, 1);
        Tcp6.bind(t, again, Tcp6.loopback(t, port));
    }
}
