package org.jernel.net.inet;

/** The values behind the IPPROTO_IPV6 options of one sock, with Linux's defaults. {@code struct ipv6_pinfo}. */
public final class Ipv6Options {

    /** IPV6_TCLASS: the traffic class of packets that IPv6 carries. */
    public volatile int tclass;

    /** IPV6_UNICAST_HOPS, -1 for the kernel's own. */
    public volatile int unicastHops = -1;

    volatile boolean recvPktInfo;
    volatile boolean recvHopLimit;
    volatile boolean recvTclass;

    /** The hop limit of the packets. {@code ip6_dst_hoplimit}. */
    public int hopLimit() {
        return unicastHops < 0 ? InetSock.DEFAULT_TTL : unicastHops;
    }

    /** Takes over every value of a listener's, as a connection of it does. */
    public void inherit(Ipv6Options listener) {
        tclass = listener.tclass;
        unicastHops = listener.unicastHops;
        recvPktInfo = listener.recvPktInfo;
        recvHopLimit = listener.recvHopLimit;
        recvTclass = listener.recvTclass;
    }
}
