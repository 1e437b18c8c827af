package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Calls that wait, when a signal arrives. */
final class SignalTest {

    @ConformanceTest
    void anAcceptIsInterrupted(Scenario s) {
        var t = s.task();
        var accept = t.blocks(ACCEPT, Tcp.listener(t), 0, 0);
        t.kernelTask().interrupt(false);
        accept.fails(EINTR);
    }

    @ConformanceTest
    void anAcceptIsRestarted(Scenario s) {
        var t = s.task();
        long listener = Tcp.listener(t);
        int port = t.port(listener);
        var accept = t.blocks(ACCEPT, listener, 0, 0);
        t.kernelTask().interrupt(true);
        accept.staysBlocked();
        var client = s.task();
        client.ok(CONNECT, Tcp.socket(client), client.inet(INADDR_LOOPBACK, port), SOCKADDR_IN);
        accept.returns(4);
    }

    @ConformanceTest
    void aReceiveIsInterrupted(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        var read = t.blocks(RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        t.kernelTask().interrupt(false);
        read.fails(EINTR);
        Tcp.send(t, p.client(), "not lost");
        Tcp.receives(t, p.server(), "not lost");
    }

    @ConformanceTest
    void aReceiveIsRestarted(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        var read = reader.blocks(READ, p.server(), reader.alloc(4), 4);
        reader.kernelTask().interrupt(true);
        read.staysBlocked();
        Tcp.send(p.task(), p.client(), "data");
        read.returns(4);
    }

    @ConformanceTest
    void aReceiveWithATimeoutIsNotRestarted(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SETSOCKOPT, p.server(), SOL_SOCKET, SO_RCVTIMEO, t.words(60, 0), 16);
        var read = t.blocks(READ, p.server(), t.alloc(4), 4);
        t.kernelTask().interrupt(true);
        read.fails(EINTR);
    }

    @ConformanceTest
    void aReceiveThatHasPartReturnsIt(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        var read = reader.blocks(RECVFROM, p.server(), reader.alloc(8), 8, MSG_WAITALL, 0, 0);
        Tcp.send(p.task(), p.client(), "part");
        Tcp.awaitQueued(p.task(), p.server(), 0);
        read.staysBlocked();
        reader.kernelTask().interrupt(false);
        read.returns(4);
    }

    @ConformanceTest
    void aPollIsNeverRestarted(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        var poll = t.blocks(POLL, t.pollfd(p.server(), POLLIN), 1, -1);
        t.kernelTask().interrupt(true);
        poll.fails(EINTR);
    }

    @ConformanceTest
    void aSleepThatAHandlerEndedIsNotContinued(Scenario s) {
        var t = s.task();
        t.fails(EINTR, RESTART_SYSCALL);
        var sleep = t.blocks(NANOSLEEP, t.words(60, 0), 0);
        t.kernelTask().interrupt(true);
        sleep.fails(EINTR);
        t.fails(EINTR, RESTART_SYSCALL);
    }
}
