package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** splice(2) from pipe to pipe, and what it refuses of any file. */
final class SpliceTest {

    private static final int PAGE = 4096;
    private static final int SLOTS = 16;

    @ConformanceTest
    void movesBytesFromPipeToPipe(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        t.gives(2, SPLICE, p.reader(), 0, q.writer(), 0, 2, 0);
        t.gives(3, SPLICE, p.reader(), 0, q.writer(), 0, 100, SPLICE_F_MOVE | SPLICE_F_MORE | SPLICE_F_GIFT);
        q.hears("hello");
    }

    @ConformanceTest
    void leavesTheRestInThePipe(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        t.gives(2, SPLICE, p.reader(), 0, q.writer(), 0, 2, 0);
        q.say("!");
        p.say("?");
        p.hears("llo?");
        q.hears("he!");
    }

    @ConformanceTest
    void writesBehindWholeBuffersThatWereMoved(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t, O_NONBLOCK);
        for (int i = 0; i < SLOTS; i++) {
            p.say("a");
            t.gives(1, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        }
        t.gives(1, WRITE, q.writer(), t.text("b"), 1);
        p.say("a");
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        q.hears("aaaaaaaaaaaaaaaab");
    }

    @ConformanceTest
    void writesNothingBehindAPartThatWasMoved(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t, O_NONBLOCK);
        p.write(SLOTS + 1);
        for (int i = 0; i < SLOTS; i++) {
            t.gives(1, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        }
        t.fails(EAGAIN, WRITE, q.writer(), t.text("b"), 1);
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        assertThat(t.poll(q.writer(), ALL)).isZero();
        q.read(SLOTS);
        p.read(1);
    }

    @ConformanceTest
    void endsWithTheWriter(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        t.ok(CLOSE, p.writer());
        t.gives(5, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        t.gives(0, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        t.gives(0, SPLICE, p.reader(), 0, q.writer(), 0, 100, SPLICE_F_NONBLOCK);
    }

    @ConformanceTest
    void wouldBlock(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 100, SPLICE_F_NONBLOCK);
        t.ok(FCNTL, p.reader(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        t.ok(FCNTL, p.reader(), F_SETFL, 0);
        t.ok(FCNTL, q.writer(), F_SETFL, O_NONBLOCK);
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        q.write(SLOTS * PAGE);
        p.say("hello");
        t.fails(EAGAIN, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        q.read(PAGE);
        t.gives(5, SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
    }

    @ConformanceTest
    void takesWhatThereIsRoomFor(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.write(3 * PAGE);
        q.write((SLOTS - 2) * PAGE);
        t.gives(2 * PAGE, SPLICE, p.reader(), 0, q.writer(), 0, 3 * PAGE, 0);
    }

    @ConformanceTest
    void refusesDescriptors(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("x");
        t.fails(EBADF, SPLICE, 99, 0, q.writer(), 0, 1, 0);
        t.fails(EBADF, SPLICE, p.reader(), 0, 99, 0, 1, 0);
        t.fails(EBADF, SPLICE, p.writer(), 0, q.writer(), 0, 1, 0);
        t.fails(EBADF, SPLICE, p.reader(), 0, q.reader(), 0, 1, 0);
        t.fails(EINVAL, SPLICE, p.reader(), 0, p.writer(), 0, 1, 0);
        long one = Tcp.socket(t);
        long two = Tcp.socket(t);
        t.fails(EINVAL, SPLICE, one, 0, two, 0, 1, 0);
        long eventFd = t.ok(EVENTFD2, 1, 0);
        t.fails(EINVAL, SPLICE, p.reader(), 0, eventFd, 0, 1, 0);
        t.fails(EINVAL, SPLICE, eventFd, 0, q.writer(), 0, 1, 0);
        t.fails(EINVAL, SPLICE, eventFd, 0, one, 0, 1, 0);
        p.hears("x");
    }

    @ConformanceTest
    void refusesOtherFilesBeforeItWaits(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        long eventFd = t.ok(EVENTFD2, 1, 0);
        t.fails(EINVAL, SPLICE, p.reader(), 0, eventFd, 0, 1, 0);
        p.write(SLOTS * PAGE);
        t.fails(EAGAIN, SPLICE, eventFd, 0, p.writer(), 0, 1, SPLICE_F_NONBLOCK);
    }

    @ConformanceTest
    void refusesFlagsAndLengths(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("x");
        t.fails(EINVAL, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0x10);
        t.fails(EINVAL, SPLICE, 99, 0, q.writer(), 0, 1, 0x10);
        t.gives(0, SPLICE, 99, 0, 99, 0, 0, 0x10);
        t.gives(1, SPLICE, p.reader(), 0, q.writer(), 0, -1, 0);
        long socket = Tcp.socket(t);
        t.fails(EINVAL, SPLICE, socket, 0, q.writer(), 0, -1, 0);
        t.fails(EINVAL, SPLICE, p.reader(), 0, socket, 0, -1, 0);
    }

    @ConformanceTest
    void refusesOffsets(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("x");
        long offset = t.words(0);
        t.fails(ESPIPE, SPLICE, p.reader(), offset, q.writer(), 0, 1, 0);
        t.fails(ESPIPE, SPLICE, p.reader(), 0, q.writer(), offset, 1, 0);
        t.fails(ESPIPE, SPLICE, p.reader(), t.unmapped(), q.writer(), 0, 1, 0);
        long socket = Tcp.socket(t);
        t.fails(EINVAL, SPLICE, socket, offset, q.writer(), 0, 1, 0);
        t.fails(EINVAL, SPLICE, p.reader(), 0, socket, offset, 1, 0);
        t.fails(EFAULT, SPLICE, socket, t.unmapped(), q.writer(), 0, 1, 0);
        t.fails(EFAULT, SPLICE, p.reader(), 0, socket, t.unmapped(), 1, 0);
        t.fails(ESPIPE, SPLICE, socket, 0, q.writer(), offset, 1, 0);
        t.fails(ESPIPE, SPLICE, p.reader(), offset, socket, 0, 1, 0);
    }

    @ConformanceTest
    void isBrokenWhenTheReaderIsGone(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = pipe(t);
        var q = pipe(t);
        t.ok(CLOSE, q.reader());
        p.say("x");
        t.fails(EPIPE, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        long socket = Tcp.socket(t);
        t.fails(EPIPE, SPLICE, socket, 0, q.writer(), 0, 1, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        p.hears("x");
    }

    @ConformanceTest
    void keepsPacketsApart(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_DIRECT);
        var q = pipe(t);
        p.say("one");
        p.say("two");
        t.gives(1, SPLICE, p.reader(), 0, q.writer(), 0, 1, 0);
        t.gives(5, SPLICE, p.reader(), 0, q.writer(), 0, 10, 0);
        q.hears("o");
        q.hears("ne");
        q.hears("two");
    }

    @ConformanceTest
    void waitsForBytes(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        p.say("hello");
        splice.returns(5);
        q.hears("hello");
    }

    @ConformanceTest
    void waitsForRoom(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        q.write(SLOTS * PAGE);
        var child = t.fork();
        var splice = child.blocks(SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        q.read(PAGE);
        splice.returns(5);
    }

    @ConformanceTest
    void wakesWhoReadsAndWhoWrites(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.write(SLOTS * PAGE);
        var reading = t.fork();
        var writing = t.fork();
        var read = reading.blocks(READ, q.reader(), reading.alloc(8), 8);
        var write = writing.blocks(WRITE, p.writer(), writing.text("x"), 1);
        t.gives(PAGE, SPLICE, p.reader(), 0, q.writer(), 0, PAGE, 0);
        read.returns(8);
        write.returns(1);
    }

    @ConformanceTest
    void seesTheEndsGoWhileItWaits(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        var child = t.fork();
        child.kernelTask().blockSignal(SIGPIPE);
        child.ok(CLOSE, p.writer());
        child.ok(CLOSE, q.reader());
        var end = child.blocks(SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        t.ok(CLOSE, p.writer());
        end.returns(0);
        q.write(SLOTS * PAGE);
        var r = pipe(child);
        r.say("x");
        var broken = child.blocks(SPLICE, r.reader(), 0, q.writer(), 0, 100, 0);
        t.ok(CLOSE, q.reader());
        broken.fails(EPIPE);
        assertThat(child.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void isInterruptedOrRestarted(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        var child = t.fork();
        var splice = child.blocks(SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        child.kernelTask().interrupt(false);
        splice.fails(EINTR);
        var again = child.blocks(SPLICE, p.reader(), 0, q.writer(), 0, 100, 0);
        child.kernelTask().interrupt(true);
        again.staysBlocked();
        p.say("hello");
        again.returns(5);
    }
}
