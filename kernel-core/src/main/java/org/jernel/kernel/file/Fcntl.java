package org.jernel.kernel.file;

/** Open flags and fcntl commands, x86-64 values of {@code include/uapi/asm-generic/fcntl.h}. */
public final class Fcntl {

    public static final int O_ACCMODE = 03;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 01;
    public static final int O_RDWR = 02;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int FASYNC = 020000;
    public static final int O_DIRECT = 040000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;

    public static final int F_DUPFD = 0;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;

    public static final int FD_CLOEXEC = 1;

    private Fcntl() {}
}
