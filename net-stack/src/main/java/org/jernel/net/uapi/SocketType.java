package org.jernel.net.uapi;

/** Socket types and the flags that {@code socket} and {@code accept4} take with them. */
public final class SocketType {

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_RDM = 4;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_DCCP = 6;
    public static final int SOCK_PACKET = 10;

    /** One above the highest type. */
    public static final int SOCK_MAX = 11;

    /** The bits of the argument that name the type. */
    public static final int SOCK_TYPE_MASK = 0xf;

    public static final int SOCK_NONBLOCK = 04000;
    public static final int SOCK_CLOEXEC = 02000000;

    private SocketType() {}
}
