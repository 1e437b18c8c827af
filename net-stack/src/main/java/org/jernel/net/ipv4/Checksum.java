package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.uapi.In6Addr;

/** The Internet checksum of RFC 1071: ones' complement sums of 16-bit words. {@code lib/checksum.c}. */
public final class Checksum {

    private Checksum() {}

    /** Adds bytes to a sum that is not folded yet; an odd last byte counts as if a zero followed. {@code csum_partial}. */
    public static long partial(byte[] bytes, int offset, int length, long sum) {
        long total = sum;
        int at = offset;
        int end = offset + (length & ~3);
        for (; at < end; at += 4) {
            total += NetBytes.getInt(bytes, at) & 0xffff_ffffL;
        }
        if ((length & 2) != 0) {
            total += (long) NetBytes.getShort(bytes, at) << 16;
            at += 2;
        }
        if ((length & 1) != 0) {
            total += (bytes[at] & 0xffL) << 24;
        }
        return (total & 0xffff_ffffL) + (total >>> 32);
    }

    /** The sum in 16 bits. */
    public static int fold(long sum) {
        long folded = (sum & 0xffff_ffffL) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }

    /** The checksum to write over these bytes, or 0 if one is among them and right. {@code ip_compute_csum}. */
    public static int of(byte[] bytes, int offset, int length) {
        return ~fold(partial(bytes, offset, length, 0)) & 0xffff;
    }

    /** The sum of the pseudo header of IPv4. {@code csum_tcpudp_nofold}. */
    static long pseudoHeader(int saddr, int daddr, int protocol, int length) {
        return (saddr & 0xffff_ffffL) + (daddr & 0xffff_ffffL) + protocol + length;
    }

    /** The sum of the pseudo header of whichever version the addresses are of; RFC 8200, 8.1. {@code csum_ipv6_magic}. */
    public static long pseudoHeader(
            long saddrHigh, long saddrLow, long daddrHigh, long daddrLow, int protocol, int length) {
        if (In6Addr.isV4Mapped(daddrHigh, daddrLow)) {
            return pseudoHeader((int) saddrLow, (int) daddrLow, protocol, length);
        }
        return halves(saddrHigh) + halves(saddrLow) + halves(daddrHigh) + halves(daddrLow) + protocol + length;
    }

    private static long halves(long value) {
        return (value >>> Integer.SIZE) + (value & 0xffff_ffffL);
    }
}
