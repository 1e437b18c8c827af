package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;

/**
 * Where packets for some addresses go. {@code struct rtable}.
 *
 * @param prefix the addresses' common bits
 * @param prefixLength how many bits those are; a prefix of IPv4 begins after the 96 of mapped addresses
 * @param type whose the addresses are
 * @param device what packets leave by
 * @param prefSrc the source that a sock without an address gets
 */
record Route(In6Addr prefix, int prefixLength, Type type, NetDevice device, In6Addr prefSrc) {

    private static final int MAPPED_BITS = 96;

    /** {@code RTN_UNICAST} and so on. */
    enum Type {
        /** Another host's. */
        UNICAST,
        /** This host's own. */
        LOCAL,
        /** Every host's of a network, which TCP cannot talk to. */
        BROADCAST,
        /** Who has joined a group. */
        MULTICAST
    }

    /** A route for addresses of IPv4. */
    static Route v4(int prefix, int prefixLength, Type type, NetDevice device, In6Addr prefSrc) {
        return new Route(In6Addr.mapped(prefix), MAPPED_BITS + prefixLength, type, device, prefSrc);
    }

    /** The mask of a route of IPv4. */
    int mask4() {
        int bits = prefixLength - MAPPED_BITS;
        return bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
    }

    /** True for an address, in halves, that this route is for. */
    boolean matches(long high, long low) {
        return isCommon(high ^ prefix.high(), prefixLength)
                && isCommon(low ^ prefix.low(), prefixLength - Long.SIZE);
    }

    private static boolean isCommon(long difference, int bits) {
        return bits <= 0 || Long.numberOfLeadingZeros(difference) >= Math.min(bits, Long.SIZE);
    }
}
