package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** recv(2), recvfrom(2) and read(2). */
final class RecvTest {

    @ConformanceTest
    void waitsForData(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        long buffer = reader.alloc(8);
        var read = reader.blocks(RECVFROM, p.server(), buffer, 8, 0, 0, 0);
        Tcp.send(p.task(), p.client(), "now");
        read.returns(3);
        assertThat(reader.textAt(buffer, 3)).isEqualTo("now");
    }

    @ConformanceTest
    void takesWhatIsThereAndLeavesTheRest(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "hello world");
        Tcp.awaitQueued(t, p.server(), 11);
        t.gives(5, RECVFROM, p.server(), t.alloc(5), 5, 0, 0, 0);
        t.gives(1, READ, p.server(), t.alloc(1), 1);
        Tcp.receives(t, p.server(), "world");
    }

    @ConformanceTest
    void doesNotWaitIfAskedNotTo(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(4), 4, MSG_DONTWAIT, 0, 0);
        t.ok(FCNTL, p.server(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        t.fails(EAGAIN, READ, p.server(), t.alloc(4), 4);
    }

    @ConformanceTest
    void givesZeroAtTheEndAgainAndAgain(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "bye");
        t.ok(CLOSE, p.client());
        Tcp.receives(t, p.server(), "bye");
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        t.gives(0, READ, p.server(), t.alloc(4), 4);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void endsWhenThePeerCloses(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        p.task().ok(CLOSE, p.server());
        reader.ok(CLOSE, p.client());
        var read = reader.blocks(READ, p.server(), reader.alloc(4), 4);
        p.task().ok(CLOSE, p.client());
        read.returns(0);
    }

    @ConformanceTest
    void needsAConnection(Scenario s) {
        var t = s.task();
        t.fails(ENOTCONN, RECVFROM, Tcp.socket(t), t.alloc(4), 4, 0, 0, 0);
        t.fails(ENOTCONN, READ, Tcp.bound(t), t.alloc(4), 4);
        t.fails(ENOTCONN, RECVFROM, Tcp.socket(t), t.alloc(4), 4, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void needsASocket(Scenario s) {
        var t = s.task();
        t.fails(EBADF, RECVFROM, -1, t.alloc(1), 1, 0, 0, 0);
        t.fails(EBADF, RECVFROM, 99, t.alloc(1), 1, 0, 0, 0);
        t.fails(ENOTSOCK, RECVFROM, 0, t.alloc(1), 1, 0, 0, 0);
        t.fails(EBADF, READ, 99, t.alloc(1), 1);
    }

    @ConformanceTest
    void tellsNoAddressOnAConnection(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "x");
        long addr = t.alloc(16);
        long length = t.cell(16);
        t.gives(1, RECVFROM, p.server(), t.alloc(1), 1, 0, addr, length);
        assertThat(t.intAt(length)).isZero();
        assertThat(t.bytesAt(addr, 1)).containsExactly(0xee);
    }

    @ConformanceTest
    void peeksWithoutTaking(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "hello");
        Tcp.awaitQueued(t, p.server(), 5);
        t.gives(2, RECVFROM, p.server(), t.alloc(2), 2, MSG_PEEK, 0, 0);
        t.gives(5, RECVFROM, p.server(), t.alloc(8), 8, MSG_PEEK, 0, 0);
        Tcp.receives(t, p.server(), "hello");
    }

    @ConformanceTest
    void peeksAcrossSegments(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "one");
        Tcp.send(t, p.client(), "two");
        Tcp.awaitQueued(t, p.server(), 6);
        t.gives(5, RECVFROM, p.server(), t.alloc(5), 5, MSG_PEEK, 0, 0);
        Tcp.receives(t, p.server(), "onetwo");
    }

    @ConformanceTest
    void peeksAtTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(CLOSE, p.client());
        t.pollBecomes(POLLIN, p.server(), POLLIN);
        t.gives(0, RECVFROM, p.server(), t.alloc(4), 4, MSG_PEEK, 0, 0);
    }

    @ConformanceTest
    void waitsForAllIfAsked(Scenario s) {
        var p = Tcp.pair(s);
        var reader = p.task().fork();
        long buffer = reader.alloc(6);
        var read = reader.blocks(RECVFROM, p.server(), buffer, 6, MSG_WAITALL, 0, 0);
        Tcp.send(p.task(), p.client(), "one");
        Tcp.awaitQueued(p.task(), p.server(), 0);
        read.staysBlocked();
        Tcp.send(p.task(), p.client(), "two");
        read.returns(6);
        assertThat(reader.textAt(buffer, 6)).isEqualTo("onetwo");
    }

    @ConformanceTest
    void waitsForAllUntilTheEnd(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "part");
        t.ok(CLOSE, p.client());
        t.gives(4, RECVFROM, p.server(), t.alloc(8), 8, MSG_WAITALL, 0, 0);
        t.gives(0, RECVFROM, p.server(), t.alloc(8), 8, MSG_WAITALL, 0, 0);
    }

    @ConformanceTest
    void doesNotWaitForAllIfItMustNotWait(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "part");
        Tcp.awaitQueued(t, p.server(), 4);
        t.gives(4, RECVFROM, p.server(), t.alloc(8), 8, MSG_WAITALL | MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void throwsDataAwayWithTrunc(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "abcdef");
        Tcp.awaitQueued(t, p.server(), 6);
        long buffer = t.alloc(4);
        t.gives(4, RECVFROM, p.server(), buffer, 4, MSG_TRUNC, 0, 0);
        assertThat(t.bytesAt(buffer, 4)).containsOnly(0xee);
        t.gives(1, RECVFROM, p.server(), t.unmapped(), 1, MSG_TRUNC, 0, 0);
        Tcp.receives(t, p.server(), "f");
    }

    @ConformanceTest
    void countsWithPeekAndTrunc(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "abcdef");
        Tcp.awaitQueued(t, p.server(), 6);
        long buffer = t.alloc(8);
        t.gives(6, RECVFROM, p.server(), buffer, 8, MSG_PEEK | MSG_TRUNC, 0, 0);
        assertThat(t.bytesAt(buffer, 1)).containsExactly(0xee);
        Tcp.receives(t, p.server(), "abcdef");
    }

    @ConformanceTest
    void waitsOnceToTakeNothing(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        var empty = t.blocks(RECVFROM, p.server(), t.alloc(1), 0, 0, 0, 0);
        t.kernelTask().interrupt(false);
        empty.returns(0);
        var peek = t.blocks(RECVFROM, p.server(), t.alloc(1), 0, MSG_PEEK | MSG_WAITALL, 0, 0);
        t.kernelTask().interrupt(true);
        peek.returns(0);
    }

    @ConformanceTest
    void takesNothingIntoAnEmptyBuffer(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(0, READ, p.server(), t.alloc(1), 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(1), 0, MSG_DONTWAIT, 0, 0);
        Tcp.send(t, p.client(), "x");
        Tcp.awaitQueued(t, p.server(), 1);
        t.gives(0, RECVFROM, p.server(), t.alloc(1), 0, 0, 0, 0);
        Tcp.receives(t, p.server(), "x");
    }

    @ConformanceTest
    void faultsAndKeepsTheData(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "12345678");
        Tcp.awaitQueued(t, p.server(), 8);
        t.fails(EFAULT, RECVFROM, p.server(), t.unmapped(), 8, 0, 0, 0);
        t.fails(EFAULT, RECVFROM, p.server(), 0, 8, 0, 0, 0);
        t.fails(EFAULT, READ, p.server(), t.readOnly(new byte[8]), 8);
        t.fails(EFAULT, RECVFROM, p.server(), t.edge(new byte[4]), 8, 0, 0, 0);
        Tcp.receives(t, p.server(), "12345678");
    }

    @ConformanceTest
    void faultsOnTheLengthOfAnAddress(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "12");
        Tcp.awaitQueued(t, p.server(), 2);
        t.fails(EFAULT, RECVFROM, p.server(), t.alloc(1), 1, 0, t.sockaddrOut(), t.unmapped());
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(1), 1, 0, t.sockaddrOut(), t.cell(-1));
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void findsNoUrgentDataAndNoErrorQueue(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, RECVFROM, p.server(), t.alloc(1), 1, MSG_OOB, 0, 0);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(1), 1, MSG_ERRQUEUE, 0, 0);
    }

    @ConformanceTest
    void timesOut(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.ok(SETSOCKOPT, p.server(), SOL_SOCKET, SO_RCVTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(4), 4, 0, 0, 0);
        Tcp.send(t, p.client(), "part");
        t.gives(4, RECVFROM, p.server(), t.alloc(8), 8, MSG_WAITALL, 0, 0);
    }

    @ConformanceTest
    void waitsForTheLowWaterMark(Scenario s) {
        var p = Tcp.pair(s);
        Tcp.set(p.task(), p.server(), SOL_SOCKET, SO_RCVLOWAT, 4);
        var reader = p.task().fork();
        var read = reader.blocks(READ, p.server(), reader.alloc(8), 8);
        Tcp.send(p.task(), p.client(), "abc");
        Tcp.awaitQueued(p.task(), p.server(), 3);
        read.staysBlocked();
        Tcp.send(p.task(), p.client(), "d");
        read.returns(4);
    }

    @ConformanceTest
    void takesLengthsBeyondAllMemory(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "hello");
        Tcp.awaitQueued(t, p.server(), 5);
        t.fails(EFAULT, READ, p.server(), t.alloc(8), -1);
        t.gives(5, RECVFROM, p.server(), t.alloc(8), Integer.MAX_VALUE, 0, 0, 0);
    }
}
