package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;

/**
 * Where packets for some addresses go. {@code struct rtable}.
 *
 * @param prefix the addresses' common bits
 * @param mask which bits those are
 * @param type whose the addresses are
 * @param device what packets leave by
 * @param prefSrc the source that a sock without an address gets
 */
record Route(int prefix, int mask, Type type, NetDevice device, int prefSrc) {

    /** {@code RTN_UNICAST}, {@code RTN_LOCAL} and {@code RTN_BROADCAST}. */
    enum Type {
        /** Another host's. */
        UNICAST,
        /** This host's own. */
        LOCAL,
        /** Every host's of a network, which TCP cannot talk to. */
        BROADCAST
    }

    boolean matches(int address) {
        return (address & mask) == prefix;
    }
}
