package org.jernel.net.inet;

/** The values behind the IPPROTO_IPV6 options of one sock, with Linux's defaults. {@code struct ipv6_pinfo}. */
public final class Ipv6Options {

    /** What IPV6_CHECKSUM is where nobody makes or looks at checksums. */
    public static final int NO_CHECKSUM = -1;

    /** {@code sizeof(struct icmp6_filter)}. */
    static final int ICMP_FILTER_SIZE = 32;

    /** {@code IPV6_DEFAULT_MCASTHOPS}. */
    static final int DEFAULT_MULTICAST_HOPS = 1;

    /** IPV6_TCLASS: the traffic class of packets that IPv6 carries. */
    public volatile int tclass;

    /** IPV6_UNICAST_HOPS, -1 for the kernel's own. */
    public volatile int unicastHops = -1;

    /** {@code mcast_hops}: a group's packets stay on the link. RFC 3493, 5.2. */
    public volatile int multicastHops = DEFAULT_MULTICAST_HOPS;

    /** {@code mc_loop}. */
    public volatile boolean multicastLoop = true;

    /** {@code mc_all}: what was sent to a group that the host has joined, be it for another sock. */
    public volatile boolean multicastAll = true;

    /** {@code mcast_oif}: the device that packets to groups leave by, 0 for what the routes say. */
    public volatile int multicastIfindex;

    /** {@code pmtudisc}. */
    public volatile IpOptions.PmtuDiscovery pmtuDiscovery = IpOptions.PmtuDiscovery.WANT;

    /** {@code rxopt.bits.rxinfo}: a message's destination and device are told with it. */
    public volatile boolean recvPktInfo;

    /** {@code rxopt.bits.rxhlim}. */
    volatile boolean recvHopLimit;

    /** {@code rxopt.bits.rxtclass}. */
    volatile boolean recvTclass;

    /** {@code raw6_sk(sk)->filter}: a bit for every type of ICMPv6 that a raw socket does not want. Replaced whole. */
    public volatile byte[] icmpFilter = new byte[ICMP_FILTER_SIZE];

    /** {@code raw6_sk(sk)->offset}: where in a raw socket's packets their checksum is. */
    public volatile int checksumOffset = NO_CHECKSUM;

    /** The hop limit of the packets. {@code ip6_dst_hoplimit}. */
    public int hopLimit() {
        return unicastHops < 0 ? InetSock.DEFAULT_HOP_LIMIT : unicastHops;
    }

    /** Takes over every value of a listener's, as a connection of it does. */
    public void inherit(Ipv6Options listener) {
        tclass = listener.tclass;
        unicastHops = listener.unicastHops;
        multicastHops = listener.multicastHops;
        multicastLoop = listener.multicastLoop;
        multicastAll = listener.multicastAll;
        multicastIfindex = listener.multicastIfindex;
        pmtuDiscovery = listener.pmtuDiscovery;
        recvPktInfo = listener.recvPktInfo;
        recvHopLimit = listener.recvHopLimit;
        recvTclass = listener.recvTclass;
    }
}
