package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;

/**
 * The way of packets from one address to another. {@code struct rtable} of an output route.
 *
 * @param type whose the destination is
 * @param device what they leave by
 * @param saddr the source, which the route has chosen if nobody else did
 * @param daddr the destination; loopback for no address
 */
record RouteOutput(Route.Type type, NetDevice device, int saddr, int daddr) {

    /** {@code ipv4_mtu}. */
    int mtu() {
        return Math.min(device.mtu(), IpHeader.MAX_PACKET);
    }
}
