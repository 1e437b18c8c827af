package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** tee(2) and vmsplice(2). */
final class TeeTest {

    private static final int PAGE = 4096;
    private static final int SLOTS = 16;

    @ConformanceTest
    void leavesWhatItDuplicates(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        t.gives(2, TEE, p.reader(), q.writer(), 2, 0);
        t.gives(5, TEE, p.reader(), q.writer(), 100, 0);
        p.say(" world");
        q.say("!");
        q.hears("hehello!");
        p.hears("hello world");
    }

    @ConformanceTest
    void duplicatesNothing(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        t.fails(EAGAIN, TEE, p.reader(), q.writer(), 1, SPLICE_F_NONBLOCK);
        t.gives(0, TEE, p.reader(), q.writer(), 0, 0);
        t.gives(0, TEE, 99, q.writer(), 0, 0);
        t.fails(EINVAL, TEE, 99, q.writer(), 0, 0x10);
        t.ok(CLOSE, p.writer());
        t.gives(0, TEE, p.reader(), q.writer(), 1, 0);
    }

    @ConformanceTest
    void isForTwoPipes(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        p.say("x");
        t.fails(EBADF, TEE, 99, q.writer(), 1, 0);
        t.fails(EBADF, TEE, p.reader(), 99, 1, 0);
        t.fails(EBADF, TEE, p.writer(), q.writer(), 1, 0);
        t.fails(EBADF, TEE, p.reader(), q.reader(), 1, 0);
        t.fails(EINVAL, TEE, p.reader(), p.writer(), 1, 0);
        long socket = Tcp.socket(t);
        t.fails(EINVAL, TEE, p.reader(), socket, 1, 0);
        t.fails(EINVAL, TEE, socket, q.writer(), 1, 0);
        t.fails(EINVAL, TEE, p.reader(), q.writer(), 1, 0x10);
    }

    @ConformanceTest
    void needsRoomAndAReader(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = pipe(t);
        var q = pipe(t);
        p.say("hello");
        for (int i = 0; i < SLOTS; i++) {
            t.gives(5, TEE, p.reader(), q.writer(), 9, 0);
        }
        t.fails(EAGAIN, TEE, p.reader(), q.writer(), 9, SPLICE_F_NONBLOCK);
        t.ok(CLOSE, q.reader());
        t.fails(EPIPE, TEE, p.reader(), q.writer(), 9, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void waitsForBytes(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var q = pipe(t);
        var child = t.fork();
        var tee = child.blocks(TEE, p.reader(), q.writer(), 100, 0);
        p.say("hello");
        tee.returns(5);
        q.hears("hello");
    }

    @ConformanceTest
    void vmsplicesUserMemoryIntoAPipe(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        t.gives(5, VMSPLICE, p.writer(), t.iov(t.text("he"), 2, t.text("llo"), 3), 2, SPLICE_F_GIFT);
        p.say("!");
        p.hears("hello!");
    }

    @ConformanceTest
    void vmsplicesEachPieceIntoASlot(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        long pages = t.edge(new byte[SLOTS * PAGE]);
        t.gives(SLOTS * PAGE - 1, VMSPLICE, p.writer(), t.iov(pages + 1, SLOTS * PAGE - 1), 1, 0);
        t.fails(EAGAIN, VMSPLICE, p.writer(), t.iov(pages, 1), 1, SPLICE_F_NONBLOCK);
        p.read(SLOTS * PAGE - 1);
        for (int i = 0; i < SLOTS - 1; i++) {
            t.gives(1, VMSPLICE, p.writer(), t.iov(pages, 1), 1, 0);
        }
        t.gives(2, VMSPLICE, p.writer(), t.iov(pages + PAGE - 2, 5), 1, 0);
        p.read(SLOTS + 1);
    }

    @ConformanceTest
    void vmsplicesPiecesOfDifferentPages(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        long pages = t.edge(new byte[3 * PAGE]);
        t.gives(50 + 2 * PAGE, VMSPLICE, p.writer(), t.iov(pages + 100, 50, pages + PAGE, 2 * PAGE), 2, 0);
        t.gives(PAGE + 7, VMSPLICE, p.writer(), t.iov(pages + PAGE - 1, 0, pages, PAGE + 7), 2, 0);
        p.read(50 + 3 * PAGE + 7);
    }

    @ConformanceTest
    void vmsplicesOutOfAPipe(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        p.say("hello");
        long one = t.alloc(2);
        long two = t.alloc(20);
        t.gives(5, VMSPLICE, p.reader(), t.iov(one, 2, two, 20), 2, 0);
        assertThat(t.textAt(two, 3)).isEqualTo("llo");
        t.fails(EAGAIN, VMSPLICE, p.reader(), t.iov(one, 2), 1, SPLICE_F_NONBLOCK);
        p.say("abcde");
        t.gives(2, VMSPLICE, p.reader(), t.iov(one, 2), 1, 0);
        t.ok(CLOSE, p.writer());
        t.gives(3, VMSPLICE, p.reader(), t.iov(two, 20), 1, 0);
        t.gives(0, VMSPLICE, p.reader(), t.iov(two, 20), 1, 0);
    }

    @ConformanceTest
    void vmspliceRefuses(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = pipe(t);
        long x = t.iov(t.text("x"), 1);
        t.fails(EBADF, VMSPLICE, 99, x, 1, 0);
        t.fails(EBADF, VMSPLICE, Tcp.socket(t), x, 1, 0);
        t.fails(EINVAL, VMSPLICE, 99, x, 1, 0x10);
        t.fails(EINVAL, VMSPLICE, p.writer(), x, UIO_MAXIOV + 1, 0);
        t.fails(EFAULT, VMSPLICE, p.writer(), t.unmapped(), 1, 0);
        t.fails(EFAULT, VMSPLICE, p.writer(), t.iov(t.unmapped(), 1), 1, 0);
        t.gives(0, VMSPLICE, p.writer(), x, 0, 0);
        t.gives(0, VMSPLICE, Tcp.socket(t), x, 0, 0);
        p.say("abc");
        t.fails(EFAULT, VMSPLICE, p.reader(), t.iov(t.unmapped(), 1), 1, 0);
        p.hears("abc");
        t.ok(CLOSE, p.reader());
        t.fails(EPIPE, VMSPLICE, p.writer(), x, 1, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void vmspliceWaits(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        var child = t.fork();
        var out = child.blocks(VMSPLICE, p.reader(), child.iov(child.alloc(8), 8), 1, 0);
        p.say("hello");
        out.returns(5);
        p.write(SLOTS * PAGE);
        var in = child.blocks(VMSPLICE, p.writer(), child.iov(child.text("xy"), 2), 1, 0);
        p.read(PAGE);
        in.returns(2);
    }
}
