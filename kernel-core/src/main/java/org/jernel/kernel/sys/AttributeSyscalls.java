package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.Attributes;
import org.jernel.kernel.fs.Fallocate;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jspecify.annotations.Nullable;

/** Rights, owners, times and sizes of files. Modelled on {@code fs/open.c} and {@code fs/utimes.c}. */
public final class AttributeSyscalls {

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EACCESS = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int ACCESS_MASK = 7;

    private static final int TIMESPEC_SIZE = 16;
    private static final long UTIME_NOW = (1L << 30) - 1;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vfs vfs;
    private final Attributes attributes;
    private final KernelClock clock;

    public AttributeSyscalls(Vfs vfs) {
        this.vfs = vfs;
        this.attributes = vfs.attributes();
        this.clock = vfs.clock();
    }

    /** What is done to the place of an open file. */
    @FunctionalInterface
    private interface PathCall {

        void on(Path path);
    }

    /** On the place of an open file; one without a name keeps its attributes to itself. */
    private static long onPath(int fd, PathCall call) {
        return ReadWriteSyscalls.onFile(fd, (_, file) -> {
            Path path = Path.ofOrNull(file);
            if (file.isPathOnly()) {
                return Errno.EBADF.negated();
            }
            if (path == null) {
                return Errno.EPERM.negated();
            }
            call.on(path);
            return 0;
        });
    }

    private Path lookup(int dfd, long filename, int flags) {
        String path = (flags & AT_EMPTY_PATH) != 0
                ? FileNames.getnameOrEmpty(filename)
                : FileNames.getname(filename);
        return vfs.lookup(dfd, path, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    }

    @SyscallDefine2("chmod")
    long chmod(@CType("const char __user *") long filename, @CType("umode_t") int mode) {
        return fchmodat(Vfs.AT_FDCWD, filename, mode);
    }

    @SyscallDefine3("fchmodat")
    long fchmodat(int dfd, @CType("const char __user *") long filename, @CType("umode_t") int mode) {
        attributes.chmod(lookup(dfd, filename, 0), mode);
        return 0;
    }

    @SyscallDefine2("fchmod")
    long fchmod(@CType("unsigned int") int fd, @CType("umode_t") int mode) {
        return onPath(fd, path -> attributes.chmod(path, mode));
    }

    @SyscallDefine3("chown")
    long chown(
            @CType("const char __user *") long filename, @CType("uid_t") int user, @CType("gid_t") int group) {
        return fchownat(Vfs.AT_FDCWD, filename, user, group, 0);
    }

    @SyscallDefine3("lchown")
    long lchown(
            @CType("const char __user *") long filename, @CType("uid_t") int user, @CType("gid_t") int group) {
        return fchownat(Vfs.AT_FDCWD, filename, user, group, AT_SYMLINK_NOFOLLOW);
    }

    @SyscallDefine3("fchown")
    long fchown(@CType("unsigned int") int fd, @CType("uid_t") int user, @CType("gid_t") int group) {
        return onPath(fd, path -> attributes.chown(path, user, group));
    }

    @SyscallDefine5("fchownat")
    long fchownat(
            int dfd,
            @CType("const char __user *") long filename,
            @CType("uid_t") int user,
            @CType("gid_t") int group,
            int flag) {
        if ((flag & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return Errno.EINVAL.negated();
        }
        attributes.chown(lookup(dfd, filename, flag), user, group);
        return 0;
    }

    @SyscallDefine2("access")
    long access(@CType("const char __user *") long filename, int mode) {
        return faccessat2(Vfs.AT_FDCWD, filename, mode, 0);
    }

    @SyscallDefine3("faccessat")
    long faccessat(int dfd, @CType("const char __user *") long filename, int mode) {
        return faccessat2(dfd, filename, mode, 0);
    }

    @SyscallDefine4("faccessat2")
    long faccessat2(int dfd, @CType("const char __user *") long filename, int mode, int flags) {
        int known = AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
        if ((mode & ~ACCESS_MASK) != 0 || (flags & ~known) != 0) {
            return Errno.EINVAL.negated();
        }
        String path = (flags & AT_EMPTY_PATH) != 0
                ? FileNames.getnameOrEmpty(filename)
                : FileNames.getname(filename);
        attributes.access(dfd, path, (flags & AT_SYMLINK_NOFOLLOW) == 0, mode, (flags & AT_EACCESS) != 0);
        return 0;
    }

    /** Without a path it is the descriptor's own file. {@code do_utimes}. */
    @SyscallDefine4("utimensat")
    long utimensat(
            int dfd,
            @CType("const char __user *") long filename,
            @CType("struct __kernel_timespec __user *") long utimes,
            int flags) {
        long now = clock.realtimeNanos();
        Long accessed = now;
        Long modified = now;
        boolean isNow = utimes == 0;
        boolean valid = true;
        if (utimes != 0) {
            ByteBuffer times = Structs.copyFromUser(Task.current().memory(), utimes, 2 * TIMESPEC_SIZE);
            boolean bothOmitted = nanos(times, 0) == UTIME_OMIT && nanos(times, 1) == UTIME_OMIT;
            if (bothOmitted) {
                return 0;
            }
            valid = isValid(times, 0) && isValid(times, 1);
            isNow = nanos(times, 0) == UTIME_NOW && nanos(times, 1) == UTIME_NOW;
            accessed = time(times, 0, now);
            modified = time(times, 1, now);
        }
        return setTimes(dfd, filename, flags, new Times(accessed, modified, isNow, valid));
    }

    private record Times(@Nullable Long accessed, @Nullable Long modified, boolean now, boolean valid) {}

    /** {@code vfs_utimes}, which finds the file before it looks at the times. */
    private void utimes(Path path, Times times) {
        if (!times.valid()) {
            throw Errno.EINVAL.exception();
        }
        attributes.utimes(path, times.accessed(), times.modified(), times.now());
    }

    private long setTimes(int dfd, long filename, int flags, Times times) {
        if (filename == 0 && dfd != Vfs.AT_FDCWD) {
            return flags != 0
                    ? Errno.EINVAL.negated()
                    : onPath(dfd, path -> utimes(path, times));
        }
        if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return Errno.EINVAL.negated();
        }
        utimes(lookup(dfd, filename, flags), times);
        return 0;
    }

    private static long nanos(ByteBuffer times, int index) {
        return times.getLong(index * TIMESPEC_SIZE + Long.BYTES);
    }

    private static boolean isValid(ByteBuffer times, int index) {
        long nanos = nanos(times, index);
        return nanos == UTIME_NOW || nanos == UTIME_OMIT || (nanos >= 0 && nanos < SECOND);
    }

    private static @Nullable Long time(ByteBuffer times, int index, long now) {
        long nanos = nanos(times, index);
        if (nanos == UTIME_OMIT) {
            return null;
        }
        return nanos == UTIME_NOW ? (Long) now : (Long) (times.getLong(index * TIMESPEC_SIZE) * SECOND + nanos);
    }

    @SyscallDefine2("truncate")
    long truncate(@CType("const char __user *") long path, long length) {
        if (length < 0) {
            return Errno.EINVAL.negated();
        }
        attributes.truncate(lookup(Vfs.AT_FDCWD, path, 0), length);
        return 0;
    }

    @SyscallDefine2("ftruncate")
    long ftruncate(@CType("unsigned int") int fd, @CType("unsigned long") long length) {
        return length < 0
                ? Errno.EINVAL.negated()
                : ReadWriteSyscalls.onFile(fd, (_, file) -> ftruncate(file, length));
    }

    private long ftruncate(File file, long length) {
        if (file.isPathOnly()) {
            return Errno.EBADF.negated();
        }
        Inode inode = Inode.ofOrNull(file);
        if (inode == null || !inode.isRegular() || !file.isWritable()) {
            return Errno.EINVAL.negated();
        }
        attributes.truncate(inode, length);
        return 0;
    }

    @SyscallDefine4("fallocate")
    long fallocate(int fd, int mode, @CType("loff_t") long offset, @CType("loff_t") long len) {
        return ReadWriteSyscalls.onFile(fd, (_, file) -> Fallocate.fallocate(file, mode, offset, len));
    }
}
