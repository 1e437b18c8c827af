package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;

/**
 * The way of packets from one address to another. {@code struct rtable} or {@code struct rt6_info} of an output route.
 *
 * @param type whose the destination is
 * @param device what they leave by
 * @param saddr the source, which the route has chosen if nobody else did
 * @param daddr the destination; loopback for no address
 */
record RouteOutput(Route.Type type, NetDevice device, In6Addr saddr, In6Addr daddr) {

    /** The version whose packets go there. */
    IpVersion version() {
        return IpVersion.of(daddr);
    }

    /** The longest packet that the device takes. {@code ipv4_mtu} and {@code ip6_mtu}. */
    int mtu() {
        return Math.min(device.mtu(), version().maxMtu());
    }

    /** Packets of IPv6 can be a little longer than the loopback's MTU: it would have their pieces together again at once. */
    int longestPacket(boolean dontFragment) {
        boolean takesAll = !dontFragment && mtu() > Ip6Header.MAX_PAYLOAD;
        return takesAll ? version().maxMtu() : mtu();
    }
}
