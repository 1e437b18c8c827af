package org.jernel.net.device;

import java.util.concurrent.atomic.AtomicLong;

import org.jernel.net.core.SkBuff;

/** An interface that packets leave by. {@code struct net_device}. */
public abstract class NetDevice {

    /** Of every device that is registered; the loopback device is always the first. {@code LOOPBACK_IFINDEX}. */
    public static final int LOOPBACK_IFINDEX = 1;

    private final String name;
    private final int mtu;
    private volatile int ifindex;
    private final AtomicLong txPackets = new AtomicLong();

    protected NetDevice(String name, int mtu) {
        this.name = name;
        this.mtu = mtu;
    }

    /** The number that programs know it by; 0 until it is registered. */
    public final int ifindex() {
        return ifindex;
    }

    final void setIfindex(int index) {
        ifindex = index;
    }

    /** The longest IP packet that it takes. */
    public final int mtu() {
        return mtu;
    }

    /** Sends an IP packet, which is the device's from now on. Never blocks. {@code dev_queue_xmit}. */
    public final void queueXmit(SkBuff skb) {
        txPackets.getAndIncrement();
        startXmit(skb);
    }

    /** How many packets it was given to send. {@code tx_packets}. */
    public final long txPackets() {
        return txPackets.get();
    }

    /** {@code ndo_start_xmit}. */
    protected abstract void startXmit(SkBuff skb);

    @Override
    public final String toString() {
        return name;
    }
}
