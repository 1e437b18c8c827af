package org.jernel.kernel.task;

/** Who a task is and what it may do. {@code struct cred}; a value, replaced whole. */
public record Cred(int uid, int gid, int euid, int egid, long capEffective) {

    public static final int CAP_KILL = 5;
    public static final int CAP_SETGID = 6;
    public static final int CAP_SETUID = 7;
    public static final int CAP_NET_BIND_SERVICE = 10;
    public static final int CAP_NET_ADMIN = 12;
    public static final int CAP_NET_RAW = 13;
    public static final int CAP_SYS_ADMIN = 21;
    public static final int CAP_SYS_RESOURCE = 24;
    public static final int CAP_WAKE_ALARM = 35;

    private static final int CAP_LAST_CAP = 40;

    /** The superuser with every capability. */
    public static final Cred ROOT = new Cred(0, 0, 0, 0, (1L << (CAP_LAST_CAP + 1)) - 1);

    /** An ordinary user without any. */
    public static Cred user(int uid) {
        return new Cred(uid, uid, uid, uid, 0);
    }

    public boolean has(int capability) {
        return (capEffective & 1L << capability) != 0;
    }
}
