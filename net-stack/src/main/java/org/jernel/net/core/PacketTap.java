package org.jernel.net.core;

/** Is shown the packets of a network as they pass its devices. {@code struct packet_type} of {@code ptype_all}. */
public interface PacketTap {

    /**
     * Sees a packet, with locks of its sender held: it may wait for no part of the kernel.
     *
     * @param device the device's name
     * @param type what kind of link the device has, as {@link NetInterface} numbers it
     * @param skb begins with its IP header; nothing of it is changed or kept
     */
    void packet(String device, int type, SkBuff skb);
}
