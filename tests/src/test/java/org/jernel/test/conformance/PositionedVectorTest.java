package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** preadv2(2) and pwritev2(2): buffers, a position, and what is wanted of this call alone. */
final class PositionedVectorTest {

    private static final int RWF_HIPRI = 1;
    private static final int RWF_DSYNC = 2;
    private static final int RWF_SYNC = 4;
    private static final int RWF_APPEND = 16;
    private static final int UNKNOWN = 1 << 30;

    @ConformanceTest
    void thePositionIsTheCallsOrTheFiles(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_CREAT | O_RDWR);
        long vector = t.iov(t.text("he"), 2, t.text("llo"), 3);
        t.gives(5, PWRITEV2, fd, vector, 2, -1, 0, 0);
        t.gives(5, LSEEK, fd, 0, 1);
        t.gives(5, PWRITEV2, fd, vector, 2, 10, 0, RWF_DSYNC | RWF_SYNC | RWF_HIPRI);
        t.gives(5, LSEEK, fd, 0, 1);
        long into = t.alloc(8);
        t.gives(8, PREADV2, fd, t.iov(into, 8), 1, -1, 0, 0);
        t.gives(13, LSEEK, fd, 0, 1);
        t.gives(3, PREADV2, fd, t.iov(into, 3), 1, 0, 0, RWF_HIPRI);
        t.fails(EINVAL, PREADV2, fd, t.iov(into, 3), 1, -2, 0, 0);
        t.fails(EINVAL, PREADV, fd, t.iov(into, 3), 1, -1, 0);
        t.fails(EINVAL, PWRITEV2, fd, vector, 1, Long.MAX_VALUE, 0, 0);
    }

    @ConformanceTest
    void oneWriteAppends(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "0123");
        long fd = Paths.open(t, "/f", O_RDWR);
        long vector = t.iov(t.text("ab"), 2);
        t.gives(2, PWRITEV2, fd, vector, 1, 0, 0, RWF_APPEND);
        t.gives(0, LSEEK, fd, 0, 1);
        t.gives(2, PWRITEV2, fd, vector, 1, -1, 0, RWF_APPEND);
        t.gives(8, LSEEK, fd, 0, 1);
        Paths.has(t, "/f", "0123abab");
        t.gives(2, PWRITEV2, fd, vector, 1, 0, 0, 0);
        Paths.has(t, "/f", "ab23abab");
    }

    @ConformanceTest
    void whatIsNotKnownIsRefused(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_CREAT | O_RDWR);
        long vector = t.iov(t.text("ab"), 2);
        t.fails(EOPNOTSUPP, PWRITEV2, fd, vector, 1, 0, 0, UNKNOWN);
        t.fails(EOPNOTSUPP, PREADV2, fd, vector, 1, -1, 0, UNKNOWN);
        t.gives(0, PWRITEV2, fd, vector, 0, 0, 0, UNKNOWN);
        var pipe = Fds.pipe(t);
        t.fails(ESPIPE, PWRITEV2, pipe.writer(), vector, 1, 0, 0, 0);
        t.gives(2, PWRITEV2, pipe.writer(), vector, 1, -1, 0, RWF_APPEND);
        t.gives(2, PREADV2, pipe.reader(), t.iov(t.alloc(4), 4), 1, -1, 0, 0);
        t.fails(EBADF, PREADV2, pipe.writer(), vector, 1, -1, 0, 0);
        t.fails(EBADF, PREADV2, 99, vector, 1, -1, 0, 0);
    }
}
