package org.jernel.kernel.task;

/** What the superuser's number means to a task. {@code include/uapi/linux/securebits.h}. */
final class Securebits {

    /** Executing a program as user 0 gives no capability. */
    public static final int SECURE_NOROOT = 1 << 0;

    /** Becoming another user takes and gives no capability. */
    public static final int SECURE_NO_SETUID_FIXUP = 1 << 2;

    /** Becoming another user leaves what is permitted; an execution ends it. */
    public static final int SECURE_KEEP_CAPS = 1 << 4;

    public static final int SECURE_KEEP_CAPS_LOCKED = 1 << 5;
    public static final int SECURE_NO_CAP_AMBIENT_RAISE = 1 << 6;

    private static final int SECURE_ALL_BITS =
            SECURE_NOROOT | SECURE_NO_SETUID_FIXUP | SECURE_KEEP_CAPS | SECURE_NO_CAP_AMBIENT_RAISE;

    /** The bit above each: that one can no longer be changed. */
    private static final int SECURE_ALL_LOCKS = SECURE_ALL_BITS << 1;

    private Securebits() {}

    /** Whether these bits may replace the old ones, as far as locks go. */
    static boolean isAllowed(int old, long bits) {
        long locked = (old & SECURE_ALL_LOCKS) >> 1;
        return (locked & (old ^ bits)) == 0
                && (old & SECURE_ALL_LOCKS & ~bits) == 0
                && (bits & ~(long) (SECURE_ALL_BITS | SECURE_ALL_LOCKS)) == 0;
    }
}
