package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Making names and taking them away: mkdir(2), rmdir(2), unlink(2), link(2), symlink(2), readlink(2), mknod(2). */
final class NamesTest {

    @ConformanceTest
    void directoriesCountTheirNames(Scenario s) {
        var t = Paths.task(s);
        Paths.stat(t, "/");
        Paths.directory(t, "/d");
        Paths.directory(t, "/d/e/");
        Paths.file(t, "/d/f", "1234");
        Paths.stat(t, "/d");
        Paths.stat(t, "/d/f");
        assertThat(Paths.list(t, "/d")).containsExactly("e:4", "f:8");
        t.ok(UNLINK, t.path("/d/f"));
        t.ok(RMDIR, t.path("/d/e/"));
        Paths.stat(t, "/d");
        assertThat(Paths.list(t, "/d")).isEmpty();
        t.ok(RMDIR, t.path("/d"));
        Paths.stat(t, "/");
    }

    @ConformanceTest
    void whatIsInTheWayOfANewName(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        Paths.file(t, "/f", "");
        Paths.symlink(t, "/nowhere", "/l");
        for (String path : new String[] {"/d", "/f", "/l", "/", "/.", "/..", "/d/", "/f/"}) {
            t.fails(EEXIST, MKDIR, t.path(path), 0755);
        }
        t.fails(ENOENT, MKDIR, t.path("/none/d"), 0755);
        t.fails(ENOTDIR, MKDIR, t.path("/f/d"), 0755);
        t.fails(ENOENT, SYMLINK, t.path("x"), t.path("/n/"));
        t.fails(ENOENT, MKNOD, t.path("/n/"), S_IFREG | 0644, 0);
        t.fails(EEXIST, SYMLINK, t.path("x"), t.path("/l"));
        t.fails(ENOENT, SYMLINK, t.path(""), t.path("/s"));
        t.fails(EPERM, MKNOD, t.path("/n"), S_IFDIR | 0644, 0);
        t.fails(EINVAL, MKNOD, t.path("/n"), S_IFLNK | 0644, 0);
        t.ok(MKNOD, t.path("/fifo"), S_IFIFO | 0600, 0);
        t.ok(MKNOD, t.path("/sock"), S_IFSOCK | 0600, 0);
        t.ok(MKNOD, t.path("/chr"), S_IFCHR | 0600, 0x12345);
        t.ok(MKNOD, t.path("/blk"), S_IFBLK | 0600, 0xfff00fff);
        for (String path : new String[] {"/fifo", "/sock", "/chr", "/blk"}) {
            Paths.stat(t, path);
        }
        t.fails(ENXIO, OPEN, t.path("/sock"), O_RDWR);
        assertThat(Paths.list(t, "/"))
                .containsExactly("blk:6", "chr:2", "d:4", "f:8", "fifo:1", "l:10", "sock:12");
    }

    @ConformanceTest
    void whatIsInTheWayOfTakingANameAway(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        Paths.directory(t, "/d/e");
        Paths.file(t, "/f", "");
        Paths.symlink(t, "d", "/l");
        t.fails(EISDIR, UNLINK, t.path("/d"));
        t.fails(EISDIR, UNLINK, t.path("/d/"));
        t.fails(EISDIR, UNLINK, t.path("/"));
        t.fails(EISDIR, UNLINK, t.path("/d/."));
        t.fails(ENOTDIR, UNLINK, t.path("/f/"));
        t.fails(ENOTDIR, UNLINK, t.path("/l/"));
        t.fails(ENOENT, UNLINK, t.path("/none"));
        t.fails(ENOENT, UNLINK, t.path(""));
        t.fails(ENOTEMPTY, RMDIR, t.path("/d"));
        t.fails(ENOTDIR, RMDIR, t.path("/f"));
        t.fails(ENOTDIR, RMDIR, t.path("/l"));
        t.fails(EBUSY, RMDIR, t.path("/"));
        t.fails(EINVAL, RMDIR, t.path("/d/."));
        t.fails(ENOTEMPTY, RMDIR, t.path("/d/e/.."));
        t.fails(EINVAL, UNLINKAT, AT_FDCWD, t.path("/d/e"), 1);
        t.ok(UNLINKAT, AT_FDCWD, t.path("/d/e"), AT_REMOVEDIR);
        t.ok(UNLINK, t.path("/l"));
        t.ok(RMDIR, t.path("/d"));
    }

    @ConformanceTest
    void aFileWithSeveralNamesGoesWithTheLast(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/a", "shared");
        Paths.directory(t, "/d");
        Paths.symlink(t, "/a", "/s");
        t.ok(LINK, t.path("/a"), t.path("/d/b"));
        t.ok(LINK, t.path("/s"), t.path("/s2"));
        t.ok(LINKAT, AT_FDCWD, t.path("/s"), AT_FDCWD, t.path("/c"), AT_SYMLINK_FOLLOW);
        Paths.stat(t, "/a");
        t.ok(LSTAT, t.path("/s2"), t.statOut());
        t.fails(EEXIST, LINK, t.path("/a"), t.path("/c"));
        t.fails(EPERM, LINK, t.path("/d"), t.path("/d2"));
        t.fails(ENOENT, LINK, t.path("/none"), t.path("/n"));
        t.fails(EINVAL, LINKAT, AT_FDCWD, t.path("/a"), AT_FDCWD, t.path("/n"), 1);
        long fd = Paths.open(t, "/a", O_RDWR);
        t.ok(UNLINK, t.path("/a"));
        t.ok(UNLINK, t.path("/c"));
        t.ok(FSTAT, fd, t.statOut());
        t.ok(UNLINK, t.path("/d/b"));
        t.ok(FSTAT, fd, t.statOut());
        Paths.reads(t, fd, "shared");
        t.gives(1, WRITE, fd, t.text("!"), 1);
        t.fails(ENOENT, OPEN, t.path("/a"), O_RDONLY);
        t.fails(ENOENT, LINKAT, fd, t.path(""), AT_FDCWD, t.path("/n"), AT_EMPTY_PATH);
    }

    @ConformanceTest
    void aLinkSaysWhatItWasGiven(Scenario s) {
        var t = Paths.task(s);
        Paths.symlink(t, "any text, even this", "/l");
        long buffer = t.alloc(32);
        t.gives(19, READLINK, t.path("/l"), buffer, 32);
        t.gives(3, READLINK, t.path("/l"), buffer, 3);
        t.fails(EINVAL, READLINK, t.path("/l"), buffer, 0);
        t.fails(EINVAL, READLINK, t.path("/"), buffer, 32);
        t.fails(ENOENT, READLINK, t.path("/none"), buffer, 32);
        t.fails(EFAULT, READLINK, t.path("/l"), t.unmapped(), 32);
        t.ok(LSTAT, t.path("/l"), t.statOut());
        t.fails(ENOENT, STAT, t.path("/l"), t.statOut());
        t.fails(ENAMETOOLONG, SYMLINK, t.path("x".repeat(4096)), t.path("/l2"));
        t.ok(SYMLINK, t.path("x".repeat(4095)), t.path("/l2"));
    }

    @ConformanceTest
    void linksAreFollowedUpToForty(Scenario s) {
        var t = Paths.task(s);
        Paths.symlink(t, "loop", "/loop");
        t.fails(ELOOP, OPEN, t.path("/loop"), O_RDONLY);
        t.fails(ELOOP, OPEN, t.path("/loop/x"), O_RDONLY);
        t.fails(ELOOP, OPEN, t.path("/loop"), O_CREAT | O_RDWR, 0644);
        Paths.file(t, "/0", "end");
        for (int i = 1; i <= 41; i++) {
            Paths.symlink(t, Integer.toString(i - 1), "/" + i);
        }
        Paths.has(t, "/40", "end");
        t.fails(ELOOP, OPEN, t.path("/41"), O_RDONLY);
    }

    @ConformanceTest
    void linksLeadOnFromWhereTheyAre(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/a");
        Paths.directory(t, "/a/b");
        Paths.file(t, "/a/f", "in a");
        Paths.symlink(t, "../f", "/a/b/up");
        Paths.symlink(t, "/a/b", "/abs");
        Paths.symlink(t, "a//b/", "/rel");
        Paths.symlink(t, "..", "/a/b/parent");
        Paths.has(t, "/a/b/up", "in a");
        Paths.has(t, "/abs/up", "in a");
        Paths.has(t, "/rel/up", "in a");
        Paths.has(t, "/rel//./parent/f", "in a");
        Paths.has(t, "/abs/../f", "in a");
        Paths.has(t, "/../../a/f", "in a");
        t.ok(LSTAT, t.path("/abs"), t.statOut());
        t.ok(LSTAT, t.path("/abs/"), t.statOut());
        t.fails(ENOTDIR, OPEN, t.path("/a/b/up/"), O_RDONLY);
        t.ok(MKDIR, t.path("/abs/new"), 0755);
        t.fails(EEXIST, MKDIR, t.path("/abs"), 0755);
        t.fails(ENOENT, OPEN, t.path("/a/none/../f"), O_RDONLY);
    }
}
