package org.jernel.net.core;

/** What an interface has counted. {@code struct rtnl_link_stats64}, of it what is counted here. */
public record NetDeviceStats(long rxBytes, long rxPackets, long txBytes, long txPackets, long txDropped) {

    /** Of an interface whose counters nobody tells. */
    public static final NetDeviceStats UNKNOWN = new NetDeviceStats(0, 0, 0, 0, 0);
}
