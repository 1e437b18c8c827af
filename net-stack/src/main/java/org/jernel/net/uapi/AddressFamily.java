package org.jernel.net.uapi;

/** Address families, {@code AF_*}, which are also the protocol families, {@code PF_*}. */
public final class AddressFamily {

    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /** One above the highest family. {@code NPROTO}. */
    public static final int AF_MAX = 46;

    private AddressFamily() {}
}
