package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;

/** A transport protocol as IP sees it; softirq context, without locks. {@code struct net_protocol}. */
interface InetProtocol {

    /**
     * Takes a packet for this host, which begins with the transport's header.
     *
     * @param to whose the packet's destination is: LOCAL, BROADCAST or MULTICAST
     */
    void receive(SkBuff skb, Route.Type to);

    /**
     * Hears what became of a packet that was sent from here.
     *
     * @param quoted the beginning of that packet: its IP header and at least eight bytes of the transport's
     */
    default void error(SkBuff quoted, IcmpError error) {}
}
