package org.jernel.net.inet;

import org.jernel.syscall.Errno;

/** The values behind the IPPROTO_IP options of one sock, with Linux's defaults, beside TOS and TTL. */
public final class IpOptions {

    /** {@code mc_ttl}: a group's packets stay in the local network. RFC 1112. */
    public volatile int multicastTtl = 1;

    /** {@code mc_loop}. */
    public volatile boolean multicastLoop = true;

    /** {@code mc_all}: what was sent to a group that the host has joined, be it for another sock. */
    public volatile boolean multicastAll = true;

    /** {@code mc_index}: the device that packets to groups leave by, 0 for what the routes say. */
    public volatile int multicastIfindex;

    /** {@code mc_addr}: the source of packets to groups, 0 for the device's. */
    public volatile int multicastAddress;

    /** {@code pmtudisc}. */
    public volatile PmtuDiscovery pmtuDiscovery = PmtuDiscovery.WANT;

    /** {@code IP_CMSG_PKTINFO}: a message's destination and device are told with it. */
    public volatile boolean pktInfo;

    /** {@code IP_CMSG_TTL}. */
    public volatile boolean recvTtl;

    /** {@code IP_CMSG_TOS}. */
    public volatile boolean recvTos;

    /** {@code recverr}: what became of packets is queued, be it fatal or not. */
    public volatile boolean recvErr;

    /** {@code hdrincl} of raw sockets: what is sent begins with an IP header. */
    public volatile boolean headerIncluded;

    /** {@code icmp_filter} of raw sockets of ICMP: the types below 32 that are not wanted. */
    public volatile int icmpFilter;

    /** What to do about the largest packet that a path takes, with its number. {@code IP_PMTUDISC_DONT} and so on. */
    public enum PmtuDiscovery {
        DONT(0),
        WANT(1),
        DO(2),
        PROBE(3),
        INTERFACE(4),
        OMIT(5);

        private final int number;

        PmtuDiscovery(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        /** Throws EINVAL for a number that is none. */
        static PmtuDiscovery of(int number) {
            for (PmtuDiscovery each : values()) {
                if (each.number == number) {
                    return each;
                }
            }
            throw Errno.EINVAL.exception();
        }

        /** Whether packets forbid the way to cut them. {@code ip_dont_fragment}. */
        public boolean dontFragment() {
            return this == DO || this == WANT || this == PROBE;
        }

        /** As {@link #dontFragment} for IPv6, whose senders alone cut packets. {@code ip6_sk_ignore_df} tells the opposite. */
        public boolean dontFragment6() {
            return this == DO || this == PROBE || this == INTERFACE;
        }
    }
}
