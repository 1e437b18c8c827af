package org.jernel.net.core;

import java.util.ArrayList;
import java.util.List;

/** Who is shown the packets of one network; one load where nobody is. {@code ptype_all} of {@code net/core/dev.c}. */
public final class PacketTaps {

    private volatile List<PacketTap> taps = List.of();

    /** {@code dev_add_pack}. */
    public synchronized void add(PacketTap tap) {
        List<PacketTap> more = new ArrayList<>(taps);
        more.add(tap);
        taps = List.copyOf(more);
    }

    /** {@code dev_remove_pack}. */
    public synchronized void remove(PacketTap tap) {
        List<PacketTap> fewer = new ArrayList<>(taps);
        fewer.remove(tap);
        taps = List.copyOf(fewer);
    }

    public boolean isEmpty() {
        return taps.isEmpty();
    }

    /** Shows a packet that begins with its IP header. {@code dev_queue_xmit_nit}. */
    public void show(String device, int type, SkBuff skb) {
        for (PacketTap tap : taps) {
            tap.packet(device, type, skb);
        }
    }
}
