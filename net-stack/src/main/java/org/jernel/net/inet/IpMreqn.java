package org.jernel.net.inet;

import org.jernel.kernel.mm.LittleEndian;

/**
 * Which group on which device: {@code struct ip_mreqn}, or the older {@code struct ip_mreq} without the number.
 *
 * @param multiaddr the group
 * @param address an address of the device, 0 for none
 * @param ifindex the device's number, 0 for none
 */
public record IpMreqn(int multiaddr, int address, int ifindex) {

    /** {@code sizeof(struct ip_mreqn)}. */
    public static final int SIZE = 12;

    /** {@code sizeof(struct ip_mreq)}. */
    static final int SIZE_WITHOUT_INDEX = 8;

    /** {@code sizeof(struct in_addr)}, which IP_MULTICAST_IF takes too. */
    static final int ADDRESS_SIZE = 4;

    /** Reads as much of the struct as the caller gave. */
    static IpMreqn of(byte[] bytes) {
        if (bytes.length < SIZE_WITHOUT_INDEX) {
            return new IpMreqn(0, address(bytes, 0), 0);
        }
        int index = bytes.length < SIZE ? 0 : (int) LittleEndian.get(bytes, SIZE_WITHOUT_INDEX, Integer.BYTES);
        return new IpMreqn(address(bytes, 0), address(bytes, ADDRESS_SIZE), index);
    }

    /** The whole struct. */
    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        putAddress(bytes, 0, multiaddr);
        putAddress(bytes, ADDRESS_SIZE, address);
        LittleEndian.put(bytes, SIZE_WITHOUT_INDEX, ifindex, Integer.BYTES);
        return bytes;
    }

    /** Addresses are in network order. */
    static int address(byte[] bytes, int at) {
        return Integer.reverseBytes((int) LittleEndian.get(bytes, at, Integer.BYTES));
    }

    static void putAddress(byte[] bytes, int at, int address) {
        LittleEndian.put(bytes, at, Integer.reverseBytes(address), Integer.BYTES);
    }
}
