package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Who may do what to a file: path_resolution(7), access(2), chmod(2), chown(2), utimensat(2). */
final class FilePermissionTest {

    private static final int USER = 1000;
    private static final int OTHER = 1001;
    private static final int GROUP = 2000;

    private static Task as(Task t, int uid, int gid) {
        t.ok(SETGROUPS, 0, 0);
        t.ok(SETRESGID, gid, gid, gid);
        t.ok(SETRESUID, uid, uid, uid);
        return t;
    }

    private static void owned(Task t, String path, int mode, int uid, int gid) {
        Paths.file(t, path, "x");
        t.ok(CHOWN, t.path(path), uid, gid);
        t.ok(CHMOD, t.path(path), mode);
    }

    @ConformanceTest
    void ownersGroupsAndOthersHaveTheirBits(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/owner", 0600, USER, GROUP);
        owned(t, "/group", 0060, OTHER, USER);
        owned(t, "/others", 0006, OTHER, GROUP);
        owned(t, "/notowner", 0077, USER, USER);
        owned(t, "/notgroup", 0707, OTHER, USER);
        owned(t, "/read", 0444, OTHER, GROUP);
        as(t, USER, USER);
        t.ok(OPEN, t.path("/owner"), O_RDWR);
        t.ok(OPEN, t.path("/group"), O_RDWR);
        t.ok(OPEN, t.path("/others"), O_RDWR);
        t.fails(EACCES, OPEN, t.path("/notowner"), O_RDONLY);
        t.fails(EACCES, OPEN, t.path("/notgroup"), O_RDONLY);
        t.ok(OPEN, t.path("/read"), O_RDONLY);
        t.fails(EACCES, OPEN, t.path("/read"), O_RDWR);
        t.fails(EACCES, OPEN, t.path("/read"), O_RDONLY | O_TRUNC);
        t.fails(EACCES, TRUNCATE, t.path("/read"), 0);
        t.ok(OPEN, t.path("/read"), O_PATH);
        t.fails(EPERM, OPEN, t.path("/read"), O_NOATIME);
        t.ok(OPEN, t.path("/owner"), O_NOATIME);
        t.fails(EACCES, OPEN, t.path("/new"), O_CREAT | O_RDWR, 0644);
        t.fails(EACCES, MKDIR, t.path("/new"), 0755);
        t.fails(EACCES, UNLINK, t.path("/owner"));
        t.fails(EACCES, RENAME, t.path("/owner"), t.path("/x"));
        t.fails(EACCES, LINK, t.path("/owner"), t.path("/x"));
        t.fails(EPERM, CHROOT, t.path("/"));
        t.fails(EPERM, MOUNT, t.path("x"), t.path("/"), t.path("tmpfs"), 0, 0);
        t.fails(EPERM, UMOUNT2, t.path("/"), 0);
    }

    @ConformanceTest
    void supplementaryGroupsCountAndTheSuperuserMayAllButRunWhatNobodyMay(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/group", 0060, OTHER, GROUP);
        owned(t, "/none", 0, OTHER, OTHER);
        t.ok(OPEN, t.path("/none"), O_RDWR);
        t.fails(EACCES, ACCESS, t.path("/none"), X_OK);
        t.gives(0, ACCESS, t.path("/none"), R_OK | W_OK);
        t.ok(SETGROUPS, 1, t.ints(GROUP));
        t.ok(SETRESGID, USER, USER, USER);
        t.ok(SETRESUID, USER, USER, USER);
        t.ok(OPEN, t.path("/group"), O_RDWR);
        t.fails(EACCES, OPEN, t.path("/none"), O_RDONLY);
    }

    @ConformanceTest
    void aWayLeadsThroughDirectoriesThatMayBeSearched(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/closed");
        Paths.directory(t, "/closed/open");
        Paths.file(t, "/closed/open/f", "");
        Paths.directory(t, "/unlisted");
        Paths.file(t, "/unlisted/f", "");
        long inside = Paths.open(t, "/closed/open", O_DIRECTORY);
        t.ok(CHMOD, t.path("/closed"), 0700);
        t.ok(CHMOD, t.path("/unlisted"), 0711);
        as(t, USER, USER);
        t.fails(EACCES, OPEN, t.path("/closed/open/f"), O_RDONLY);
        t.fails(EACCES, OPEN, t.path("/closed/none"), O_RDONLY);
        t.fails(EACCES, STAT, t.path("/closed/."), t.statOut());
        t.fails(EACCES, CHDIR, t.path("/closed"));
        t.ok(STAT, t.path("/closed"), t.statOut());
        t.ok(OPENAT, inside, t.path("f"), O_RDONLY);
        t.fails(EACCES, OPENAT, inside, t.path("../open/f"), O_RDONLY);
        t.fails(EACCES, OPEN, t.path("/unlisted"), O_RDONLY);
        t.ok(OPEN, t.path("/unlisted/f"), O_RDONLY);
        t.ok(FCHDIR, inside);
        t.ok(OPEN, t.path("f"), O_RDONLY);
    }

    @ConformanceTest
    void ofAStickyDirectoryOnlyOnesOwnFilesGo(Scenario s) {
        var t = Paths.task(s);
        t.ok(MKDIR, t.path("/tmp"), 0777);
        t.ok(CHMOD, t.path("/tmp"), 01777);
        owned(t, "/tmp/mine", 0644, USER, USER);
        owned(t, "/tmp/other", 0666, OTHER, OTHER);
        as(t, USER, USER);
        t.fails(EPERM, UNLINK, t.path("/tmp/other"));
        t.fails(EPERM, RENAME, t.path("/tmp/other"), t.path("/tmp/x"));
        t.fails(EPERM, RENAME, t.path("/tmp/mine"), t.path("/tmp/other"));
        t.ok(RENAME, t.path("/tmp/mine"), t.path("/tmp/x"));
        t.ok(UNLINK, t.path("/tmp/x"));
    }

    @ConformanceTest
    void aDirectoryWithTheGroupBitGivesItsGroupOn(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        t.ok(CHOWN, t.path("/d"), -1, GROUP);
        t.ok(CHMOD, t.path("/d"), 02777);
        as(t, USER, USER);
        Paths.file(t, "/d/f", "");
        Paths.directory(t, "/d/sub");
        t.ok(OPEN, t.path("/d/g"), O_CREAT | O_WRONLY, 02755);
        Paths.stat(t, "/d/f");
        Paths.stat(t, "/d/sub");
        Paths.stat(t, "/d/g");
    }

    @ConformanceTest
    void rightsAreTheOwnersToChange(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/mine", 0644, USER, GROUP);
        owned(t, "/other", 0666, OTHER, OTHER);
        Paths.symlink(t, "mine", "/link");
        as(t, USER, USER);
        t.ok(CHMOD, t.path("/mine"), 0107777);
        Paths.stat(t, "/mine");
        t.ok(CHMOD, t.path("/link"), 0600);
        t.fails(EPERM, CHMOD, t.path("/other"), 0777);
        t.fails(ENOENT, CHMOD, t.path("/none"), 0777);
        long fd = Paths.open(t, "/mine", O_RDONLY);
        t.ok(FCHMOD, fd, 0640);
        t.ok(FCHMODAT, AT_FDCWD, t.path("/mine"), 0641);
        t.ok(FSTAT, fd, t.statOut());
        t.fails(EPERM, CHOWN, t.path("/mine"), OTHER, -1);
        t.fails(EPERM, CHOWN, t.path("/mine"), -1, OTHER);
        t.ok(CHOWN, t.path("/mine"), USER, USER);
        t.ok(CHOWN, t.path("/other"), -1, -1);
        t.fails(EPERM, CHOWN, t.path("/other"), OTHER, -1);
        t.ok(FCHOWN, fd, -1, -1);
        t.ok(FSTAT, fd, t.statOut());
        t.fails(EPERM, LCHOWN, t.path("/link"), USER, -1);
        t.fails(EINVAL, FCHOWNAT, AT_FDCWD, t.path("/mine"), -1, -1, 1);
    }

    @ConformanceTest
    void anotherOwnerAndAWriteEndWhatAProgramMay(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/a", 06755, USER, USER);
        t.ok(CHOWN, t.path("/a"), -1, GROUP);
        Paths.stat(t, "/a");
        owned(t, "/b", 06766, OTHER, USER);
        owned(t, "/c", 06777, OTHER, USER);
        owned(t, "/d", 06777, OTHER, USER);
        long root = Paths.open(t, "/d", O_WRONLY);
        t.gives(1, WRITE, root, t.text("!"), 1);
        Paths.stat(t, "/d");
        as(t, USER, USER);
        for (String path : new String[] {"/b", "/c"}) {
            long fd = Paths.open(t, path, O_WRONLY);
            t.gives(1, WRITE, fd, t.text("!"), 1);
            Paths.stat(t, path);
        }
    }

    @ConformanceTest
    void accessAsksForTheRealUser(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/f", 0640, USER, GROUP);
        owned(t, "/run", 0711, OTHER, OTHER);
        t.ok(SETGROUPS, 0, 0);
        t.ok(SETRESGID, USER, USER, USER);
        t.ok(SETRESUID, USER, 0, 0);
        t.gives(0, ACCESS, t.path("/f"), R_OK | W_OK);
        t.fails(EACCES, ACCESS, t.path("/f"), X_OK);
        t.gives(0, ACCESS, t.path("/run"), X_OK);
        t.fails(EACCES, ACCESS, t.path("/run"), R_OK);
        t.gives(0, ACCESS, t.path("/run"), F_OK);
        t.fails(ENOENT, ACCESS, t.path("/none"), F_OK);
        t.fails(EINVAL, ACCESS, t.path("/f"), 8);
        t.gives(0, FACCESSAT2, AT_FDCWD, t.path("/run"), R_OK | W_OK | X_OK, AT_EACCESS);
        t.fails(EACCES, FACCESSAT2, AT_FDCWD, t.path("/run"), R_OK, 0);
        t.fails(EINVAL, FACCESSAT2, AT_FDCWD, t.path("/run"), R_OK, 1);
        t.gives(0, FACCESSAT, AT_FDCWD, t.path("/f"), R_OK);
        t.ok(SETRESUID, 0, USER, -1);
        t.gives(0, ACCESS, t.path("/run"), R_OK);
        t.fails(EACCES, FACCESSAT2, AT_FDCWD, t.path("/run"), R_OK, AT_EACCESS);
    }

    @ConformanceTest
    void timesAreTheOwnersToSetAndTheWritersToRenew(Scenario s) {
        var t = Paths.task(s);
        owned(t, "/other", 0666, OTHER, OTHER);
        owned(t, "/closed", 0644, OTHER, OTHER);
        owned(t, "/mine", 0400, USER, USER);
        as(t, USER, USER);
        long set = t.words(1, 2, 3, 4);
        long now = t.words(0, UTIME_NOW, 0, UTIME_NOW);
        long omit = t.words(0, UTIME_OMIT, 0, UTIME_OMIT);
        long half = t.words(0, UTIME_NOW, 0, UTIME_OMIT);
        t.ok(UTIMENSAT, AT_FDCWD, t.path("/mine"), set, 0);
        t.ok(UTIMENSAT, AT_FDCWD, t.path("/other"), 0, 0);
        t.ok(UTIMENSAT, AT_FDCWD, t.path("/other"), now, 0);
        t.fails(EPERM, UTIMENSAT, AT_FDCWD, t.path("/other"), set, 0);
        t.fails(EPERM, UTIMENSAT, AT_FDCWD, t.path("/other"), half, 0);
        t.fails(EACCES, UTIMENSAT, AT_FDCWD, t.path("/closed"), 0, 0);
        t.ok(UTIMENSAT, AT_FDCWD, t.path("/none"), omit, 0);
        t.fails(EINVAL, UTIMENSAT, AT_FDCWD, t.path("/mine"), t.words(0, 1_000_000_000, 0, 0), 0);
        t.fails(EINVAL, UTIMENSAT, AT_FDCWD, t.path("/mine"), set, 1);
        t.fails(ENOENT, UTIMENSAT, AT_FDCWD, t.path("/none"), set, 0);
        t.fails(EFAULT, UTIMENSAT, AT_FDCWD, t.path("/mine"), t.unmapped(), 0);
        long fd = Paths.open(t, "/mine", O_RDONLY);
        t.ok(UTIMENSAT, fd, 0, set, 0);
        long stat = t.alloc(144);
        t.unrecorded(FSTAT, fd, stat);
        assertThat(new long[] {
            t.longAt(stat + 72), t.longAt(stat + 80), t.longAt(stat + 88), t.longAt(stat + 96)})
                .containsExactly(1, 2, 3, 4);
    }
}
