package org.jernel.user.libc;

import java.time.Instant;

import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for: {@code sys/stat.h}, {@code sys/mount.h} and what {@code unistd.h} has of it. */
abstract class FilesystemCalls extends FileCalls {

    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final long UTIME_NOW = 0x3fff_ffff;

    private static final int PATH_MAX = 4096;

    FilesystemCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    /** A call whose first argument is a path. */
    private int onPath(long nr, String path, long a1, long a2) {
        try (StackFrame frame = frame()) {
            return (int) syscall(nr, frame.allocate(cString(path)), a1, a2);
        }
    }

    /** A call of two paths. */
    private int onPaths(long nr, String first, String second) {
        try (StackFrame frame = frame()) {
            return (int) syscall(nr, frame.allocate(cString(first)), frame.allocate(cString(second)));
        }
    }

    /** What a name leads to, or null with errno. */
    public final @Nullable Stat stat(String path) {
        return stat(Unistd.STAT, path);
    }

    /** As {@link #stat}, but a symbolic link itself. */
    public final @Nullable Stat lstat(String path) {
        return stat(Unistd.LSTAT, path);
    }

    private @Nullable Stat stat(long nr, String path) {
        try (StackFrame frame = frame()) {
            long struct = frame.allocate(Stat.SIZE);
            return syscall(nr, frame.allocate(cString(path)), struct) < 0 ? null : loadStat(struct);
        }
    }

    /** What a descriptor stands for, or null with errno. */
    public final @Nullable Stat fstat(int fd) {
        try (StackFrame frame = frame()) {
            long struct = frame.allocate(Stat.SIZE);
            return syscall(Unistd.FSTAT, fd, struct) < 0 ? null : loadStat(struct);
        }
    }

    private Stat loadStat(long struct) {
        return new Stat(
                loadLong(struct),
                loadLong(struct + 8),
                loadLong(struct + 16),
                loadInt(struct + 24),
                loadInt(struct + 28),
                loadInt(struct + 32),
                loadLong(struct + 40),
                loadLong(struct + 48),
                loadLong(struct + 56),
                loadLong(struct + 64),
                loadTime(struct + 72),
                loadTime(struct + 88),
                loadTime(struct + 104));
    }

    private Instant loadTime(long address) {
        return Instant.ofEpochSecond(loadLong(address), loadLong(address + Long.BYTES));
    }

    public final int mkdir(String path, int mode) {
        return onPath(Unistd.MKDIR, path, mode, 0);
    }

    public final int rmdir(String path) {
        return onPath(Unistd.RMDIR, path, 0, 0);
    }

    public final int unlink(String path) {
        return onPath(Unistd.UNLINK, path, 0, 0);
    }

    public final int rename(String from, String to) {
        return onPaths(Unistd.RENAME, from, to);
    }

    public final int link(String existing, String name) {
        return onPaths(Unistd.LINK, existing, name);
    }

    public final int symlink(String target, String name) {
        return onPaths(Unistd.SYMLINK, target, name);
    }

    /** The kernel takes 32 bits of a device's number; glibc refuses more. */
    public final int mknod(String path, int mode, long device) {
        if (device >>> Integer.SIZE != 0) {
            return fail(Errno.EINVAL);
        }
        return onPath(Unistd.MKNOD, path, mode, device);
    }

    public final int chmod(String path, int mode) {
        return onPath(Unistd.CHMOD, path, mode, 0);
    }

    /** Gives a file to a user and a group; -1 leaves one as it is. */
    public final int chown(String path, int uid, int gid) {
        return onPath(Unistd.CHOWN, path, uid, gid);
    }

    /** As {@link #chown}, but a symbolic link itself. */
    public final int lchown(String path, int uid, int gid) {
        return onPath(Unistd.LCHOWN, path, uid, gid);
    }

    /** Sets the time of the last access and of the last change; null is now. */
    public final int utimens(String path, @Nullable Instant atime, @Nullable Instant mtime, int flags) {
        try (StackFrame frame = frame()) {
            long times = frame.allocate(4 * Long.BYTES);
            storeTime(times, atime);
            storeTime(times + 2 * Long.BYTES, mtime);
            return (int) syscall(Unistd.UTIMENSAT, AT_FDCWD, frame.allocate(cString(path)), times, flags);
        }
    }

    /** Returns 0 if the file may be read (4), written (2) and executed (1), as far as the mode asks for that. */
    public final int access(String path, int mode) {
        return onPath(Unistd.ACCESS, path, mode, 0);
    }

    private void storeTime(long address, @Nullable Instant time) {
        storeLong(address, time == null ? 0 : time.getEpochSecond());
        storeLong(address + Long.BYTES, time == null ? UTIME_NOW : time.getNano());
    }

    public final int chdir(String path) {
        return onPath(Unistd.CHDIR, path, 0, 0);
    }

    /** The working directory, or null with errno. */
    public final @Nullable String getcwd() {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(PATH_MAX);
            int length = (int) syscall(Unistd.GETCWD, buffer, PATH_MAX);
            return length < 0 ? null : Utf8.decode(load(buffer, length - 1));
        }
    }

    /** Sets the rights that new files do not get. Returns those before. */
    public final int umask(int mask) {
        return (int) syscall(Unistd.UMASK, mask);
    }

    /** Mounts a file system; {@code data} may be empty. */
    public final int mount(String source, String target, String type, long flags, String data) {
        try (StackFrame frame = frame()) {
            return (int) syscall(
                    Unistd.MOUNT,
                    frame.allocate(cString(source)),
                    frame.allocate(cString(target)),
                    frame.allocate(cString(type)),
                    flags,
                    data.isEmpty() ? 0 : frame.allocate(cString(data)));
        }
    }

    public final int umount2(String target, int flags) {
        return onPath(Unistd.UMOUNT2, target, flags, 0);
    }
}
