package org.jernel.test.conformance;

import java.util.ArrayList;
import java.util.List;

import org.jernel.test.judge.Blocked;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Pending;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** A slow reader stalls the writer, in bounded memory. */
final class FlowTest {

    private static final int CHUNK = 1 << 16;
    private static final int BOUND = 1 << 26;

    /** More than a connection takes that nobody reads: its buffers grow only when somebody does. */
    private static final int LARGE = 1 << 20;

    /** So many looks without a change mean that nothing moves, where the reader's bytes are more than it can count. */
    private static final int SETTLED = 1000;

    @ConformanceTest
    void aWriterThatMustNotWaitStops(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        fill(p);
        t.fails(EAGAIN, SENDTO, p.client(), t.alloc(CHUNK), CHUNK, 0, 0, 0);
        assertThat(t.poll(p.client(), POLLIN | POLLOUT)).isZero();
    }

    @ConformanceTest
    void aWriterGoesOnWhenTheReaderHasRead(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        long sent = fill(p);
        assertThat(drain(t, p.server(), sent)).isEqualTo(sent);
        t.pollBecomes(POLLOUT, p.client(), POLLOUT);
        Tcp.send(t, p.client(), "on");
        Tcp.receives(t, p.server(), "on");
    }

    @ConformanceTest
    void aWriterThatWaitsSendsAll(Scenario s) {
        var p = Tcp.pair(s);
        fill(p);
        p.task().ok(FCNTL, p.client(), F_SETFL, 0);
        var writer = p.task().fork();
        var write = writer.blocks(WRITE, p.client(), writer.alloc(LARGE), LARGE);
        readUntilDone(p.task(), p.server(), write);
        write.returns(LARGE);
    }

    @ConformanceTest
    void everyWriterThatWaitsGetsItsTurn(Scenario s) {
        var p = Tcp.pair(s);
        Tcp.set(p.task(), p.client(), SOL_SOCKET, SO_SNDBUF, CHUNK);
        List<Blocked> writes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var writer = p.task().fork();
            writes.add(writer.blocks(WRITE, p.client(), writer.alloc(LARGE), LARGE));
        }
        for (Blocked write : writes) {
            readUntilDone(p.task(), p.server(), write);
            write.returns(LARGE);
        }
    }

    @ConformanceTest
    void aWriterThatWaitsSeesTheReset(Scenario s) {
        var p = Tcp.pair(s);
        fill(p);
        p.task().ok(FCNTL, p.client(), F_SETFL, 0);
        var writer = p.task().fork();
        writer.ok(CLOSE, p.server());
        var write = writer.blocks(WRITE, p.client(), writer.alloc(CHUNK), CHUNK);
        p.task().ok(CLOSE, p.server());
        write.fails(ECONNRESET);
    }

    @ConformanceTest
    void aWriterTimesOut(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        fill(p);
        t.ok(FCNTL, p.client(), F_SETFL, 0);
        t.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_SNDTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, SENDTO, p.client(), t.alloc(CHUNK), CHUNK, 0, 0, 0);
    }

    @ConformanceTest
    void theBytesArriveAsTheyWereSent(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        byte[] content = new byte[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            content[i] = (byte) (i * 31 + (i >> 8));
        }
        t.gives(CHUNK, SENDTO, p.client(), t.bytes(content), CHUNK, 0, 0, 0);
        long buffer = t.alloc(CHUNK);
        t.gives(CHUNK, RECVFROM, p.server(), buffer, CHUNK, MSG_WAITALL, 0, 0);
        assertThat(t.bytesAt(buffer, CHUNK)).isEqualTo(content);
    }

    /**
     * Writes without waiting until the connection takes no more, and tells how much it took. While a segment or an
     * acknowledgement is under way there may be room again, so the last write comes after the two ends have settled; and a
     * send buffer whose size nobody has set grows by itself.
     */
    static long fill(Tcp.Pair p) {
        Task t = p.task();
        t.ok(FCNTL, p.client(), F_SETFL, O_NONBLOCK);
        t.ok(SETSOCKOPT, p.client(), SOL_SOCKET, SO_SNDBUF, t.ints(CHUNK), 4);
        long chunk = t.alloc(CHUNK);
        long cell = t.cell(0);
        long sent = 0;
        Queues last = queues(t, p, cell);
        int same = 0;
        boolean settled = false;
        long result = 0;
        while (result >= 0 || !settled) {
            Queues now = queues(t, p, cell);
            same = now.equals(last) ? same + 1 : 0;
            last = now;
            settled = now.isStill() && (now.hold(sent) || same >= SETTLED);
            result = t.unrecorded(WRITE, p.client(), chunk, CHUNK);
            sent += Math.max(0, result);
            assertThat(sent).as("bytes that a stalled connection takes").isLessThan(BOUND);
        }
        assertThat(result).isEqualTo(EAGAIN.negated());
        return sent;
    }

    private static Queues queues(Task t, Tcp.Pair p, long cell) {
        t.unrecorded(IOCTL, p.client(), TIOCOUTQ, cell);
        long unacknowledged = t.intAt(cell);
        t.unrecorded(IOCTL, p.client(), SIOCOUTQNSD, cell);
        long unsent = t.intAt(cell);
        t.unrecorded(IOCTL, p.server(), FIONREAD, cell);
        return new Queues(t.intAt(cell), unacknowledged, unsent);
    }

    /** The bytes in both ends. */
    private record Queues(long unread, long unacknowledged, long unsent) {

        /** True if nothing is under way. */
        boolean isStill() {
            return unacknowledged == unsent;
        }

        /** True if every byte is either in the reader's queue or waits to be sent. */
        boolean hold(long sent) {
            return unread + unsent == sent;
        }
    }

    static long drain(Task t, long fd, long expected) {
        long chunk = t.alloc(CHUNK);
        long read = 0;
        while (read < expected) {
            long result = t.unrecorded(READ, fd, chunk, CHUNK);
            assertThat(result).isPositive();
            read += result;
        }
        return read;
    }

    private static void readUntilDone(Task t, long fd, Blocked write) {
        t.ok(FCNTL, fd, F_SETFL, O_NONBLOCK);
        long chunk = t.alloc(CHUNK);
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        while (!write.isDone() && System.nanoTime() - deadline < 0) {
            t.unrecorded(READ, fd, chunk, CHUNK);
        }
    }
}
