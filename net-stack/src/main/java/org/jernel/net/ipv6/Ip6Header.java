package org.jernel.net.ipv6;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;

/** The fields of an IPv6 header, RFC 8200 section 3, at a packet's network header. {@code struct ipv6hdr}. */
public final class Ip6Header {

    /** The length of the header, which has no options of its own. */
    public static final int LENGTH = 40;

    /** What the length field can say of what follows the header. {@code IPV6_MAXPLEN}. */
    public static final int MAX_PAYLOAD = 0xffff;

    private static final int VERSION = 6;
    private static final int SADDR = 8;
    private static final int DADDR = 24;

    private Ip6Header() {}

    /** Writes a whole header in front of the packet. */
    public static void push(
            SkBuff skb, int trafficClass, int nextHeader, int hopLimit, In6Addr saddr, In6Addr daddr) {
        int payload = skb.len();
        int at = skb.push(LENGTH);
        skb.setNetworkHeader(at);
        byte[] bytes = skb.bytes();
        NetBytes.putInt(bytes, at, VERSION << 28 | (trafficClass & 0xff) << 20);
        NetBytes.putShort(bytes, at + 4, payload);
        bytes[at + 6] = (byte) nextHeader;
        bytes[at + 7] = (byte) hopLimit;
        saddr.put(bytes, at + SADDR);
        daddr.put(bytes, at + DADDR);
    }

    static int version(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader()) >> 4;
    }

    /** The traffic class as the sender asked for it, congestion bits included. {@code ipv6_get_dsfield}. */
    public static int trafficClass(SkBuff skb) {
        return NetBytes.getInt(skb.bytes(), skb.networkHeader()) >> 20 & 0xff;
    }

    /** The length of what follows the header. */
    static int payloadLength(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.networkHeader() + 4);
    }

    public static int nextHeader(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader() + 6);
    }

    public static int hopLimit(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.networkHeader() + 7);
    }

    /** Whether a packet that begins with the header goes to a group. */
    public static boolean isToGroup(SkBuff skb) {
        return In6Addr.isMulticast(NetBytes.getLong(skb.bytes(), skb.data() + DADDR));
    }

    /** Notes both addresses with the packet. */
    public static void readAddresses(SkBuff skb) {
        byte[] bytes = skb.bytes();
        int at = skb.networkHeader();
        skb.saddrHigh = NetBytes.getLong(bytes, at + SADDR);
        skb.saddrLow = NetBytes.getLong(bytes, at + SADDR + Long.BYTES);
        skb.daddrHigh = NetBytes.getLong(bytes, at + DADDR);
        skb.daddrLow = NetBytes.getLong(bytes, at + DADDR + Long.BYTES);
    }
}
