package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.Mib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.syscall.Errno;

/**
 * Where a datagram goes and how. {@code struct flowi} with what {@code ipcm_cookie} or {@code ipcm6_cookie} says of the packet.
 *
 * @param route the way, source and destination included
 * @param dport the destination's port
 * @param tos the type of service, or the traffic class
 * @param ttl the time to live, or the hop limit
 * @param dontFragment whether nobody may cut the packet
 */
record UdpFlow(RouteOutput route, int dport, int tos, int ttl, boolean dontFragment) {

    /** This one with other addresses, by the device that it had. */
    UdpFlow to(RouteOutput peer, int port) {
        RouteOutput there = new RouteOutput(route.type(), route.device(), peer.saddr(), peer.daddr());
        return new UdpFlow(there, port, tos, ttl, dontFragment);
    }

    /**
     * The most bytes that one datagram carries this way. Packets are not cut here: the loopback device takes the largest that
     * IP knows, and another device's limit is that of its datagrams. {@code maxnonfragsize} of {@code __ip_append_data} and
     * {@code __ip6_append_data}.
     */
    int largest() {
        return route.longestPacket(dontFragment) - route.version().headerLength() - UdpHeader.LENGTH;
    }

    /** Notes that a datagram has more bytes than that. Errors of IPv6 are queued nowhere. */
    void tellTooLarge(UdpSock sk) {
        if (route.version() == IpVersion.V4) {
            sk.localError(Errno.EMSGSIZE, route.daddr().v4(), sk.dport, route.mtu());
        }
    }

    /**
     * Sends data that has room for its headers. The caller sees to the softirq. {@code udp_send_skb} and {@code
     * udp_v6_send_skb}.
     */
    @KernelFunction("udp_send_skb")
    void send(UdpSock sk, SkBuff skb) {
        UdpHeader.push(skb, sk.num, dport, route.saddr(), route.daddr());
        switch (route.version()) {
            case V4 ->
                sk.ipv4.ipOutput().send(skb, route, IpProtocol.IPPROTO_UDP, tos, ttl, sk.nextIpId(), dontFragment);
            case V6 -> sk.ipv4.ipOutput().send6(skb, route, IpProtocol.IPPROTO_UDP, tos, ttl);
        }
        statistics(sk).increment(UdpMib.OUT_DATAGRAMS);
    }

    Mib<UdpMib> statistics(UdpSock sk) {
        return sk.net().mib().udp(route.daddr().high(), route.daddr().low());
    }
}
