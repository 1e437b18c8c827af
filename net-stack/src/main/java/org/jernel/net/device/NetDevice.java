package org.jernel.net.device;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.IfAddr;
import org.jernel.net.core.NetDeviceStats;
import org.jernel.net.core.NetInterface;
import org.jernel.net.core.PacketTaps;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.IfFlags;
import org.jspecify.annotations.Nullable;

/** An interface that packets leave by. {@code struct net_device}. */
public abstract class NetDevice implements NetInterface {

    /** Of every device that is registered; the loopback device is always the first. {@code LOOPBACK_IFINDEX}. */
    public static final int LOOPBACK_IFINDEX = 1;

    private static final int DEFAULT_TX_QUEUE_LENGTH = 1000;

    private final String name;
    private final int mtu;
    private volatile int ifindex;
    private volatile @Nullable PacketTaps taps;
    private final LongAdder txPackets = new LongAdder();
    private final LongAdder txBytes = new LongAdder();
    private final LongAdder txDropped = new LongAdder();

    private volatile int flags = IfFlags.IFF_UP;
    private volatile List<IfAddr> addresses = List.of();

    /** A device of Ethernet, and up; others say what they are. */
    protected NetDevice(String name, int mtu) {
        this.name = name;
        this.mtu = mtu;
    }

    @Override
    public final String name() {
        return name;
    }

    /** {@code dev_get_flags}: a device that is up has its link too. */
    @Override
    public final int flags() {
        int now = flags | (isLoopback() ? IfFlags.IFF_LOOPBACK : IfFlags.IFF_BROADCAST);
        return (now & IfFlags.IFF_UP) == 0 ? now : now | IfFlags.IFF_RUNNING;
    }

    public final boolean isLoopback() {
        return type() == LOOPBACK;
    }

    @Override
    public int type() {
        return ETHER;
    }

    @Override
    public long hardwareAddress() {
        return 0;
    }

    public final boolean isUp() {
        return (flags & IfFlags.IFF_UP) != 0;
    }

    final void changeFlags(int wanted) {
        flags = (flags & ~IfFlags.SETTABLE) | (wanted & IfFlags.SETTABLE);
    }

    @Override
    public final List<IfAddr> addresses() {
        return addresses;
    }

    final void setAddresses(List<IfAddr> all) {
        addresses = List.copyOf(all);
    }

    /** {@code DEFAULT_TX_QUEUE_LEN}. */
    @Override
    public final int txQueueLength() {
        return DEFAULT_TX_QUEUE_LENGTH;
    }

    /** The number that programs know it by; 0 until it is registered. */
    @Override
    public final int ifindex() {
        return ifindex;
    }

    /** Has it known under that number, and its packets shown to those taps. */
    final void registered(int index, PacketTaps shownTo) {
        ifindex = index;
        taps = shownTo;
    }

    /** The longest IP packet that it takes. */
    @Override
    public final int mtu() {
        return mtu;
    }

    /** Sends an IP packet, the device's own from now on; one that is down drops it. Never blocks. {@code dev_queue_xmit}. */
    @KernelFunction("__dev_queue_xmit")
    public final void queueXmit(SkBuff skb) {
        if (!isUp()) {
            skb.orphan();
            txDropped.increment();
            return;
        }
        txPackets.increment();
        txBytes.add(skb.len());
        PacketTaps shownTo = taps;
        if (shownTo != null && !shownTo.isEmpty()) {
            shownTo.show(name, type(), skb);
        }
        startXmit(skb);
    }

    /** How many packets it was given to send. {@code tx_packets}. */
    public final long txPackets() {
        return txPackets.sum();
    }

    /** {@code tx_bytes}. */
    protected final long txBytes() {
        return txBytes.sum();
    }

    /** How many packets it was given while it was down. {@code tx_dropped}. */
    protected final long txDropped() {
        return txDropped.sum();
    }

    /** What it has sent, for a device that receives nothing. {@code dev_get_stats}. */
    @Override
    public NetDeviceStats statistics() {
        return new NetDeviceStats(0, 0, txBytes(), txPackets(), txDropped());
    }

    /** {@code ndo_start_xmit}. */
    protected abstract void startXmit(SkBuff skb);

    @Override
    public final String toString() {
        return name;
    }
}
