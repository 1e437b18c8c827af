package org.jernel.net.inet;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;

/**
 * What a receiver of AF_INET6 is told of a message's packet, as far as its options ask. {@code ip6_datagram_recv_ctl} of
 * {@code net/ipv6/datagram.c}.
 */
public final class Ip6Cmsg {

    private static final int IPV6 = IpProtocol.IPPROTO_IPV6;

    /** {@code sizeof(struct in6_pktinfo)}. */
    static final int PKTINFO_SIZE = 20;

    /** Where the device's number stands in {@code struct in6_pktinfo}. */
    static final int PKTINFO_IFINDEX = 16;

    private Ip6Cmsg() {}

    /** True if the options ask for anything. */
    public static boolean isWanted(Ipv6Options options) {
        return options.recvPktInfo || options.recvHopLimit || options.recvTclass;
    }

    /**
     * What is told of packets of both versions. {@code ip6_datagram_recv_common_ctl}.
     *
     * @param ifindex the device that the packet came by, 0 if it is one of IPv4 and nobody asked when it came
     */
    public static void putCommon(MsgHdr message, Ipv6Options options, int ifindex, In6Addr daddr) {
        if (options.recvPktInfo) {
            byte[] info = new byte[PKTINFO_SIZE];
            daddr.put(info, 0);
            LittleEndian.put(info, PKTINFO_IFINDEX, ifindex, Integer.BYTES);
            message.putCmsg(IPV6, OptName.IPV6_PKTINFO, info);
        }
    }

    /** What is told of packets of IPv6 only. {@code ip6_datagram_recv_specific_ctl}. */
    public static void putSpecific(MsgHdr message, Ipv6Options options, int hopLimit, int trafficClass) {
        if (options.recvHopLimit) {
            message.putCmsg(IPV6, OptName.IPV6_HOPLIMIT, SockOption.intBytes(hopLimit));
        }
        if (options.recvTclass) {
            message.putCmsg(IPV6, OptName.IPV6_TCLASS, SockOption.intBytes(trafficClass));
        }
    }
}
