package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Files whose names are gone, that never had one, or that are in use as programs. */
final class GoneFileTest {

    private static final long PAGE = 4096;
    private static final int S_IFMT = 0170000;
    private static final int MODE = 24;
    private static final int O_LARGEFILE = 0100000;

    private static Task task(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/proc");
        t.ok(MOUNT, t.path("proc"), t.path("/proc"), t.path("proc"), 0, 0);
        return t;
    }

    private static String link(Task t, String path) {
        long buffer = t.alloc(256);
        return t.textAt(buffer, (int) t.unrecorded(READLINK, t.path(path), buffer, 256));
    }

    private static String text(Task t, String path) {
        long fd = Paths.open(t, path, O_RDONLY);
        long buffer = t.alloc(65536);
        StringBuilder all = new StringBuilder();
        for (int got = (int) t.unrecorded(READ, fd, buffer, 65536);
                got > 0;
                got = (int) t.unrecorded(READ, fd, buffer, 65536)) {
            all.append(t.textAt(buffer, got));
        }
        t.ok(CLOSE, fd);
        return all.toString();
    }

    @ConformanceTest
    void theirOldNamesAreToldAsDeleted(Scenario s) {
        var t = task(s);
        Paths.directory(t, "/d");
        Paths.file(t, "/f", "kept");
        long fd = Paths.open(t, "/f", O_RDWR);
        t.ok(CHDIR, t.path("/d"));
        String name = "/proc/thread-self/fd/" + fd;
        assertThat(link(t, name)).isEqualTo("/f");
        assertThat(link(t, "/proc/thread-self/cwd")).isEqualTo("/d");
        long at = t.ok(MMAP, 0x3f5000000000L, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
        t.ok(UNLINK, t.path("/f"));
        t.ok(RMDIR, t.path("/d"));
        assertThat(link(t, name)).isEqualTo("/f (deleted)");
        assertThat(link(t, "/proc/thread-self/cwd")).isEqualTo("/d (deleted)");
        assertThat(text(t, "/proc/thread-self/maps").lines().filter(line -> line.startsWith("3f5000000000")))
                .singleElement()
                .asString()
                .startsWith("3f5000000000-3f5000001000 r--s 00000000 00:")
                .endsWith(" /f (deleted)");
        Paths.has(t, name, "kept");
        t.fails(ENOENT, GETCWD, t.alloc(64), 64);
        t.fails(ENOENT, LINKAT, AT_FDCWD, t.path(name), AT_FDCWD, t.path("/again"), AT_SYMLINK_FOLLOW);
        t.ok(MUNMAP, at, PAGE);
    }

    @ConformanceTest
    void aPipeIsOpenedAgain(Scenario s) {
        var t = task(s);
        t.kernelTask().blockSignal(SIGPIPE);
        var pipe = Fds.pipe(t);
        String reader = "/proc/thread-self/fd/" + pipe.reader();
        String writer = "/proc/thread-self/fd/" + pipe.writer();
        long stat = t.statOut();
        t.ok(STAT, t.path(reader), stat);
        assertThat(t.intAt(stat + MODE) & S_IFMT).isEqualTo(S_IFIFO);
        long again = t.ok(OPEN, t.path(reader), O_WRONLY | O_NONBLOCK);
        t.gives(O_WRONLY | O_NONBLOCK | O_LARGEFILE, FCNTL, again, F_GETFL);
        t.gives(3, WRITE, again, t.text("abc"), 3);
        long buffer = t.alloc(8);
        t.gives(3, READ, pipe.reader(), buffer, 8);
        long both = t.ok(OPEN, t.path(writer), O_RDWR);
        assertThat(link(t, "/proc/thread-self/fd/" + both)).isEqualTo(link(t, reader)).startsWith("pipe:[");
        t.ok(CLOSE, pipe.writer());
        t.gives(1, WRITE, both, t.text("x"), 1);
        t.gives(1, READ, pipe.reader(), buffer, 8);
        t.ok(CLOSE, both);
        t.ok(CLOSE, again);
        t.gives(0, READ, pipe.reader(), buffer, 8);
        long late = t.ok(OPEN, t.path(reader), O_RDONLY);
        t.gives(0, READ, late, buffer, 8);
        long last = t.ok(OPEN, t.path(reader), O_WRONLY);
        t.ok(CLOSE, late);
        t.ok(CLOSE, pipe.reader());
        t.fails(EPIPE, WRITE, last, t.text("x"), 1);
        long sock = Tcp.socket(t);
        assertThat(t.unrecorded(STAT, t.path("/proc/thread-self/fd/" + sock), stat)).isZero();
        t.fails(ENXIO, OPEN, t.path("/proc/thread-self/fd/" + sock), O_RDONLY);
        t.fails(ENXIO, OPEN, t.path("/proc/thread-self/fd/" + t.ok(EVENTFD2, 0, 0)), O_RDONLY);
    }

    @ConformanceTest
    void whatIsWrittenToIsNotExecuted(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/p", "#!/none\n");
        t.ok(CHMOD, t.path("/p"), 0755);
        long writer = Paths.open(t, "/p", O_WRONLY);
        t.fails(ETXTBSY, EXECVE, t.path("/p"), t.words(0), t.words(0));
        t.ok(CLOSE, writer);
        t.fails(ENOENT, EXECVE, t.path("/p"), t.words(0), t.words(0));
        t.ok(CLOSE, Paths.open(t, "/p", O_WRONLY));
    }
}
