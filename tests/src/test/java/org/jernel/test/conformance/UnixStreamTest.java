package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Unix.ALL;
import static org.jernel.test.conformance.Unix.READABLE;
import static org.jernel.test.conformance.Unix.WRITABLE;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Streams of AF_UNIX: bytes, ends, masks and the urgent byte. */
final class UnixStreamTest {

    private static final int GONE = READABLE | WRITABLE | POLLRDHUP | POLLHUP;

    @ConformanceTest
    void aFreshSocketIsNoEndOfAnything(Scenario s) {
        var t = s.task();
        long fd = Unix.socket(t, SOCK_STREAM);
        assertThat(t.poll(fd, ALL)).isEqualTo(WRITABLE | POLLHUP);
        t.fails(EINVAL, RECVFROM, fd, t.alloc(1), 1, 0, 0, 0);
        t.fails(ENOTCONN, SENDTO, fd, t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        t.fails(ENOTCONN, SENDTO, fd, t.text("x"), 0, MSG_NOSIGNAL, 0, 0);
        t.fails(ENOTCONN, GETPEERNAME, fd, t.alloc(16), t.cell(16));
        assertThat(Unix.queued(t, fd)).isZero();
        t.ok(SHUTDOWN, fd, SHUT_RD);
        assertThat(t.poll(fd, ALL)).isEqualTo(GONE);
        t.fails(EINVAL, SHUTDOWN, fd, 3);
        t.fails(EINVAL, SHUTDOWN, fd, -1);
    }

    @ConformanceTest
    void bytesOfSeveralSendsAreOneStream(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "ab");
        Unix.send(t, p.one(), "cde");
        assertThat(t.poll(p.other(), ALL)).isEqualTo(READABLE | WRITABLE);
        assertThat(Unix.queued(t, p.other())).isEqualTo(5);
        t.gives(1, RECVFROM, p.other(), t.alloc(1), 1, 0, 0, 0);
        assertThat(Unix.queued(t, p.other())).isEqualTo(4);
        Unix.receives(t, p.other(), "bcde", MSG_PEEK);
        Unix.receives(t, p.other(), "bcde");
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void readAndWriteWork(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.gives(3, WRITE, p.one(), t.text("abc"), 3);
        t.gives(0, WRITE, p.one(), t.text("abc"), 0);
        t.gives(0, READ, p.other(), t.alloc(1), 0);
        t.gives(3, READ, p.other(), t.alloc(8), 8);
    }

    @ConformanceTest
    void anEmptyReadWaitsForBytesToo(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 0, MSG_DONTWAIT, 0, 0);
        Unix.send(t, p.one(), "abc");
        t.gives(0, RECVFROM, p.other(), t.alloc(1), 0, MSG_DONTWAIT, 0, 0);
        t.gives(0, RECVFROM, p.other(), t.alloc(1), 0, MSG_DONTWAIT | MSG_PEEK, 0, 0);
        t.gives(2, RECVFROM, p.other(), t.alloc(2), 2, MSG_DONTWAIT | MSG_TRUNC, 0, 0);
    }

    @ConformanceTest
    void badMemoryIsAFaultOrAShortCount(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.fails(EFAULT, SENDTO, p.one(), t.unmapped(), 1, 0, 0, 0);
        t.fails(EFAULT, SENDTO, p.one(), t.edge(new byte[4]), 8, 0, 0, 0);
        Unix.send(t, p.one(), "abc");
        t.fails(EFAULT, RECVFROM, p.other(), t.unmapped(), 3, 0, 0, 0);
        Unix.receives(t, p.other(), "abc");
    }

    @ConformanceTest
    void anAddressIsRefused(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        String name = Unix.abstractName("to");
        long addr = Unix.addr(t, name);
        t.fails(EISCONN, SENDTO, p.one(), t.text("x"), 1, 0, addr, Unix.length(name));
        t.gives(1, SENDTO, p.one(), t.text("x"), 1, 0, addr, 0);
        t.fails(EOPNOTSUPP, SENDTO, Unix.socket(t, SOCK_STREAM), t.text("x"), 1, 0, addr, 1);
    }

    @ConformanceTest
    void theSenderIsToldByItsName(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("sender");
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "a");
        long length = t.cell(110);
        t.gives(1, RECVFROM, p.other(), t.alloc(1), 1, 0, t.alloc(110), length);
        assertThat(t.intAt(length)).isZero();
        t.ok(BIND, p.one(), Unix.addr(t, name), Unix.length(name));
        Unix.send(t, p.one(), "b");
        t.putInt(length, 110);
        t.gives(1, RECVFROM, p.other(), t.alloc(1), 1, 0, t.alloc(110), length);
        assertThat(t.intAt(length)).isEqualTo(Unix.length(name));
    }

    @ConformanceTest
    void closeIsTheEndOfData(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "last");
        t.ok(CLOSE, p.one());
        assertThat(t.poll(p.other(), ALL)).isEqualTo(GONE);
        Unix.receives(t, p.other(), "last");
        t.gives(0, RECVFROM, p.other(), t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, p.other(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(GONE);
        long length = t.cell(16);
        t.ok(GETPEERNAME, p.other(), t.alloc(16), length);
    }

    @ConformanceTest
    void closeWithUnreadDataIsAReset(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "unread");
        t.ok(CLOSE, p.other());
        assertThat(t.poll(p.one(), ALL)).isEqualTo(GONE | POLLERR);
        t.fails(ECONNRESET, RECVFROM, p.one(), t.alloc(8), 8, 0, 0, 0);
        t.gives(0, RECVFROM, p.one(), t.alloc(8), 8, 0, 0, 0);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(GONE);
    }

    @ConformanceTest
    void aResetComesAfterTheData(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Unix.send(t, p.one(), "unread");
        Unix.send(t, p.other(), "data");
        t.ok(CLOSE, p.other());
        Unix.receives(t, p.one(), "data");
        assertThat(Tcp.option(t, p.one(), SOL_SOCKET, SO_ERROR)).isEqualTo(ECONNRESET.number());
        t.gives(0, RECVFROM, p.one(), t.alloc(8), 8, 0, 0, 0);
    }

    @ConformanceTest
    void eachHalfIsShutByItself(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.ok(SHUTDOWN, p.one(), SHUT_WR);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(WRITABLE);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(READABLE | WRITABLE | POLLRDHUP);
        t.gives(0, RECVFROM, p.other(), t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, p.one(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        Unix.send(t, p.other(), "still");
        t.ok(SHUTDOWN, p.one(), SHUT_RD);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(GONE);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(GONE);
        Unix.receives(t, p.one(), "still");
        t.gives(0, RECVFROM, p.one(), t.alloc(1), 1, 0, 0, 0);
        t.fails(EPIPE, SENDTO, p.other(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
    }

    @ConformanceTest
    void aBrokenPipeRaisesTheSignalUnlessAskedNotTo(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        var p = Unix.pair(t, SOCK_STREAM);
        t.ok(CLOSE, p.other());
        t.fails(EPIPE, SENDTO, p.one(), t.text("x"), 1, MSG_NOSIGNAL, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isFalse();
        t.fails(EPIPE, SENDTO, p.one(), t.text("x"), 1, 0, 0, 0);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
    }

    @ConformanceTest
    void aReaderWaitsForBytesTheEndOrASignal(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        var reader = t.fork();
        var read = reader.blocks(READ, p.other(), reader.alloc(4), 4);
        Unix.send(t, p.one(), "ab");
        read.returns(2);
        read = reader.blocks(RECVFROM, p.other(), reader.alloc(4), 4, MSG_WAITALL, 0, 0);
        Unix.send(t, p.one(), "ab");
        read.staysBlocked();
        Unix.send(t, p.one(), "cd");
        read.returns(4);
        read = reader.blocks(READ, p.other(), reader.alloc(4), 4);
        reader.kernelTask().interrupt(false);
        read.fails(EINTR);
        read = reader.blocks(RECVFROM, p.other(), reader.alloc(4), 4, MSG_WAITALL, 0, 0);
        Unix.send(t, p.one(), "z");
        t.ok(SHUTDOWN, p.one(), SHUT_WR);
        read.returns(1);
    }

    @ConformanceTest
    void theReceiveTimeoutEndsAWait(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.ok(SETSOCKOPT, p.one(), SOL_SOCKET, SO_RCVTIMEO, t.words(0, 20_000), 16);
        t.fails(EAGAIN, RECVFROM, p.one(), t.alloc(1), 1, 0, 0, 0);
    }

    @ConformanceTest
    void theBufferCountsMessagesWithWhatTheyCost(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        long data = t.bytes(new byte[100_000]);
        for (int size : new int[] {1, 192, 193, 3776, 3777, 7873, 20_000, 36_544, 36_545, 100_000}) {
            t.gives(size, SENDTO, p.one(), data, size, 0, 0, 0);
            Unix.unread(t, p.one());
            for (int left = size; left > 0; left -= 36_544) {
                t.unrecorded(RECVFROM, p.other(), data, 100_000, MSG_DONTWAIT, 0, 0);
            }
            assertThat(Unix.unread(t, p.one())).isZero();
        }
    }

    @ConformanceTest
    void aFullBufferStopsTheWriterUntilAQuarterIsLeft(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        long data = t.bytes(new byte[300_000]);
        t.gives(219_264, SENDTO, p.one(), data, 300_000, MSG_DONTWAIT, 0, 0);
        t.fails(EAGAIN, SENDTO, p.one(), data, 1, MSG_DONTWAIT, 0, 0);
        assertThat(t.poll(p.one(), ALL)).isZero();
        var writer = t.fork();
        var send = writer.blocks(SENDTO, p.one(), writer.text("x"), 1, 0, 0, 0);
        t.gives(100_000, RECVFROM, p.other(), data, 100_000, 0, 0, 0);
        send.staysBlocked();
        t.gives(119_264, RECVFROM, p.other(), data, 119_264, 0, 0, 0);
        send.returns(1);
        assertThat(t.poll(p.one(), ALL)).isEqualTo(WRITABLE);
    }

    @ConformanceTest
    void aSmallBufferTakesTwoPieces(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Tcp.set(t, p.one(), SOL_SOCKET, SO_SNDBUF, 1);
        t.gives(4480, SENDTO, p.one(), t.bytes(new byte[5000]), 5000, MSG_DONTWAIT, 0, 0);
        Unix.unread(t, p.one());
    }

    @ConformanceTest
    void theUrgentByteStandsApart(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.gives(3, SENDTO, p.one(), t.text("abX"), 3, MSG_OOB, 0, 0);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(READABLE | WRITABLE | POLLPRI);
        assertThat(mark(t, p.other())).isZero();
        Unix.receives(t, p.other(), "ab");
        assertThat(mark(t, p.other())).isOne();
        Unix.receives(t, p.other(), "X", MSG_OOB | MSG_PEEK);
        Unix.receives(t, p.other(), "X", MSG_OOB);
        assertThat(t.poll(p.other(), ALL)).isEqualTo(READABLE | WRITABLE);
        t.fails(EINVAL, RECVFROM, p.other(), t.alloc(1), 1, MSG_OOB, 0, 0);
        t.fails(EAGAIN, RECVFROM, p.other(), t.alloc(1), 1, MSG_DONTWAIT, 0, 0);
        assertThat(mark(t, p.other())).isZero();
        t.fails(EOPNOTSUPP, SENDTO, p.one(), t.text("x"), 0, MSG_OOB, 0, 0);
    }

    private static int mark(Task t, long fd) {
        long cell = t.cell(-1);
        t.ok(IOCTL, fd, SIOCATMARK, cell);
        return t.intAt(cell);
    }

    @ConformanceTest
    void aReadThatBeginsAtTheUrgentByteDropsIt(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        t.gives(3, SENDTO, p.one(), t.text("abX"), 3, MSG_OOB, 0, 0);
        Unix.send(t, p.one(), "cd");
        Unix.receives(t, p.other(), "ab");
        Unix.receives(t, p.other(), "cd");
        assertThat(t.poll(p.other(), ALL)).isEqualTo(WRITABLE);
        t.gives(3, SENDTO, p.one(), t.text("abX"), 3, MSG_OOB, 0, 0);
        t.gives(3, SENDTO, p.one(), t.text("cdY"), 3, MSG_OOB, 0, 0);
        Unix.receives(t, p.other(), "Y", MSG_OOB);
        Unix.receives(t, p.other(), "abXcd");
    }

    @ConformanceTest
    void theUrgentByteCanBeInline(Scenario s) {
        var t = s.task();
        var p = Unix.pair(t, SOCK_STREAM);
        Tcp.set(t, p.other(), SOL_SOCKET, SO_OOBINLINE, 1);
        t.gives(3, SENDTO, p.one(), t.text("abX"), 3, MSG_OOB, 0, 0);
        Unix.send(t, p.one(), "cd");
        Unix.receives(t, p.other(), "ab");
        t.fails(EINVAL, RECVFROM, p.other(), t.alloc(1), 1, MSG_OOB, 0, 0);
        Unix.receives(t, p.other(), "Xcd");
    }

    @ConformanceTest
    void theOptionsAreThoseOfTheSocketLevelOnly(Scenario s) {
        var t = s.task();
        long fd = Unix.socket(t, SOCK_STREAM);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(212_992);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(212_992);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_DOMAIN)).isEqualTo(AF_UNIX);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_PROTOCOL)).isZero();
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_STREAM);
        assertThat(Tcp.option(t, Unix.socket(t, SOCK_RAW), SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_DGRAM);
        Tcp.set(t, fd, SOL_SOCKET, SO_RCVLOWAT, 1_000_000_000);
        assertThat(Tcp.option(t, fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(1_000_000_000);
        t.fails(EOPNOTSUPP, SETSOCKOPT, fd, SOL_SOCKET, SO_REUSEPORT, t.cell(1), 4);
        for (int level : new int[] {IPPROTO_IP, IPPROTO_TCP, 99}) {
            t.fails(EOPNOTSUPP, SETSOCKOPT, fd, level, 1, t.cell(1), 4);
            t.fails(EOPNOTSUPP, GETSOCKOPT, fd, level, 1, t.unmapped(), t.unmapped());
        }
    }
}
