package org.jernel.net.wire;

import org.jernel.net.core.SockCommon;
import org.jernel.net.core.SockOptions;

/** A sock with a descriptor of the host, as the options see it and the network that goes down. */
sealed interface WireSock extends SockCommon permits WireTcpSock, WireUdpSock {

    SockOptions options();

    /** Learns what the host has noted meanwhile; the sock's lock is held. */
    void refresh();

    /** Tells the host an option; the sock's lock is held. */
    void setHostOption(int level, int name, int value);

    /** An option as the host has it, or {@code guess} where it does not tell; the sock's lock is held. */
    int hostOption(int level, int name, int guess);

    /** The kernel goes down with this sock open; its descriptor stays, so that no peer in the same kernel sees an end. */
    void networkDown();

    /** Gives the descriptor back after {@link #networkDown}. */
    void abandonHost();
}
