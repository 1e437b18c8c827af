package org.jernel.net.uapi;

import org.jernel.kernel.symbol.ExportSymbol;

/** Host (little-endian, as x86-64 is) and network byte order, and addresses in dots. {@code include/linux/inet.h}. */
public final class ByteOrders {

    /** A 16-bit number in network order, as the host would read those two bytes. */
    @ExportSymbol(inline = true)
    public static int htons(int host) {
        return Short.reverseBytes((short) host) & 0xffff;
    }

    @ExportSymbol(inline = true)
    public static int ntohs(int network) {
        return htons(network);
    }

    @ExportSymbol(inline = true)
    public static int htonl(int host) {
        return Integer.reverseBytes(host);
    }

    @ExportSymbol(inline = true)
    public static int ntohl(int network) {
        return Integer.reverseBytes(network);
    }

    /**
     * The number of an address in dots, in network order. As lenient as the kernel's own: what is missing is 0, and nothing
     * is an error; {@link SockAddrIn#parse} checks.
     */
    @ExportSymbol
    public static int inAton(String dotted) {
        int address = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int octet = 0;
            while (at < dotted.length() && dotted.charAt(at) != '.' && dotted.charAt(at) != '\n') {
                octet = octet * 10 + dotted.charAt(at) - '0';
                at++;
            }
            at++;
            address = address << 8 | octet;
        }
        return htonl(address);
    }

    private ByteOrders() {}
}
