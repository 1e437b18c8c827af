package org.jernel.kernel.file;

import java.util.Set;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/**
 * Open flags and fcntl commands, x86-64 values of {@code include/uapi/asm-generic/fcntl.h}, and what the commands do.
 * Modelled on {@code fs/fcntl.c}.
 */
public final class Fcntl {

    public static final int O_ACCMODE = 03;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 01;
    public static final int O_RDWR = 02;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int FASYNC = 020000;
    public static final int O_DIRECT = 040000;
    public static final int O_LARGEFILE = 0100000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_SYNC = 04000000 | O_DSYNC;
    public static final int O_PATH = 010000000;

    /** Asks for a file without a name, together with {@link #O_DIRECTORY}. {@code __O_TMPFILE}. */
    public static final int O_TMPFILE = 020000000;

    public static final int F_DUPFD = 0;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_SETOWN = 8;
    public static final int F_GETOWN = 9;
    public static final int F_SETOWN_EX = 15;
    public static final int F_GETOWN_EX = 16;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_SETPIPE_SZ = 1031;
    public static final int F_GETPIPE_SZ = 1032;

    public static final int FD_CLOEXEC = 1;

    /** What is done to a descriptor and not to its file. {@code check_fcntl_cmd}. */
    private static final Set<Integer> OF_PATHS = Set.of(F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL);

    /** What F_SETFL changes. FASYNC is not among it: a file's own operation would set it, and none here sends SIGIO. */
    private static final int SETFL_MASK = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME;

    private Fcntl() {}

    /**
     * A command on an open file. {@code do_fcntl}.
     *
     * @param limit the task's RLIMIT_NOFILE
     */
    @CheckReturnValue
    public static long doFcntl(FdTable files, int fd, File file, int command, long argument, long limit) {
        if (file.isPathOnly() && !OF_PATHS.contains(command)) {
            return Errno.EBADF.negated();
        }
        return switch (command) {
            case F_DUPFD -> dupFd(files, file, argument, limit, false);
            case F_DUPFD_CLOEXEC -> dupFd(files, file, argument, limit, true);
            case F_GETFD -> files.isCloseOnExec(fd) ? FD_CLOEXEC : 0;
            case F_SETFD -> {
                files.setCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
                yield 0;
            }
            case F_GETFL -> file.flags();
            case F_SETFL -> setFl(file, (int) argument);
            default -> Errno.EINVAL.negated();
        };
    }

    private static long dupFd(FdTable files, File file, long argument, long limit, boolean cloexec) {
        long from = argument & 0xffff_ffffL;
        if (from >= limit) {
            return Errno.EINVAL.negated();
        }
        long fd = files.getUnusedFd((int) from, limit, cloexec);
        if (fd >= 0) {
            files.fdInstall((int) fd, file.getFile());
        }
        return fd;
    }

    /** {@code setfl}: only an owner reads without a trace. */
    private static long setFl(File file, int flags) {
        FilePath path = file.path();
        if ((flags & ~file.flags() & O_NOATIME) != 0 && path != null && !path.isOwnedByCaller()) {
            return Errno.EPERM.negated();
        }
        if ((flags & O_DIRECT) != 0 && !file.operations().canDirect()) {
            return Errno.EINVAL.negated();
        }
        file.setStatusFlags(SETFL_MASK, flags);
        return 0;
    }
}
