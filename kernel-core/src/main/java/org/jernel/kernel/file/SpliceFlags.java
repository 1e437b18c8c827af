package org.jernel.kernel.file;

/** How to splice: {@code SPLICE_F_*} of {@code include/linux/splice.h}. */
public final class SpliceFlags {

    /** A hint, as in Linux: pages are moved where they can be. */
    public static final int SPLICE_F_MOVE = 1;

    /** Does not wait for the pipe; whether it waits for the other file is that file's own affair. */
    public static final int SPLICE_F_NONBLOCK = 2;

    /** More bytes follow in another call. */
    public static final int SPLICE_F_MORE = 4;

    /** User pages are given away, which nothing here makes use of. */
    public static final int SPLICE_F_GIFT = 8;

    public static final int SPLICE_F_ALL = SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT;

    private SpliceFlags() {}
}
