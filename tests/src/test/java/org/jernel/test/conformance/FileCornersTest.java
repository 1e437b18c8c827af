package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Corners of the calls on files to which random programs have come. */
final class FileCornersTest {

    private static final int PAGE = 4096;
    private static final int O_ACCMODE = 3;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_BTIME = 0x800;
    private static final int LONG_TARGET = 200;

    @ConformanceTest
    void whatIsWrongWithTheOldNameIsToldFirst(Scenario s) {
        var t = Paths.task(s);
        long longest = t.path("n".repeat(256));
        t.fails(ENOENT, RENAMEAT2, AT_FDCWD, t.path("none/a"), 900, t.path("b"), 0);
        t.fails(ENOENT, RENAMEAT2, AT_FDCWD, t.path("none/a"), AT_FDCWD, t.unmapped(), 0);
        t.fails(EFAULT, RENAMEAT2, AT_FDCWD, t.path("a"), AT_FDCWD, t.unmapped(), 0);
        t.fails(ENOENT, LINKAT, AT_FDCWD, t.path("a"), AT_FDCWD, t.unmapped(), 0);
        t.fails(ENAMETOOLONG, LINKAT, AT_FDCWD, longest, AT_FDCWD, t.path(""), 0);
        t.fails(ENOENT, UTIMENSAT, AT_FDCWD, t.path("a"), t.words(0, -1, 0, 0), 0);
        t.fails(EBADF, UTIMENSAT, 900, 0, t.words(0, -1, 0, 0), 0);
        t.fails(EINVAL, UTIMENSAT, AT_FDCWD, t.path("/"), t.words(0, -1, 0, 0), 0);
    }

    @ConformanceTest
    void whatIsWrongWithNumbersIsToldBeforeTheName(Scenario s) {
        var t = Paths.task(s);
        t.fails(EINVAL, MKNODAT, AT_FDCWD, 0, 0150000, 0);
        t.fails(EPERM, MKNODAT, AT_FDCWD, 0, S_IFDIR, 0);
        t.fails(EINVAL, OPENAT, AT_FDCWD, 0, O_TMPFILE, 0);
        t.fails(EFAULT, OPENAT, AT_FDCWD, 0, 0, 0);
    }

    @ConformanceTest
    void aFileThatIsOpenForNeitherIsNotReadAndNotWritten(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "f", O_CREAT | O_ACCMODE);
        t.gives(O_ACCMODE | O_LARGEFILE, FCNTL, fd, F_GETFL, 0);
        t.fails(EBADF, READ, fd, t.alloc(8), 8);
        t.fails(EBADF, WRITE, fd, t.text("x"), 1);
        t.fails(EINVAL, FTRUNCATE, fd, 9);
        t.fails(EBADF, FALLOCATE, fd, 0, 0, 9);
        t.ok(LSEEK, fd, 0, SEEK_END);
        t.ok(MKNOD, t.path("p"), S_IFIFO | 0600, 0);
        t.fails(EINVAL, OPEN, t.path("p"), O_ACCMODE);
        t.fails(EINVAL, OPEN, t.path("p"), O_ACCMODE | O_NONBLOCK);
    }

    @ConformanceTest
    void aPlaceThatIsOpenHasNoFlagsToSet(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/", O_PATH);
        t.gives(O_PATH, FCNTL, fd, F_GETFL, 0);
        t.fails(EBADF, FCNTL, fd, F_SETFL, O_NONBLOCK);
        t.fails(EBADF, FCNTL, fd, F_SETFL, O_DIRECT);
        t.gives(1, FCNTL, t.ok(FCNTL, fd, 1030, 0), F_GETFD, 0);
    }

    @ConformanceTest
    void holesAndDataAreFound(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "f", O_CREAT | O_RDWR);
        t.fails(ENXIO, LSEEK, fd, 0, SEEK_DATA);
        t.ok(FTRUNCATE, fd, 10 * PAGE);
        t.fails(ENXIO, LSEEK, fd, 0, SEEK_DATA);
        t.gives(7, LSEEK, fd, 7, SEEK_HOLE);
        t.gives(3, PWRITE64, fd, t.text("abc"), 3, 3 * PAGE + 100);
        t.gives(3 * PAGE, LSEEK, fd, 0, SEEK_DATA);
        t.gives(3 * PAGE + 5, LSEEK, fd, 3 * PAGE + 5, SEEK_DATA);
        t.gives(4 * PAGE, LSEEK, fd, 3 * PAGE + 5, SEEK_HOLE);
        t.gives(4 * PAGE, LSEEK, fd, 0, SEEK_CUR);
        t.ok(FALLOCATE, fd, 0, 5 * PAGE, 2 * PAGE);
        t.fails(ENXIO, LSEEK, fd, 4 * PAGE, SEEK_DATA);
        t.gives(5 * PAGE, LSEEK, fd, 5 * PAGE, SEEK_HOLE);
        t.gives(1, PWRITE64, fd, t.text("d"), 1, 6 * PAGE);
        t.gives(6 * PAGE, LSEEK, fd, 4 * PAGE, SEEK_DATA);
        t.fails(ENXIO, LSEEK, fd, 10 * PAGE, SEEK_HOLE);
        t.fails(ENXIO, LSEEK, fd, -1, SEEK_HOLE);
        t.ok(FALLOCATE, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 10 * PAGE);
        t.fails(ENXIO, LSEEK, fd, 0, SEEK_DATA);
        t.ok(FSTAT, fd, t.statOut());
    }

    @ConformanceTest
    void roomThatIsTakenChangesTheFile(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        long fd = Paths.open(t, "f", O_RDWR);
        t.ok(UTIMENSAT, fd, 0, t.words(5, 0, 5, 0), 0);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FALLOCATE, fd, FALLOC_FL_KEEP_SIZE, 0, 9);
        t.ok(FSTAT, fd, t.statOut());
        long other = Paths.open(t, "g", O_CREAT | O_RDWR);
        t.ok(FALLOCATE, other, 0, 0, 100 * PAGE);
        t.gives(1, PWRITE64, other, t.text("x"), 1, 7 * PAGE);
        t.fails(ENOSPC, FALLOCATE, other, 0, 0, 256 * PAGE);
        t.ok(FSTAT, other, t.statOut());
        t.fails(ENOSPC, FALLOCATE, other, 0, 0, 1000 * PAGE);
        t.ok(FSTAT, other, t.statOut());
        t.gives(0, LSEEK, other, 0, SEEK_DATA);
    }

    @ConformanceTest
    void aFileThatGrowsKeepsTheRoomBehindItsEnd(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        long fd = Paths.open(t, "f", O_RDWR);
        t.ok(FALLOCATE, fd, FALLOC_FL_KEEP_SIZE, 2 * PAGE, PAGE);
        t.ok(FTRUNCATE, fd, 4);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FTRUNCATE, fd, Long.MAX_VALUE);
        long buffer = t.alloc(8);
        t.gives(8, READ, fd, buffer, 8);
        assertThat(t.textAt(buffer, 4)).isEqualTo("abc\0");
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FTRUNCATE, fd, 3);
        t.ok(FSTAT, fd, t.statOut());
    }

    @ConformanceTest
    void whoTruncatesToTheSameSizeWrites(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        long times = t.words(5, 0, 5, 0);
        t.ok(UTIMENSAT, AT_FDCWD, t.path("f"), times, 0);
        t.ok(TRUNCATE, t.path("f"), 3);
        Paths.stat(t, "f");
        t.ok(FTRUNCATE, Paths.open(t, "f", O_RDWR), 3);
        Paths.stat(t, "f");
    }

    @ConformanceTest
    void aListingThatHasEndedShowsNothingNew(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "");
        long fd = Paths.open(t, ".", O_DIRECTORY);
        t.ok(GETDENTS64, fd, t.direntsOut(PAGE), PAGE);
        Paths.file(t, "g", "");
        t.gives(0, GETDENTS64, fd, t.direntsOut(PAGE), PAGE);
        t.gives(0, LSEEK, fd, 0, SEEK_SET);
        t.ok(GETDENTS64, fd, t.direntsOut(PAGE), PAGE);
    }

    @ConformanceTest
    void aFileCanBeSentToItself(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abcdefgh");
        long fd = Paths.open(t, "f", O_RDWR);
        t.gives(2, LSEEK, fd, 2, SEEK_SET);
        t.gives(6, SENDFILE, fd, fd, 0, 100);
        t.gives(8, LSEEK, fd, 0, SEEK_CUR);
        Paths.has(t, "f", "abcdefgh");
        long far = Paths.open(t, "g", O_CREAT | O_RDWR);
        t.ok(LSEEK, far, Long.MAX_VALUE - 10, SEEK_SET);
        t.fails(EINVAL, SENDFILE, far, fd, 0, 100);
        t.gives(0, SENDFILE, far, fd, 0, 5);
    }

    @ConformanceTest
    void whoMayNotEndTheRightsOfAFileDoesNotChangeItsOwner(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        Paths.file(t, "g", "abc");
        t.ok(CHMOD, t.path("f"), 04755);
        t.ok(SETRESUID, 1000, 1000, 1000);
        t.fails(EPERM, CHOWN, t.path("f"), -1, -1);
        t.ok(CHOWN, t.path("g"), -1, -1);
    }

    @ConformanceTest
    void aLongLinkTakesAPage(Scenario s) {
        var t = Paths.task(s);
        for (int length : new int[] {127, 128, LONG_TARGET}) {
            Paths.symlink(t, "n".repeat(length), "link" + length);
            t.ok(LSTAT, t.path("link" + length), t.statOut());
        }
        long fd = Paths.open(t, "f", O_CREAT | O_RDWR);
        t.gives(254 * PAGE, WRITE, fd, t.alloc(256 * PAGE), 256 * PAGE);
        t.fails(ENOSPC, SYMLINK, t.path("n".repeat(LONG_TARGET)), t.path("other"));
        t.ok(UNLINK, t.path("link" + LONG_TARGET));
        t.ok(SYMLINK, t.path("n".repeat(LONG_TARGET)), t.path("other"));
    }

    @ConformanceTest
    void onlyWhoMaySearchAllNamesAFileByItsDescriptor(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        t.ok(CHMOD, t.path("/"), 0777);
        long fd = Paths.open(t, "f", O_RDONLY);
        t.ok(LINKAT, fd, t.path(""), AT_FDCWD, t.path("g"), AT_EMPTY_PATH);
        t.ok(SETRESUID, 1000, 1000, 1000);
        t.fails(ENOENT, LINKAT, fd, t.path(""), AT_FDCWD, t.path("h"), AT_EMPTY_PATH);
    }

    @ConformanceTest
    void onlyTheOwnerReadsWithoutATrace(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        long fd = Paths.open(t, "f", O_RDONLY);
        t.ok(FCNTL, fd, F_SETFL, O_NOATIME);
        t.ok(FCNTL, fd, F_SETFL, 0);
        t.ok(SETRESUID, 1000, 1000, 1000);
        t.fails(EPERM, FCNTL, fd, F_SETFL, O_NOATIME);
        t.fails(EPERM, OPEN, t.path("f"), O_NOATIME);
        t.ok(FCNTL, fd, F_SETFL, O_NONBLOCK);
    }

    @ConformanceTest
    void itIsKnownWhenAFileWasMade(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "f", "abc");
        long statx = t.statxOut();
        t.ok(STATX, AT_FDCWD, t.path("f"), 0, STATX_BASIC_STATS | STATX_BTIME, statx);
        assertThat(t.longAt(statx + 0x50)).isPositive();
        t.ok(STATX, AT_FDCWD, t.path("f"), 0, STATX_BASIC_STATS, t.statxOut());
    }
}
