package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Pipes with names. fifo(7). */
final class FifoTest {

    @ConformanceTest
    void whoOpensOneEndWaitsForTheOther(Scenario s) {
        var t = Paths.task(s);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        var child = t.fork();
        var reader = child.blocks(OPEN, child.path("/p"), O_RDONLY);
        long writer = t.ok(OPEN, t.path("/p"), O_WRONLY);
        long end = reader.succeeds();
        t.gives(5, WRITE, writer, t.text("hello"), 5);
        child.gives(5, READ, end, child.alloc(16), 16);
        t.ok(CLOSE, writer);
        child.gives(0, READ, end, child.alloc(16), 16);
        child.ok(CLOSE, end);
        var second = child.blocks(OPEN, child.path("/p"), O_WRONLY);
        long other = t.ok(OPEN, t.path("/p"), O_RDONLY);
        child.gives(1, WRITE, second.succeeds(), child.text("x"), 1);
        t.gives(1, READ, other, t.alloc(4), 4);
    }

    @ConformanceTest
    void withoutWaitingAReaderComesInAndAWriterDoesNot(Scenario s) {
        var t = Paths.task(s);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        t.fails(ENXIO, OPEN, t.path("/p"), O_WRONLY | O_NONBLOCK);
        long reader = t.ok(OPEN, t.path("/p"), O_RDONLY | O_NONBLOCK);
        t.gives(0, READ, reader, t.alloc(4), 4);
        assertThat(t.poll(reader, Fds.ALL)).isZero();
        long writer = t.ok(OPEN, t.path("/p"), O_WRONLY | O_NONBLOCK);
        t.fails(EAGAIN, READ, reader, t.alloc(4), 4);
        t.ok(CLOSE, writer);
        assertThat(t.poll(reader, Fds.ALL)).isEqualTo(POLLHUP);
        long again = t.ok(OPEN, t.path("/p"), O_RDONLY | O_NONBLOCK);
        assertThat(t.poll(again, Fds.ALL)).isZero();
    }

    @ConformanceTest
    void bothEndsAtOnceNeverWaitAndTheLastTakesTheBytesAway(Scenario s) {
        var t = Paths.task(s);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        long both = t.ok(OPEN, t.path("/p"), O_RDWR);
        t.gives(3, WRITE, both, t.text("abc"), 3);
        t.ok(FSTAT, both, t.statOut());
        t.fails(ESPIPE, LSEEK, both, 0, SEEK_SET);
        long reader = t.ok(OPEN, t.path("/p"), O_RDONLY);
        t.gives(1, READ, reader, t.alloc(1), 1);
        t.ok(UNLINK, t.path("/p"));
        t.gives(2, READ, both, t.alloc(4), 4);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        long first = t.ok(OPEN, t.path("/p"), O_RDWR);
        t.gives(3, WRITE, first, t.text("abc"), 3);
        t.ok(CLOSE, first);
        long next = t.ok(OPEN, t.path("/p"), O_RDWR | O_NONBLOCK);
        t.fails(EAGAIN, READ, next, t.alloc(4), 4);
        t.gives(65536, FCNTL, next, F_GETPIPE_SZ);
    }

    @ConformanceTest
    void aSignalEndsTheWaitForTheOtherEnd(Scenario s) {
        var t = Paths.task(s);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        var child = t.fork();
        var waiting = child.blocks(OPEN, child.path("/p"), O_RDONLY);
        child.kernelTask().interrupt(false);
        waiting.fails(EINTR);
        t.fails(ENXIO, OPEN, t.path("/p"), O_WRONLY | O_NONBLOCK);
    }
}
