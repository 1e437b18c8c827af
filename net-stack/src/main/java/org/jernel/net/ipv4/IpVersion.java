package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.device.PacketHandler;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;
import org.jspecify.annotations.Nullable;

/** What differs between the versions of IP for who sends segments. {@code struct inet_connection_sock_af_ops}. */
enum IpVersion {
    /** RFC 791; a packet's length has 16 bits. */
    V4(IpHeader.LENGTH, IpHeader.MAX_PACKET),

    /** RFC 8200; the length of what follows the header has 16 bits. */
    V6(Ip6Header.LENGTH, Ip6Header.MAX_PAYLOAD + Ip6Header.LENGTH);

    private final int headerLength;
    private final int maxMtu;

    IpVersion(int headerLength, int maxMtu) {
        this.headerLength = headerLength;
        this.maxMtu = maxMtu;
    }

    /** The version whose packets carry what is for that address. */
    static IpVersion of(In6Addr address) {
        return address.isV4Mapped() ? V4 : V6;
    }

    /** The header without options. {@code net_header_len}. */
    int headerLength() {
        return headerLength;
    }

    /** The longest packet that there can be. */
    int maxMtu() {
        return maxMtu;
    }

    /** The longest packet for that route; without one, what TCP then takes for it. */
    int mtu(@Nullable Route route) {
        return route == null ? TcpSock.MSS_DEFAULT : Math.min(route.device().mtu(), maxMtu);
    }

    /** Hands packets of both versions, from a device whose packets have no other header, to the one that is theirs. */
    static PacketHandler receiver(PacketHandler v4, PacketHandler v6) {
        return skb -> (isV6(skb) ? v6 : v4).receive(skb);
    }

    private static boolean isV6(SkBuff skb) {
        return skb.len() > 0 && skb.bytes()[skb.data()] >> 4 == 6;
    }
}
