package org.jernel.user.libc;

import java.time.Instant;

/**
 * What is known of a file. {@code struct stat}.
 *
 * @param mode its type and rights
 * @param atime when it was read last
 * @param mtime when its bytes changed last
 * @param ctime when it changed last in any way
 */
public record Stat(
        long dev,
        long ino,
        long nlink,
        int mode,
        int uid,
        int gid,
        long rdev,
        long size,
        long blksize,
        long blocks,
        Instant atime,
        Instant mtime,
        Instant ctime) {

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

    static final int SIZE = 144;

    /** True for a file of that type: {@link #S_IFDIR} and the like. */
    public boolean is(int type) {
        return (mode & S_IFMT) == type;
    }

    /** The rights with set-id and sticky bits. */
    public int permissions() {
        return mode & 07777;
    }

    /** The upper part of a device number. */
    public static int major(long device) {
        return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & 0xffff_f000L));
    }

    /** The lower part of a device number. */
    public static int minor(long device) {
        return (int) ((device & 0xff) | ((device >>> 12) & 0xffff_ff00L));
    }

    /** A device number of its parts, as glibc packs it. */
    public static long makedev(int major, int minor) {
        long upper = Integer.toUnsignedLong(major);
        long lower = Integer.toUnsignedLong(minor);
        return ((upper & 0xfff) << 8) | ((upper & 0xffff_f000L) << 32) | (lower & 0xff)
                | ((lower & 0xffff_ff00L) << 12);
    }
}
