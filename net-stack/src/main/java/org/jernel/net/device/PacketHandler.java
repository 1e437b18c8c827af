package org.jernel.net.device;

import org.jernel.net.core.SkBuff;

/** A network protocol that receives packets. {@code struct packet_type}. */
public interface PacketHandler {

    /** Takes a packet that begins with its header; softirq context, so it must not block. */
    void receive(SkBuff skb);
}
