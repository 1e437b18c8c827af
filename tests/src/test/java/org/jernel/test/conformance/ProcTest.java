package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What the calls on files do to those of {@code /proc}. proc(5). */
final class ProcTest {

    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;

    @ConformanceTest
    void aFileIsReadAndSought(Scenario s) {
        var t = Paths.procTask(s);
        long fd = t.ok(OPEN, t.path("/proc/sys/kernel/ostype"), O_RDONLY);
        long buf = t.alloc(64);
        t.gives(6, READ, fd, buf, 64);
        assertThat(t.bytesAt(buf, 6)).containsExactly('L', 'i', 'n', 'u', 'x', '\n');
        t.gives(0, READ, fd, buf, 64);
        t.gives(1, LSEEK, fd, 1, SEEK_SET);
        t.gives(2, READ, fd, buf, 2);
        t.gives(3, PREAD64, fd, buf, 64, 3);
        t.gives(3, LSEEK, fd, 0, SEEK_CUR);
        t.fails(EINVAL, LSEEK, fd, -1, SEEK_SET);
        t.fails(EINVAL, PREAD64, fd, buf, 1, -1);
        t.fails(EBADF, WRITE, fd, buf, 1);
        t.fails(EFAULT, READ, t.ok(OPEN, t.path("/proc/filesystems"), O_RDONLY), t.unmapped(), 8);
    }

    @ConformanceTest
    void aFileOfRecordsHasNoEndToSeekFrom(Scenario s) {
        var t = Paths.procTask(s);
        for (String file : new String[] {"/proc/filesystems", "/proc/self/status", "/proc/self/mounts",
            "/proc/uptime"}) {
            long fd = t.ok(OPEN, t.path(file), O_RDONLY);
            t.fails(EINVAL, LSEEK, fd, 0, SEEK_END);
            t.fails(EINVAL, LSEEK, fd, -1, SEEK_SET);
            t.gives(4, LSEEK, fd, 4, SEEK_SET);
            t.gives(5, LSEEK, fd, 1, SEEK_CUR);
        }
    }

    @ConformanceTest
    void whatCannotBeWrittenIsRefusedByItsKind(Scenario s) {
        var t = Paths.procTask(s);
        long text = t.text("x");
        t.fails(EIO, WRITE, t.ok(OPEN, t.path("/proc/version"), O_WRONLY), text, 1);
        t.fails(EINVAL, WRITE, t.ok(OPEN, t.path("/proc/self/status"), O_WRONLY), text, 1);
        t.fails(EACCES, OPEN, t.path("/proc/sys/kernel/ostype"), O_WRONLY);
        t.fails(EPERM, CHMOD, t.path("/proc/sys/kernel/ostype"), 0666);
        t.fails(EISDIR, OPEN, t.path("/proc/sys"), O_WRONLY);
        t.fails(EISDIR, READ, t.ok(OPEN, t.path("/proc/self"), O_RDONLY), t.alloc(8), 8);
    }

    @ConformanceTest
    void nobodyMakesOrRemovesNames(Scenario s) {
        var t = Paths.procTask(s);
        for (String directory : new String[] {"/proc/", "/proc/self/", "/proc/thread-self/fd/", "/proc/sys/",
            "/proc/self/net/"}) {
            t.fails(ENOENT, MKDIR, t.path(directory + "made"), 0755);
            t.fails(ENOENT, OPEN, t.path(directory + "made"), O_CREAT | O_WRONLY, 0644);
            t.fails(ENOENT, SYMLINK, t.path("x"), t.path(directory + "made"));
            t.fails(ENOENT, UNLINK, t.path(directory + "made"));
        }
        t.fails(EPERM, UNLINK, t.path("/proc/version"));
        t.fails(EPERM, UNLINK, t.path("/proc/self/status"));
        t.fails(EEXIST, MKDIR, t.path("/proc/sys"), 0755);
        t.fails(ENOENT, OPEN, t.path("/proc/0"), O_RDONLY);
        t.fails(ENOENT, OPEN, t.path("/proc/007"), O_RDONLY);
    }

    @ConformanceTest
    void descriptorsAreLinks(Scenario s) {
        var t = Paths.procTask(s);
        long sock = Tcp.socket(t);
        long buf = t.alloc(64);
        t.gives(8, READLINK, t.path("/proc/thread-self/fd/" + sock), buf, 8);
        assertThat(t.bytesAt(buf, 8)).containsExactly('s', 'o', 'c', 'k', 'e', 't', ':', '[');
        t.fails(ENXIO, OPEN, t.path("/proc/thread-self/fd/" + sock), O_RDONLY);
        t.fails(ENOENT, READLINK, t.path("/proc/thread-self/fd/999"), buf, 8);
        t.fails(ENOENT, READLINK, t.path("/proc/thread-self/fd/0x"), buf, 8);
        t.fails(EINVAL, READLINK, t.path("/proc/self/status"), buf, 8);
        t.fails(EINVAL, READLINK, t.path("/proc/self"), buf, 0);
        t.fails(ENOTDIR, OPEN, t.path("/proc/self/status/x"), O_RDONLY);
        t.fails(ENOTDIR, GETDENTS64, t.ok(OPEN, t.path("/proc/self/status"), O_RDONLY), buf, 64);
        t.fails(EINVAL, GETDENTS64, t.ok(OPEN, t.path("/proc/thread-self/fd"), O_RDONLY), buf, 8);
    }

    @ConformanceTest
    void aNumberIsToldByTheFirstRead(Scenario s) {
        var t = Paths.procTask(s);
        long fd = t.ok(OPEN, t.path("/proc/sys/kernel/ngroups_max"), O_RDONLY);
        long buf = t.alloc(16);
        t.gives(1, READ, fd, buf, 1);
        t.gives(0, READ, fd, buf, 16);
        t.gives(6, PREAD64, fd, buf, 16, 0);
        assertThat(t.bytesAt(buf, 6)).containsExactly('6', '5', '5', '3', '6', '\n');
    }

    @ConformanceTest
    void theNameOfATaskIsItsOwnToChange(Scenario s) {
        var t = Paths.procTask(s);
        long fd = t.ok(OPEN, t.path("/proc/thread-self/comm"), O_RDWR);
        t.gives(20, WRITE, fd, t.text("abcdefghijklmnopqrst"), 20);
        long buf = t.alloc(32);
        t.gives(16, READ, fd, buf, 32);
        assertThat(t.bytesAt(buf, 2)).containsExactly('a', 'b');
        t.fails(EFAULT, WRITE, fd, t.unmapped(), 4);
    }
}
