package org.jernel.net.uapi;

/** Flags of sending and receiving: {@code MSG_*}. */
public final class MsgFlags {

    public static final int MSG_OOB = 0x1;
    public static final int MSG_PEEK = 0x2;
    public static final int MSG_DONTROUTE = 0x4;
    public static final int MSG_PROBE = 0x10;
    public static final int MSG_CTRUNC = 0x8;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_EOR = 0x80;
    public static final int MSG_WAITALL = 0x100;
    public static final int MSG_CONFIRM = 0x800;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_MORE = 0x8000;
    public static final int MSG_WAITFORONE = 0x10000;
    /** Another page follows at once. */
    public static final int MSG_SENDPAGE_NOTLAST = 0x20000;
    public static final int MSG_BATCH = 0x40000;
    public static final int MSG_ERRQUEUE = 0x2000;
    public static final int MSG_FASTOPEN = 0x20000000;
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;
    public static final int MSG_CMSG_COMPAT = 0x80000000;

    private MsgFlags() {}
}
