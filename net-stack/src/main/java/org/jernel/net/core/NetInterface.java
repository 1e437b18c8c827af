package org.jernel.net.core;

import java.util.List;

/** An interface as programs see it: one of our own stack, or one of the host's. {@code struct net_device}. */
public interface NetInterface {

    /** {@code ARPHRD_ETHER}. */
    int ETHER = 1;

    /** {@code ARPHRD_LOOPBACK}. */
    int LOOPBACK = 772;

    String name();

    int ifindex();

    /** {@link org.jernel.net.uapi.IfFlags}. {@code dev_get_flags}. */
    int flags();

    int mtu();

    /** What kind of link it has. {@code ARPHRD_*}. */
    int type();

    /** Six bytes as a number, the first of them highest. {@code dev_addr}. */
    long hardwareAddress();

    /**
     * How many packets may wait to be sent.
     *
     * @throws org.jernel.syscall.ErrnoException EOPNOTSUPP where nobody can tell
     */
    int txQueueLength();

    /** What it has counted, as far as that is known. */
    default NetDeviceStats statistics() {
        return NetDeviceStats.UNKNOWN;
    }

    /** Its addresses of IPv4. */
    List<IfAddr> addresses();
}
