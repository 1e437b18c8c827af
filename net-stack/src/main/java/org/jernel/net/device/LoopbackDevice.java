package org.jernel.net.device;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.NetDeviceStats;
import org.jernel.net.core.SkBuff;

/** {@code lo}: what is sent is received. Modelled on {@code drivers/net/loopback.c}. */
public final class LoopbackDevice extends NetDevice {

    private static final int LOOPBACK_MTU = 65536;

    private final SoftIrq softIrq;

    /** The device of one kernel, whose packets that softirq receives. */
    public LoopbackDevice(SoftIrq softIrq) {
        super("lo", LOOPBACK_MTU);
        this.softIrq = softIrq;
    }

    @Override
    public int type() {
        return LOOPBACK;
    }

    /** What was sent was received. */
    @Override
    public NetDeviceStats statistics() {
        return new NetDeviceStats(txBytes(), txPackets(), txBytes(), txPackets(), txDropped());
    }

    @Override
    @KernelFunction("loopback_xmit")
    protected void startXmit(SkBuff skb) {
        skb.orphan();
        skb.iif = ifindex();
        softIrq.netifRx(skb);
    }
}
