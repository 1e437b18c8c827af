package org.jernel.test.conformance;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What is mounted over roots and over mounts, moved, copied and let go: mount(2), umount2(2). */
final class MountTest {

    private static final long PAGE = 4096;

    private static void mount(Task t, String directory, int flags) {
        t.ok(MOUNT, t.path("none"), t.path(directory), t.path("tmpfs"), flags, t.path("size=64k,mode=755"));
    }

    private static void mount(Task t, String source, String directory, int flags) {
        t.ok(MOUNT, t.path(source), t.path(directory), 0, flags, 0);
    }

    private static void refused(Task t, Errno errno, String source, String directory, int flags) {
        t.fails(errno, MOUNT, t.path(source), t.path(directory), 0, flags, 0);
    }

    /** A task whose root is that of a mount. */
    private static Task inMount(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/r");
        mount(t, "/r", 0);
        t.ok(CHROOT, t.path("/r"));
        t.ok(CHDIR, t.path("/"));
        return t;
    }

    /** The options of what is mounted over a directory, the last first. */
    private static String options(Task t, String directory) {
        long fd = Paths.open(t, "/proc/thread-self/mounts", O_RDONLY);
        long buffer = t.alloc(4096);
        int got = (int) t.unrecorded(READ, fd, buffer, 4096);
        t.ok(CLOSE, fd);
        String found = "";
        for (String line : t.textAt(buffer, got).split("\n")) {
            String[] fields = line.split(" ");
            found = fields[1].equals(directory) ? fields[0] + " " + fields[2] + " " + fields[3] : found;
        }
        return found;
    }

    @ConformanceTest
    void theRootIsCoveredAndUncovered(Scenario s) {
        var t = inMount(s);
        Paths.file(t, "/lower", "1");
        mount(t, "/", 0);
        Paths.has(t, "/lower", "1");
        mount(t, "/", 0);
        t.ok(CHDIR, t.path("/.."));
        t.fails(ENOENT, OPEN, t.path("lower"), O_RDONLY);
        t.fails(EBUSY, UMOUNT2, t.path("/"), 0);
        t.ok(CHDIR, t.path("/"));
        Paths.has(t, "lower", "1");
        t.ok(UMOUNT2, t.path("/"), 0);
        t.ok(UMOUNT2, t.path("/"), 0);
        t.ok(UMOUNT2, t.path("/"), 0);
        t.fails(EROFS, OPEN, t.path("/new"), O_CREAT | O_RDWR, 0644);
        t.ok(MOUNT, t.path("none"), t.path("/"), 0, MS_REMOUNT, t.path("size=64k"));
        Paths.file(t, "/new", "");
    }

    @ConformanceTest
    void anotherRootIsMovedOverTheOldOne(Scenario s) {
        var t = inMount(s);
        Paths.file(t, "/old", "");
        Paths.directory(t, "/next");
        mount(t, "/next", 0);
        Paths.file(t, "/next/new", "");
        t.ok(CHDIR, t.path("/next"));
        mount(t, ".", "/", MS_MOVE);
        t.ok(CHROOT, t.path("."));
        Paths.has(t, "/new", "");
        t.fails(ENOENT, OPEN, t.path("/old"), O_RDONLY);
        Paths.has(t, "/../new", "");
    }

    @ConformanceTest
    void mountsAreMovedAndCopied(Scenario s) {
        var t = inMount(s);
        for (String name : new String[] {"/a", "/b", "/c", "/d"}) {
            Paths.directory(t, name);
        }
        Paths.file(t, "/plain", "");
        mount(t, "/a", 0);
        Paths.directory(t, "/a/in");
        mount(t, "/a/in", 0);
        Paths.file(t, "/a/in/f", "deep");
        refused(t, ELOOP, "/a", "/a/in", MS_MOVE);
        refused(t, EINVAL, "/b", "/c", MS_MOVE);
        refused(t, EINVAL, "/a", "/plain", MS_MOVE);
        refused(t, EINVAL, "", "/b", MS_MOVE);
        refused(t, ENOENT, "/none", "/b", MS_MOVE);
        mount(t, "/a", "/b", MS_MOVE);
        Paths.has(t, "/b/in/f", "deep");
        t.fails(ENOENT, OPEN, t.path("/a/in/f"), O_RDONLY);
        t.fails(EINVAL, UMOUNT2, t.path("/a"), 0);
        mount(t, "/b", "/c", MS_BIND);
        t.fails(ENOENT, OPEN, t.path("/c/in/f"), O_RDONLY);
        mount(t, "/b", "/d", MS_BIND | MS_REC);
        Paths.has(t, "/d/in/f", "deep");
        t.fails(EBUSY, UMOUNT2, t.path("/d"), 0);
        t.ok(UMOUNT2, t.path("/d/in"), 0);
        t.ok(UMOUNT2, t.path("/d"), 0);
        Paths.has(t, "/b/in/f", "deep");
        refused(t, EINVAL, "/b", "/a", MS_PRIVATE);
        refused(t, EINVAL, "", "/b", MS_PRIVATE | MS_BIND);
        t.ok(MOUNT, 0, t.path("/b"), 0, MS_PRIVATE | MS_REC, 0);
        t.ok(RMDIR, t.path("/a"));
    }

    @ConformanceTest
    void whatIsGoneIsNoPlaceForAMount(Scenario s) {
        var t = inMount(s);
        Paths.directory(t, "/d");
        t.ok(CHDIR, t.path("/d"));
        t.ok(RMDIR, t.path("/d"));
        t.fails(ENOENT, MOUNT, t.path("none"), t.path("."), t.path("tmpfs"), 0, 0);
        t.ok(CHDIR, t.path("/"));
        Paths.directory(t, "/m");
        mount(t, "/m", 0);
        Paths.directory(t, "/m/in");
        t.ok(CHDIR, t.path("/m/in"));
        t.ok(UMOUNT2, t.path("/m"), MNT_DETACH);
        t.fails(ENOENT, MOUNT, t.path("none"), t.path("."), t.path("tmpfs"), 0, 0);
        t.fails(EINVAL, UMOUNT2, t.path(".."), 0);
        Paths.file(t, "still", "here");
    }

    @ConformanceTest
    void whatNobodyUsesExpires(Scenario s) {
        var t = inMount(s);
        Paths.directory(t, "/m");
        mount(t, "/m", 0);
        t.fails(EINVAL, UMOUNT2, t.path("/m"), MNT_EXPIRE | MNT_DETACH);
        t.fails(EAGAIN, UMOUNT2, t.path("/m"), MNT_EXPIRE);
        long fd = Paths.open(t, "/m", O_DIRECTORY);
        t.fails(EBUSY, UMOUNT2, t.path("/m"), MNT_EXPIRE);
        t.ok(CLOSE, fd);
        t.fails(EAGAIN, UMOUNT2, t.path("/m"), MNT_EXPIRE);
        t.ok(UMOUNT2, t.path("/m"), MNT_EXPIRE);
        t.fails(EINVAL, UMOUNT2, t.path("/m"), MNT_EXPIRE);
    }

    @ConformanceTest
    void flagsAreKeptAndShown(Scenario s) {
        var t = inMount(s);
        Paths.directory(t, "/proc");
        t.ok(MOUNT, t.path("proc"), t.path("/proc"), t.path("proc"), MS_NOSUID | MS_NODEV | MS_NOEXEC, 0);
        Paths.directory(t, "/m");
        mount(t, "/m", MS_NODEV | MS_NOEXEC | MS_NOATIME);
        assertThat(options(t, "/m")).isEqualTo("none tmpfs rw,nodev,noexec,noatime,size=64k,mode=755");
        assertThat(options(t, "/proc")).isEqualTo("proc proc rw,nosuid,nodev,noexec,relatime");
        t.ok(MKNOD, t.path("/m/null"), S_IFCHR | 0600, 0x103);
        t.fails(EACCES, OPEN, t.path("/m/null"), O_RDWR);
        Paths.file(t, "/m/run", "#!/bin/sh\n");
        t.ok(CHMOD, t.path("/m/run"), 0755);
        t.fails(EACCES, EXECVE, t.path("/m/run"), 0, 0);
        long fd = Paths.open(t, "/m/run", O_RDONLY);
        t.fails(EPERM, MMAP, 0, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
        long at = t.ok(MMAP, 0x3f4000000000L, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0);
        t.fails(EACCES, MPROTECT, at, PAGE, PROT_READ | PROT_EXEC);
        t.ok(MUNMAP, at, PAGE);
        t.ok(CLOSE, fd);
        t.ok(MOUNT, 0, t.path("/m"), 0, MS_REMOUNT | MS_NOSUID, t.path("size=64k"));
        assertThat(options(t, "/m")).isEqualTo("none tmpfs rw,nosuid,noatime,size=64k,mode=755");
        t.fails(EINVAL, MOUNT, 0, t.path("/m"), 0, MS_REMOUNT, t.path("nosuch"));
        t.fails(EINVAL, MOUNT, 0, t.path("/m"), 0, MS_REMOUNT, t.path("nr_inodes=1"));
        t.ok(MOUNT, 0, t.path("/m"), 0, MS_REMOUNT | MS_NOSUID, t.path("size=128k,nr_inodes=50"));
        assertThat(options(t, "/m")).isEqualTo("none tmpfs rw,nosuid,noatime,size=128k,nr_inodes=50,mode=755");
        long writer = Paths.open(t, "/m/run", O_WRONLY);
        t.fails(EBUSY, MOUNT, 0, t.path("/m"), 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0);
        t.ok(CLOSE, writer);
        t.ok(MOUNT, 0, t.path("/m"), 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0);
        t.fails(EROFS, OPEN, t.path("/m/run"), O_WRONLY);
        assertThat(options(t, "/m")).isEqualTo("none tmpfs ro,noatime,size=128k,nr_inodes=50,mode=755");
    }
}
