package org.jernel.net.uapi;

/** The second argument of {@code shutdown}, and the bits that the kernel keeps of it. */
public final class Shutdown {

    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    public static final int RCV_SHUTDOWN = 1;
    public static final int SEND_SHUTDOWN = 2;
    public static final int SHUTDOWN_MASK = 3;

    private Shutdown() {}
}
