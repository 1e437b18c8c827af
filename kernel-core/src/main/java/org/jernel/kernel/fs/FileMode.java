package org.jernel.kernel.fs;

/** The bits of an inode's mode, of {@code include/uapi/linux/stat.h}. */
public final class FileMode {

    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    public static final int S_ISUID = 04000;
    public static final int S_ISGID = 02000;
    public static final int S_ISVTX = 01000;
    public static final int S_IXGRP = 0010;

    /** All that chmod changes. */
    public static final int S_IALLUGO = 07777;

    static final int S_IRWXUGO = 0777;

    private static final int TYPE_SHIFT = 12;

    private FileMode() {}

    public static boolean isDirectory(int mode) {
        return (mode & S_IFMT) == S_IFDIR;
    }

    public static boolean isRegular(int mode) {
        return (mode & S_IFMT) == S_IFREG;
    }

    public static boolean isSymlink(int mode) {
        return (mode & S_IFMT) == S_IFLNK;
    }

    public static boolean isSocket(int mode) {
        return (mode & S_IFMT) == S_IFSOCK;
    }

    /** True where whoever runs the file does so as its group; without the right to run it the bit means something else. */
    static boolean runsAsGroup(int mode) {
        return (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
    }

    public static boolean isDevice(int mode) {
        int type = mode & S_IFMT;
        return type == S_IFCHR || type == S_IFBLK;
    }

    /** The type as a directory entry tells it: {@code DT_DIR} and the like. */
    public static int direntType(int mode) {
        return (mode & S_IFMT) >> TYPE_SHIFT;
    }
}
