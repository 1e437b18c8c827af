package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** readv(2) and writev(2). */
final class VectorTest {

    @ConformanceTest
    void gatherAndScatter(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(5, WRITEV, p.client(), t.iov(t.text("he"), 2, t.text("llo"), 3), 2);
        Tcp.awaitQueued(t, p.server(), 5);
        long first = t.alloc(4);
        long second = t.alloc(4);
        t.gives(5, READV, p.server(), t.iov(first, 4, second, 4), 2);
        assertThat(t.textAt(first, 4) + t.textAt(second, 1)).isEqualTo("hello");
    }

    @ConformanceTest
    void skipEmptyVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(2, WRITEV, p.client(), t.iov(0, 0, t.text("a"), 1, t.text("b"), 1, t.unmapped(), 0), 4);
        Tcp.awaitQueued(t, p.server(), 2);
        t.gives(2, READV, p.server(), t.iov(0, 0, t.alloc(4), 4), 2);
    }

    @ConformanceTest
    void doNothingWithNoVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.gives(0, WRITEV, p.client(), 0, 0);
        t.gives(0, READV, p.server(), 0, 0);
        t.gives(0, READV, p.server(), t.iov(t.alloc(1), 0), 1);
    }

    @ConformanceTest
    void refuseTooManyVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, WRITEV, p.client(), t.iov(t.text("a"), 1), UIO_MAXIOV + 1);
        t.fails(EINVAL, READV, p.server(), t.iov(t.alloc(1), 1), UIO_MAXIOV + 1);
        t.fails(EINVAL, WRITEV, p.client(), t.iov(t.text("a"), 1), -1);
    }

    @ConformanceTest
    void refuseNegativeLengths(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EINVAL, WRITEV, p.client(), t.iov(t.text("a"), 1, t.text("b"), -1), 2);
        t.fails(EINVAL, READV, p.server(), t.iov(t.alloc(1), Long.MIN_VALUE), 1);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void faultOnBadVectors(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, WRITEV, p.client(), t.unmapped(), 1);
        t.fails(EFAULT, WRITEV, p.client(), t.edge(new byte[31]), 2);
        t.fails(EFAULT, READV, p.server(), t.unmapped(), 1);
        t.fails(EFAULT, WRITEV, p.client(), t.iov(t.text("good"), 4, t.unmapped(), 4), 2);
        t.fails(EAGAIN, RECVFROM, p.server(), t.alloc(8), 8, MSG_DONTWAIT, 0, 0);
    }

    @ConformanceTest
    void faultOnAnAddressOutsideUserMemory(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        t.fails(EFAULT, WRITEV, p.client(), t.iov(-4096, 4), 1);
        t.fails(EFAULT, READV, p.server(), t.iov(Long.MIN_VALUE, 4), 1);
    }

    @ConformanceTest
    void fillWhatTheyCanBeforeABadVector(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        Tcp.send(t, p.client(), "12345678");
        Tcp.awaitQueued(t, p.server(), 8);
        t.fails(EFAULT, READV, p.server(), t.iov(t.alloc(4), 4, t.unmapped(), 4), 2);
        Tcp.receives(t, p.server(), "12345678");
    }

    @ConformanceTest
    void countWhatWentBeforeABadVector(Scenario s) {
        var p = Tcp.pair(s);
        var t = p.task();
        int good = 1 << 17;
        t.ok(FCNTL, p.client(), F_SETFL, O_NONBLOCK);
        long count = t.unrecorded(WRITEV, p.client(), t.iov(t.bytes(new byte[good]), good, t.unmapped(), 4), 2);
        assertThat(count).isBetween(1L, (long) good);
    }

    @ConformanceTest
    void needADescriptor(Scenario s) {
        var t = s.task();
        t.fails(EBADF, WRITEV, 99, t.iov(t.text("a"), 1), 1);
        t.fails(EBADF, READV, 99, t.iov(t.alloc(1), 1), 1);
        t.fails(EBADF, READV, 99, t.unmapped(), 1);
    }

    @ConformanceTest
    void needAConnection(Scenario s) {
        var t = s.task();
        t.kernelTask().blockSignal(SIGPIPE);
        t.fails(EPIPE, WRITEV, Tcp.socket(t), t.iov(t.text("a"), 1), 1);
        assertThat(t.kernelTask().takePending(SIGPIPE)).isTrue();
        t.fails(ENOTCONN, READV, Tcp.socket(t), t.iov(t.alloc(1), 1), 1);
    }
}
