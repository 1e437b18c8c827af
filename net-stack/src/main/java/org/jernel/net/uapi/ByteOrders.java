package org.jernel.net.uapi;

import org.jernel.kernel.symbol.ExportSymbol;

/** Host (little-endian, as x86-64 is) and network byte order, and addresses in dots. {@code include/linux/inet.h}. */
public final class ByteOrders {

    /** A 16-bit number in network order, as the host would read those two bytes. */
    @ExportSymbol
    public static int htons(int host) {
        return Short.reverseBytes((short) host) & 0xffff;
    }

    @ExportSymbol
    public static int ntohs(int network) {
        return htons(network);
    }

    @ExportSymbol
    public static int htonl(int host) {
        return Integer.reverseBytes(host);
    }

    @ExportSymbol
    public static int ntohl(int network) {
        return Integer.reverseBytes(network);
    }

    private ByteOrders() {}
}
