package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.uapi.IpProtocol;

/**
 * Where a datagram goes and how. {@code struct flowi4} with what {@code ipcm_cookie} says of the packet.
 *
 * @param route the way, source and destination included
 * @param dport the destination's port
 */
record UdpFlow(RouteOutput route, int dport, int tos, int ttl) {

    /**
     * The most bytes that one datagram carries this way. Packets are not cut here: the loopback device takes the largest that
     * IP knows, and another device's limit is that of its datagrams. {@code maxnonfragsize} of {@code __ip_append_data}.
     */
    int largest() {
        return route.mtu() - IpHeader.LENGTH - UdpHeader.LENGTH;
    }

    /** Sends data that has room for its headers. The caller sees to the softirq. {@code udp_send_skb}. */
    void send(UdpSock sk, SkBuff skb) {
        UdpHeader.push(skb, sk.num, dport, route.saddr(), route.daddr());
        boolean dontFragment = sk.ip.pmtuDiscovery.dontFragment();
        IpOutput.send(skb, route, IpProtocol.IPPROTO_UDP, tos, ttl, sk.nextIpId(), dontFragment);
        sk.net().udpStatistics().increment(UdpMib.OUT_DATAGRAMS);
    }
}
