package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** pipe(2), pipe2(2) and what pipe(7) says of them. */
final class PipeTest {

    private static final int CAPACITY = 65536;
    private static final int O_NOTIFICATION_PIPE = 0x80;
    private static final int CAP_SYS_RESOURCE = 24;

    @ConformanceTest
    void givesTheLowestTwoDescriptors(Scenario s) {
        var t = s.task();
        long fds = t.ints(-1, -1);
        t.ok(PIPE, fds);
        assertThat(t.intAt(fds)).isEqualTo(3);
        assertThat(t.intAt(fds + 4)).isEqualTo(4);
        t.gives(O_RDONLY, FCNTL, 3, F_GETFL);
        t.gives(O_WRONLY, FCNTL, 4, F_GETFL);
    }

    @ConformanceTest
    void takesFlags(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_CLOEXEC | O_NONBLOCK | O_DIRECT);
        t.gives(O_RDONLY | O_NONBLOCK, FCNTL, p.reader(), F_GETFL);
        t.gives(O_WRONLY | O_NONBLOCK | O_DIRECT, FCNTL, p.writer(), F_GETFL);
        t.gives(FD_CLOEXEC, FCNTL, p.reader(), F_GETFD);
        t.gives(FD_CLOEXEC, FCNTL, p.writer(), F_GETFD);
        t.fails(EINVAL, PIPE2, t.ints(-1, -1), 1);
        t.fails(ENOPKG, PIPE2, t.ints(-1, -1), O_NOTIFICATION_PIPE);
    }

    @ConformanceTest
    void leavesNothingOpenWhenItFails(Scenario s) {
        var t = s.task();
        t.fails(EFAULT, PIPE, t.unmapped());
        t.fails(EFAULT, PIPE2, t.edge(new byte[4]), 0);
        assertThat(pipe(t).reader()).isEqualTo(3);
        t.kernelTask().limitFiles(6);
        t.fails(EMFILE, PIPE, t.ints(-1, -1));
        t.gives(5, DUP, 3);
    }

    @ConformanceTest
    void carriesBytesInOrder(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        t.gives(5, WRITE, p.writer(), t.text("hello"), 5);
        t.gives(6, WRITE, p.writer(), t.text(" world"), 6);
        t.gives(3, READ, p.reader(), t.alloc(3), 3);
        t.gives(8, READ, p.reader(), t.alloc(20), 20);
    }

    @ConformanceTest
    void isForOneDirection(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        t.fails(EBADF, WRITE, p.reader(), t.text("x"), 1);
        t.fails(EBADF, READ, p.writer(), t.alloc(1), 1);
        t.fails(ESPIPE, LSEEK, p.reader(), 0, 0);
        t.fails(ESPIPE, LSEEK, p.writer(), 0, 0);
    }

    @ConformanceTest
    void doesNothingForNoBytes(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        t.gives(0, READ, p.reader(), t.alloc(1), 0);
        t.gives(0, WRITE, p.writer(), t.alloc(1), 0);
        t.ok(CLOSE, p.reader());
        t.gives(0, WRITE, p.writer(), t.alloc(1), 0);
    }

    @ConformanceTest
    void wouldBlockWhenEmptyOrFull(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        t.fails(EAGAIN, READ, p.reader(), t.alloc(1), 1);
        p.write(CAPACITY);
        t.fails(EAGAIN, WRITE, p.writer(), t.text("x"), 1);
        p.read(4095);
        t.fails(EAGAIN, WRITE, p.writer(), t.text("x"), 1);
        p.read(1);
        t.gives(1, WRITE, p.writer(), t.text("x"), 1);
    }

    @ConformanceTest
    void writesUpToPipeBufWholeOrNotAtAll(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        p.write(CAPACITY - PIPE_BUF);
        p.write(100);
        t.fails(EAGAIN, WRITE, p.writer(), t.bytes(new byte[PIPE_BUF]), PIPE_BUF);
        t.gives(PIPE_BUF - 100, WRITE, p.writer(), t.bytes(new byte[PIPE_BUF - 100]), PIPE_BUF - 100);
    }

    @ConformanceTest
    void writesAPartOfWhatIsLarger(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        p.write(CAPACITY - PIPE_BUF);
        t.gives(PIPE_BUF, WRITE, p.writer(), t.bytes(new byte[2 * PIPE_BUF]), 2 * PIPE_BUF);
    }

    @ConformanceTest
    void fillsItsPagesWithShortWrites(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        long piece = t.bytes(new byte[3000]);
        for (int i = 0; i < 16; i++) {
            t.gives(3000, WRITE, p.writer(), piece, 3000);
        }
        t.fails(EAGAIN, WRITE, p.writer(), piece, 3000);
        t.gives(1000, WRITE, p.writer(), piece, 1000);
        t.fails(EAGAIN, WRITE, p.writer(), piece, 97);
        t.gives(96, WRITE, p.writer(), piece, 96);
    }

    @ConformanceTest
    void endsWhenTheWriterIsGone(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        p.write(2);
        t.ok(CLOSE, p.writer());
        t.gives(2, READ, p.reader(), t.alloc(4), 4);
        t.gives(0, READ, p.reader(), t.alloc(4), 4);
        t.gives(0, READ, p.reader(), t.alloc(4), 4);
    }

    @ConformanceTest
    void isBrokenWhenTheReaderIsGone(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = pipe(t);
        t.ok(CLOSE, p.reader());
        t.fails(EPIPE, WRITE, p.writer(), t.text("x"), 1);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        t.fails(EPIPE, WRITE, p.writer(), t.unmapped(), 1);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void livesAsLongAsADuplicate(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        long second = t.ok(DUP, p.writer());
        t.ok(CLOSE, p.writer());
        t.fails(EAGAIN, READ, p.reader(), t.alloc(1), 1);
        t.ok(CLOSE, second);
        t.gives(0, READ, p.reader(), t.alloc(1), 1);
    }

    @ConformanceTest
    void keepsPacketsApart(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_DIRECT | O_NONBLOCK);
        t.gives(3, WRITE, p.writer(), t.text("one"), 3);
        t.gives(3, WRITE, p.writer(), t.text("two"), 3);
        t.gives(3, READ, p.reader(), t.alloc(10), 10);
        t.gives(1, READ, p.reader(), t.alloc(1), 1);
        t.fails(EAGAIN, READ, p.reader(), t.alloc(10), 10);
        p.write(PIPE_BUF + 1);
        t.gives(PIPE_BUF, READ, p.reader(), t.alloc(2 * PIPE_BUF), 2 * PIPE_BUF);
        t.gives(1, READ, p.reader(), t.alloc(2 * PIPE_BUF), 2 * PIPE_BUF);
    }

    @ConformanceTest
    void changesPacketModeAsItGoes(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        t.ok(FCNTL, p.writer(), F_SETFL, O_DIRECT | O_NONBLOCK);
        t.gives(1, WRITE, p.writer(), t.text("a"), 1);
        t.gives(1, WRITE, p.writer(), t.text("b"), 1);
        t.ok(FCNTL, p.writer(), F_SETFL, O_NONBLOCK);
        t.gives(1, WRITE, p.writer(), t.text("c"), 1);
        t.gives(1, WRITE, p.writer(), t.text("d"), 1);
        t.gives(1, READ, p.reader(), t.alloc(9), 9);
        t.gives(1, READ, p.reader(), t.alloc(9), 9);
        t.gives(2, READ, p.reader(), t.alloc(9), 9);
    }

    @ConformanceTest
    void faultsOnBadPointers(Scenario s) {
        var t = s.task();
        var p = pipe(t, O_NONBLOCK);
        t.fails(EFAULT, WRITE, p.writer(), t.unmapped(), 4);
        t.fails(EAGAIN, READ, p.reader(), t.unmapped(), 4);
        t.gives(3, WRITE, p.writer(), t.text("abc"), 3);
        t.fails(EFAULT, WRITE, p.writer(), t.unmapped(), 4);
        t.fails(EFAULT, READ, p.reader(), t.unmapped(), 4);
        t.fails(EFAULT, READ, p.reader(), t.readOnly(new byte[4]), 4);
        t.gives(3, READ, p.reader(), t.alloc(4), 4);
    }

    @ConformanceTest
    void countsWhatIsQueued(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        long count = t.cell(-1);
        t.ok(IOCTL, p.reader(), FIONREAD, count);
        p.write(5000);
        t.ok(IOCTL, p.reader(), FIONREAD, count);
        t.ok(IOCTL, p.writer(), FIONREAD, count);
        p.read(4500);
        t.ok(IOCTL, p.reader(), FIONREAD, count);
        assertThat(t.intAt(count)).isEqualTo(500);
        t.fails(EFAULT, IOCTL, p.reader(), FIONREAD, t.unmapped());
        t.fails(ENOTTY, IOCTL, p.reader(), TCGETS, t.alloc(64));
    }

    @ConformanceTest
    void tellsAndChangesItsSize(Scenario s) {
        var t = s.task();
        t.kernelTask().dropCapability(CAP_SYS_RESOURCE);
        var p = pipe(t, O_NONBLOCK);
        t.gives(CAPACITY, FCNTL, p.reader(), F_GETPIPE_SZ);
        t.gives(4096, FCNTL, p.writer(), F_SETPIPE_SZ, 0);
        t.gives(8192, FCNTL, p.writer(), F_SETPIPE_SZ, 4097);
        t.gives(1 << 20, FCNTL, p.reader(), F_SETPIPE_SZ, 1 << 20);
        t.fails(EPERM, FCNTL, p.reader(), F_SETPIPE_SZ, (1 << 20) + 1);
        t.fails(EINVAL, FCNTL, p.reader(), F_SETPIPE_SZ, (1L << 31) + 1);
        t.gives(4096, FCNTL, p.reader(), F_SETPIPE_SZ, 1L << 32);
        p.write(4096);
        t.fails(EAGAIN, WRITE, p.writer(), t.text("x"), 1);
        t.gives(16384, FCNTL, p.writer(), F_SETPIPE_SZ, 16384);
        p.write(3 * 4096);
        p.read(2 * 4096);
        t.fails(EBUSY, FCNTL, p.writer(), F_SETPIPE_SZ, 4096);
        t.gives(8192, FCNTL, p.writer(), F_SETPIPE_SZ, 8192);
        p.read(2 * 4096);
        long socket = Tcp.socket(t);
        t.fails(EBADF, FCNTL, socket, F_GETPIPE_SZ);
        t.fails(EBADF, FCNTL, socket, F_SETPIPE_SZ, 4096);
    }

    @ConformanceTest
    void showsItsStatesToPoll(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        assertThat(t.poll(p.reader(), ALL)).isZero();
        assertThat(t.poll(p.writer(), ALL)).isEqualTo(WRITABLE);
        p.write(CAPACITY);
        assertThat(t.poll(p.reader(), ALL)).isEqualTo(READABLE);
        assertThat(t.poll(p.writer(), ALL)).isZero();
        p.read(4095);
        assertThat(t.poll(p.writer(), ALL)).isZero();
        p.read(1);
        assertThat(t.poll(p.writer(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void showsToPollThatAnEndIsGone(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        p.write(1);
        t.ok(CLOSE, p.writer());
        assertThat(t.poll(p.reader(), ALL)).isEqualTo(READABLE | POLLHUP);
        p.read(1);
        assertThat(t.poll(p.reader(), 0)).isEqualTo(POLLHUP);
        var q = pipe(t);
        t.ok(CLOSE, q.reader());
        assertThat(t.poll(q.writer(), ALL)).isEqualTo(WRITABLE | POLLERR);
        assertThat(t.poll(q.writer(), 0)).isEqualTo(POLLERR);
    }

    @ConformanceTest
    void wakesAReader(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        var read = child.blocks(READ, p.reader(), child.alloc(8), 8);
        p.write(3);
        read.returns(3);
    }

    @ConformanceTest
    void wakesAReaderAtTheEnd(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        child.ok(CLOSE, p.writer());
        var read = child.blocks(READ, p.reader(), child.alloc(8), 8);
        p.task().ok(CLOSE, p.writer());
        read.returns(0);
    }

    @ConformanceTest
    void wakesAWriterWhenAPageIsFree(Scenario s) {
        var p = pipe(s.task());
        p.write(CAPACITY);
        var child = p.task().fork();
        var write = child.blocks(WRITE, p.writer(), child.text("xy"), 2);
        p.read(4095);
        write.staysBlocked();
        p.read(1);
        write.returns(2);
    }

    @ConformanceTest
    void writesAllWhenItMayBlock(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        var write = child.blocks(WRITE, p.writer(), child.bytes(new byte[CAPACITY + 5000]), CAPACITY + 5000);
        p.read(4096);
        write.staysBlocked();
        p.read(4096);
        write.returns(CAPACITY + 5000);
    }

    @ConformanceTest
    void tellsABlockedWriterThatTheReaderIsGone(Scenario s) {
        var p = pipe(s.task());
        p.write(CAPACITY);
        var child = p.task().fork();
        child.kernelTask().blockSignal(SIGPIPE);
        child.ok(CLOSE, p.reader());
        var write = child.blocks(WRITE, p.writer(), child.text("xy"), 2);
        p.task().ok(CLOSE, p.reader());
        write.fails(EPIPE);
        assertThat(child.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void countsWhatWasWrittenBeforeTheReaderWent(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        child.kernelTask().blockSignal(SIGPIPE);
        child.ok(CLOSE, p.reader());
        var write = child.blocks(WRITE, p.writer(), child.bytes(new byte[CAPACITY + 1]), CAPACITY + 1);
        p.task().ok(CLOSE, p.reader());
        write.returns(CAPACITY);
        assertThat(child.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void isInterruptedOrRestarted(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        var read = child.blocks(READ, p.reader(), child.alloc(8), 8);
        child.kernelTask().interrupt(false);
        read.fails(EINTR);
        var again = child.blocks(READ, p.reader(), child.alloc(8), 8);
        child.kernelTask().interrupt(true);
        again.staysBlocked();
        p.write(2);
        again.returns(2);
    }

    @ConformanceTest
    void tellsHowMuchASignalLetItWrite(Scenario s) {
        var p = pipe(s.task());
        var child = p.task().fork();
        var write = child.blocks(WRITE, p.writer(), child.bytes(new byte[CAPACITY + 1]), CAPACITY + 1);
        child.kernelTask().interrupt(true);
        write.returns(CAPACITY);
        var full = child.blocks(WRITE, p.writer(), child.text("x"), 1);
        child.kernelTask().interrupt(false);
        full.fails(EINTR);
    }

    @ConformanceTest
    void wakesReadersOneAfterTheOther(Scenario s) {
        var p = pipe(s.task());
        var one = p.task().fork();
        var two = p.task().fork();
        var first = one.blocks(READ, p.reader(), one.alloc(1), 1);
        var second = two.blocks(READ, p.reader(), two.alloc(1), 1);
        p.write(2);
        first.returns(1);
        second.returns(1);
    }

    @ConformanceTest
    void readsAndWritesVectors(Scenario s) {
        var t = s.task();
        var p = pipe(t);
        t.gives(7, WRITEV, p.writer(), t.iov(t.text("abc"), 3, 0, 0, t.text("defg"), 4), 3);
        t.gives(7, READV, p.reader(), t.iov(t.alloc(2), 2, t.alloc(9), 9), 2);
    }
}
