package org.jernel.net.inet;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.uapi.In6Addr;

/**
 * Which group on which device: {@code struct ipv6_mreq}.
 *
 * @param multiaddr the group
 * @param ifindex the device's number, 0 for none
 */
public record Ipv6Mreq(In6Addr multiaddr, int ifindex) {

    /** {@code sizeof(struct ipv6_mreq)}. */
    static final int SIZE = 20;

    private static final int IFINDEX = 16;

    static Ipv6Mreq of(byte[] bytes) {
        return new Ipv6Mreq(In6Addr.at(bytes, 0), (int) LittleEndian.get(bytes, IFINDEX, Integer.BYTES));
    }

    /** The whole struct. */
    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        multiaddr.put(bytes, 0);
        LittleEndian.put(bytes, IFINDEX, ifindex, Integer.BYTES);
        return bytes;
    }
}
