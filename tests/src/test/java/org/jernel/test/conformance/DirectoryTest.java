package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Listing directories and standing in them, and what is mounted on them: getdents(2), chdir(2), getcwd(2), chroot(2), mount(2). */
final class DirectoryTest {

    private static void stands(Task t, String path) {
        long buffer = t.alloc(64);
        t.gives(path.length() + 1, GETCWD, buffer, 64);
        assertThat(t.textAt(buffer, path.length())).isEqualTo(path);
    }

    private static void mount(Task t, String directory, int flags) {
        t.ok(MOUNT, t.path("none"), t.path(directory), t.path("tmpfs"), flags, t.path("mode=755"));
    }

    @ConformanceTest
    void relativePathsBeginWhereTheTaskStands(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/a");
        Paths.directory(t, "/a/b");
        Paths.file(t, "/a/b/f", "here");
        stands(t, "/");
        t.ok(CHDIR, t.path("a"));
        t.ok(CHDIR, t.path("b/"));
        stands(t, "/a/b");
        Paths.has(t, "f", "here");
        var child = t.fork();
        child.ok(CHDIR, child.path(".."));
        stands(child, "/a");
        stands(t, "/a/b");
        t.fails(ERANGE, GETCWD, t.alloc(4), 4);
        t.fails(EFAULT, GETCWD, t.unmapped(), 64);
        t.fails(ENOTDIR, CHDIR, t.path("f"));
        t.fails(ENOENT, CHDIR, t.path("none"));
        t.fails(ENOTDIR, FCHDIR, Paths.open(t, "f", O_RDONLY));
        t.fails(ENOTDIR, FCHDIR, Fds.pipe(t).reader());
        t.ok(RENAME, t.path("/a"), t.path("/c"));
        stands(t, "/c/b");
        t.ok(FCHDIR, t.ok(OPEN, t.path("/"), O_PATH));
        stands(t, "/");
    }

    @ConformanceTest
    void aDirectoryThatIsGoneHasNothing(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        long fd = Paths.open(t, "/d", O_DIRECTORY);
        t.ok(CHDIR, t.path("/d"));
        t.ok(RMDIR, t.path("/d"));
        t.fails(ENOENT, GETCWD, t.alloc(64), 64);
        t.fails(ENOENT, OPEN, t.path("f"), O_CREAT | O_RDWR, 0644);
        t.fails(ENOENT, MKDIR, t.path("sub"), 0755);
        t.fails(ENOENT, OPEN, t.path("f"), O_RDONLY);
        t.fails(ENOENT, GETDENTS64, fd, t.alloc(256), 256);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(STAT, t.path("."), t.statOut());
        t.ok(CHDIR, t.path(".."));
        stands(t, "/");
    }

    @ConformanceTest
    void aListingGoesOnWhereItWas(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        for (int i = 0; i < 50; i++) {
            Paths.file(t, "/d/file-" + i, "");
        }
        long fd = Paths.open(t, "/d", O_DIRECTORY);
        t.fails(EINVAL, GETDENTS64, fd, t.alloc(16), 16);
        t.fails(EFAULT, GETDENTS64, fd, t.unmapped(), 100);
        assertThat(t.unrecorded(GETDENTS64, fd, t.alloc(24), 30)).isEqualTo(24);
        assertThat(Paths.list(t, fd)).hasSize(50);
        t.gives(0, GETDENTS64, fd, t.alloc(256), 256);
        t.gives(0, LSEEK, fd, 0, SEEK_SET);
        assertThat(Paths.list(t, fd)).hasSize(50);
        t.fails(ENOTDIR, GETDENTS64, Paths.open(t, "/d/file-1", O_RDONLY), t.alloc(64), 64);
        t.fails(ENOTDIR, GETDENTS64, Fds.pipe(t).reader(), t.alloc(64), 64);
        t.fails(EBADF, GETDENTS64, 99, t.alloc(64), 64);
    }

    @ConformanceTest
    void everythingOfADirectoryIsRemovedWhileItIsListed(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        for (int i = 0; i < 40; i++) {
            t.ok(MKNOD, t.path("/d/" + i), S_IFREG | 0600, 0);
        }
        long fd = Paths.open(t, "/d", O_DIRECTORY);
        long buffer = t.alloc(256);
        int removed = 0;
        for (long got = t.unrecorded(GETDENTS64, fd, buffer, 256);
                got > 0;
                got = t.unrecorded(GETDENTS64, fd, buffer, 256)) {
            for (long at = buffer; at < buffer + got; at += t.shortAt(at + 16)) {
                String rest = t.textAt(at + 19, t.shortAt(at + 16) - 19);
                String name = rest.substring(0, rest.indexOf('\0'));
                if (!name.startsWith(".") && t.unrecorded(UNLINK, t.path("/d/" + name)) == 0) {
                    removed++;
                }
            }
        }
        assertThat(removed).isEqualTo(40);
        t.ok(RMDIR, t.path("/d"));
    }

    @ConformanceTest
    void anotherRootIsTheTopOfAllPaths(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/jail");
        Paths.directory(t, "/jail/in");
        Paths.file(t, "/jail/f", "inside");
        Paths.file(t, "/out", "outside");
        Paths.symlink(t, "/out", "/jail/link");
        long outside = Paths.open(t, "/", O_DIRECTORY);
        t.fails(ENOTDIR, CHROOT, t.path("/out"));
        t.ok(CHROOT, t.path("/jail"));
        Paths.has(t, "/f", "inside");
        Paths.has(t, "/../../f", "inside");
        t.fails(ENOENT, OPEN, t.path("/link"), O_RDONLY);
        Paths.has(t, "out", "outside");
        long buffer = t.alloc(64);
        t.ok(GETCWD, buffer, 64);
        t.ok(CHDIR, t.path("/in"));
        stands(t, "/in");
        t.ok(OPENAT, outside, t.path("out"), O_RDONLY);
    }

    @ConformanceTest
    void aMountCoversWhatIsBelowIt(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/m");
        Paths.file(t, "/m/under", "under");
        Paths.file(t, "/plain", "");
        mount(t, "/m", 0);
        t.fails(ENOENT, OPEN, t.path("/m/under"), O_RDONLY);
        Paths.file(t, "/m/over", "over");
        Paths.directory(t, "/m/d");
        t.ok(CHDIR, t.path("/m/d"));
        stands(t, "/m/d");
        Paths.has(t, "../../m/over", "over");
        t.fails(EXDEV, RENAME, t.path("/m/over"), t.path("/x"));
        t.fails(EXDEV, LINK, t.path("/m/over"), t.path("/x"));
        t.fails(EBUSY, RMDIR, t.path("/m"));
        t.fails(EBUSY, RENAME, t.path("/m"), t.path("/n"));
        t.fails(EBUSY, UMOUNT2, t.path("/m"), 0);
        t.ok(CHDIR, t.path("/"));
        long open = Paths.open(t, "/m/over", O_RDONLY);
        t.fails(EBUSY, UMOUNT2, t.path("/m"), 0);
        t.ok(CLOSE, open);
        t.fails(EINVAL, UMOUNT2, t.path("/m/d"), 0);
        t.fails(ENOENT, UMOUNT2, t.path("/none"), 0);
        t.fails(EINVAL, UMOUNT2, t.path("/m"), 0x100);
        t.ok(UMOUNT2, t.path("/m"), 0);
        Paths.has(t, "/m/under", "under");
        t.fails(EINVAL, UMOUNT2, t.path("/m"), 0);
        t.fails(ENODEV, MOUNT, t.path("none"), t.path("/m"), t.path("nosuchfs"), 0, 0);
        t.fails(ENOENT, MOUNT, t.path("none"), t.path("/none"), t.path("tmpfs"), 0, 0);
        t.fails(ENOTDIR, MOUNT, t.path("none"), t.path("/plain"), t.path("tmpfs"), 0, 0);
        t.fails(EINVAL, MOUNT, t.path("none"), t.path("/m"), t.path("tmpfs"), 0, t.path("nosuch=1"));
        t.fails(EINVAL, MOUNT, t.path("none"), t.path("/m"), t.path("tmpfs"), 0, t.path("size=x"));
        t.fails(EINVAL, MOUNT, t.path("none"), t.path("/m"), 0, 0, 0);
        t.fails(EFAULT, MOUNT, t.path("none"), t.unmapped(), t.path("tmpfs"), 0, 0);
    }

    @ConformanceTest
    void mountsPileUpAndGoLazily(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/m");
        mount(t, "/m", 0);
        Paths.file(t, "/m/first", "1");
        mount(t, "/m", 0);
        Paths.file(t, "/m/second", "2");
        assertThat(Paths.list(t, "/m")).containsExactly("second:8");
        long open = Paths.open(t, "/m/second", O_RDONLY);
        t.ok(UMOUNT2, t.path("/m"), MNT_DETACH);
        assertThat(Paths.list(t, "/m")).containsExactly("first:8");
        Paths.reads(t, open, "2");
        t.ok(UMOUNT2, t.path("/m"), 0);
        assertThat(Paths.list(t, "/m")).isEmpty();
    }

    @ConformanceTest
    void aReadOnlyMountTakesNoChange(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/m");
        mount(t, "/m", 0);
        Paths.file(t, "/m/f", "kept");
        t.ok(MKNOD, t.path("/m/p"), S_IFIFO | 0600, 0);
        long writer = Paths.open(t, "/m/f", O_WRONLY);
        t.fails(EBUSY, MOUNT, t.path("none"), t.path("/m"), t.path("tmpfs"), MS_REMOUNT | MS_RDONLY, 0);
        t.ok(CLOSE, writer);
        t.ok(MOUNT, t.path("none"), t.path("/m"), t.path("tmpfs"), MS_REMOUNT | MS_RDONLY, 0);
        t.fails(EROFS, OPEN, t.path("/m/f"), O_WRONLY);
        t.fails(EROFS, OPEN, t.path("/m/f"), O_RDONLY | O_TRUNC);
        t.fails(EROFS, OPEN, t.path("/m/g"), O_CREAT | O_RDWR, 0644);
        t.ok(OPEN, t.path("/m/f"), O_CREAT | O_RDONLY, 0644);
        t.ok(OPEN, t.path("/m/p"), O_RDWR | O_NONBLOCK);
        t.fails(EROFS, MKDIR, t.path("/m/d"), 0755);
        t.fails(EEXIST, MKDIR, t.path("/m/f"), 0755);
        t.fails(EROFS, UNLINK, t.path("/m/f"));
        t.fails(EROFS, RENAME, t.path("/m/f"), t.path("/m/g"));
        t.fails(EROFS, LINK, t.path("/m/f"), t.path("/m/g"));
        t.fails(EROFS, SYMLINK, t.path("x"), t.path("/m/g"));
        t.fails(EROFS, CHMOD, t.path("/m/f"), 0600);
        t.fails(EROFS, CHOWN, t.path("/m/f"), 1, 1);
        t.fails(EROFS, TRUNCATE, t.path("/m/f"), 0);
        t.fails(EROFS, UTIMENSAT, AT_FDCWD, t.path("/m/f"), 0, 0);
        t.fails(EROFS, ACCESS, t.path("/m/f"), W_OK);
        t.gives(0, ACCESS, t.path("/m/f"), R_OK);
        Paths.has(t, "/m/f", "kept");
        t.ok(MOUNT, t.path("none"), t.path("/m"), t.path("tmpfs"), MS_REMOUNT, 0);
        t.ok(UNLINK, t.path("/m/f"));
    }

    @ConformanceTest
    void theSameFilesInASecondPlace(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/a");
        Paths.directory(t, "/a/sub");
        Paths.directory(t, "/b");
        Paths.file(t, "/a/sub/f", "bound");
        Paths.file(t, "/g", "");
        t.ok(MOUNT, t.path("/a/sub"), t.path("/b"), 0, MS_BIND, 0);
        Paths.has(t, "/b/f", "bound");
        Paths.file(t, "/b/new", "new");
        Paths.has(t, "/a/sub/new", "new");
        t.ok(CHDIR, t.path("/b"));
        stands(t, "/b");
        Paths.has(t, "../a/sub/f", "bound");
        t.fails(EXDEV, RENAME, t.path("/a/sub/f"), t.path("/b/g"));
        t.ok(MOUNT, t.path("/a/sub/f"), t.path("/g"), 0, MS_BIND, 0);
        Paths.has(t, "/g", "bound");
        t.fails(EBUSY, UNLINK, t.path("/g"));
        t.fails(ENOTDIR, MOUNT, t.path("/a"), t.path("/g"), 0, MS_BIND, 0);
        t.fails(ENOENT, MOUNT, t.path("/none"), t.path("/b"), 0, MS_BIND, 0);
    }
}
