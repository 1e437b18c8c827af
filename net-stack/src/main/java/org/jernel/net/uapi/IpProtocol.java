package org.jernel.net.uapi;

/** Protocols in an IP header and as the third argument of {@code socket}: {@code IPPROTO_*}. */
public final class IpProtocol {

    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_ICMP = 1;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPPROTO_ICMPV6 = 58;
    public static final int IPPROTO_RAW = 255;
    public static final int IPPROTO_MAX = 263;

    /** The level of the options of raw sockets, whatever their protocol. */
    public static final int SOL_RAW = 255;

    private IpProtocol() {}
}
