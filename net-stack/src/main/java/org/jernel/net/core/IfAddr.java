package org.jernel.net.core;

import org.jernel.net.uapi.SockAddrIn;

/**
 * An address of IPv4 that an interface has. {@code struct in_ifaddr}.
 *
 * @param label the interface's name, or that of an alias, which is the name, a colon and a number
 * @param local the address, in host order
 * @param prefixLength how many bits of it are the network's
 * @param broadcast where packets for all go, or 0
 */
public record IfAddr(String label, int local, int prefixLength, int broadcast) {

    private static final int LONGEST_BROADCAST_PREFIX = 30;
    private static final int CLASS_A_BITS = 8;
    private static final int CLASS_B_BITS = 16;
    private static final int CLASS_C_BITS = 24;

    /** What the loopback interface has if nobody says otherwise. */
    public static IfAddr loopback(String label) {
        return new IfAddr(label, SockAddrIn.INADDR_LOOPBACK, CLASS_A_BITS, 0);
    }

    /** {@code ifa_mask}. */
    public int mask() {
        return prefixLength == 0 ? 0 : -1 << (Integer.SIZE - prefixLength);
    }

    /** The network that the address is in. */
    public int prefix() {
        return local & mask();
    }

    /** With the broadcast address of its network, if the interface has any and the network more than two addresses. */
    IfAddr withBroadcast(boolean broadcasts) {
        return broadcasts && prefixLength <= LONGEST_BROADCAST_PREFIX
                ? new IfAddr(label, local, prefixLength, local | ~mask())
                : this;
    }

    /** The prefix that an address of a class has where nobody names one, or -1 for a group. {@code inet_abc_len}. */
    static int classPrefix(int address) {
        int first = address >>> 24;
        if (first == 0 || address == SockAddrIn.INADDR_BROADCAST) {
            return 0;
        }
        if (SockAddrIn.isMulticast(address)) {
            return -1;
        }
        if (first >= 0xf0) {
            return Integer.SIZE;
        }
        return first < 0x80 ? CLASS_A_BITS : first < 0xc0 ? CLASS_B_BITS : CLASS_C_BITS;
    }

    /** The length of a mask, or -1 for one with a hole. {@code bad_mask}, {@code inet_mask_len}. */
    static int maskLength(int mask) {
        int bits = Integer.numberOfLeadingZeros(~mask);
        return bits == Integer.bitCount(mask) ? bits : -1;
    }
}
