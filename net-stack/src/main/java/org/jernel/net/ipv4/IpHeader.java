package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;

/** The fields of an IPv4 header, RFC 791, at a packet's network header. {@code struct iphdr}. */
public final class IpHeader {

    /** The length without options, which this stack never sends. */
    public static final int LENGTH = 20;

    /** What the length field can say. {@code IP_MAX_MTU}. */
    public static final int MAX_PACKET = 0xffff;

    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DONT_FRAGMENT = 0x4000;

    private IpHeader() {}

    /** Writes a whole header in front of the packet. */
    public static void push(SkBuff skb, int tos, int id, int ttl, int protocol, int saddr, int daddr) {
        push(skb, tos, id, true, ttl, protocol, saddr, daddr);
    }

    /** As {@link #push}, for a packet that may perhaps be cut on its way. */
    static void push(
            SkBuff skb, int tos, int id, boolean dontFragment, int ttl, int protocol, int saddr, int daddr) {
        int at = skb.push(LENGTH);
        skb.setNetworkHeader(at);
        byte[] bytes = skb.bytes();
        bytes[at] = VERSION_AND_LENGTH;
        bytes[at + 1] = (byte) tos;
        NetBytes.putShort(bytes, at + 2, skb.len());
        NetBytes.putShort(bytes, at + 4, id);
        NetBytes.putShort(bytes, at + 6, dontFragment ? DONT_FRAGMENT : 0);
        bytes[at + 8] = (byte) ttl;
        bytes[at + 9] = (byte) protocol;
        NetBytes.putShort(bytes, at + 10, 0);
        NetBytes.putInt(bytes, at + 12, saddr);
        NetBytes.putInt(bytes, at + 16, daddr);
        NetBytes.putShort(bytes, at + 10, Checksum.of(bytes, at, LENGTH));
    }

    /** Fills in what a program may leave out of a header that it has made. {@code raw_send_hdrinc}. */
    static void complete(SkBuff skb, int saddr, int id) {
        byte[] bytes = skb.bytes();
        int at = skb.networkHeader();
        if (saddr(skb) == 0) {
            NetBytes.putInt(bytes, at + 12, saddr);
        }
        NetBytes.putShort(bytes, at + 2, skb.len());
        if (NetBytes.getShort(bytes, at + 4) == 0) {
            NetBytes.putShort(bytes, at + 4, id);
        }
        NetBytes.putShort(bytes, at + 10, 0);
        NetBytes.putShort(bytes, at + 10, Checksum.of(bytes, at, headerLength(skb)));
    }

    /** The type of service as the sender asked for it, congestion bits included. */
    static int tos(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader() + 1);
    }

    static int ttl(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader() + 8);
    }

    static int version(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader()) >> 4;
    }

    /** The header's length in bytes, options included. */
    static int headerLength(SkBuff skb) {
        return (NetBytes.getByte(skb.bytes(), skb.networkHeader()) & 0xf) << 2;
    }

    static int totalLength(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.networkHeader() + 2);
    }

    /** True for a piece of a larger packet. */
    static boolean isFragment(SkBuff skb) {
        return (NetBytes.getShort(skb.bytes(), skb.networkHeader() + 6) & 0x3fff) != 0;
    }

    static int protocol(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader() + 9);
    }

    static int saddr(SkBuff skb) {
        return NetBytes.getInt(skb.bytes(), skb.networkHeader() + 12);
    }

    static int daddr(SkBuff skb) {
        return NetBytes.getInt(skb.bytes(), skb.networkHeader() + 16);
    }

    /** Notes both addresses with the packet, as mapped ones. */
    static void readAddresses(SkBuff skb) {
        skb.saddrHigh = 0;
        skb.saddrLow = In6Addr.mappedLow(saddr(skb));
        skb.daddrHigh = 0;
        skb.daddrLow = In6Addr.mappedLow(daddr(skb));
    }

    /** Whether a packet that begins with the header goes to a group. */
    static boolean isToGroup(SkBuff skb) {
        return SockAddrIn.isMulticast(NetBytes.getInt(skb.bytes(), skb.data() + 16));
    }
}
