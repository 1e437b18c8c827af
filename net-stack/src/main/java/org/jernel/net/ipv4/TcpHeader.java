package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/** The fields of a TCP header, RFC 9293 section 3.1, at a packet's transport header. {@code struct tcphdr}. */
public final class TcpHeader {

    /** The length without options. */
    public static final int LENGTH = 20;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    static final int URG = 0x20;

    private TcpHeader() {}

    /** Writes all but options and checksum at the packet's transport header. */
    public static void write(
            SkBuff skb, int source, int dest, int seq, int ackSeq, int headerLength, int flags, int window) {
        byte[] bytes = skb.bytes();
        int at = skb.transportHeader();
        NetBytes.putShort(bytes, at, source);
        NetBytes.putShort(bytes, at + 2, dest);
        NetBytes.putInt(bytes, at + 4, seq);
        NetBytes.putInt(bytes, at + 8, ackSeq);
        bytes[at + 12] = (byte) (headerLength << 2);
        bytes[at + 13] = (byte) flags;
        NetBytes.putShort(bytes, at + 14, window);
        NetBytes.putShort(bytes, at + 16, 0);
        NetBytes.putShort(bytes, at + 18, 0);
    }

    static int source(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader());
    }

    static int dest(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 2);
    }

    static int seq(SkBuff skb) {
        return NetBytes.getInt(skb.bytes(), skb.transportHeader() + 4);
    }

    static int ackSeq(SkBuff skb) {
        return NetBytes.getInt(skb.bytes(), skb.transportHeader() + 8);
    }

    /** The header's length in bytes, options included. {@code doff}. */
    static int headerLength(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.transportHeader() + 12) >> 4 << 2;
    }

    static int flags(SkBuff skb) {
        return NetBytes.getByte(skb.bytes(), skb.transportHeader() + 13);
    }

    /** The window as it stands there, not scaled. */
    static int window(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 14);
    }

    static int urgentPointer(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 18);
    }

    /** Says where urgent data ends, as a distance from the segment's number. */
    static void putUrgentPointer(SkBuff skb, int pointer) {
        byte[] bytes = skb.bytes();
        bytes[skb.transportHeader() + 13] |= (byte) URG;
        NetBytes.putShort(bytes, skb.transportHeader() + 18, pointer);
    }

    static void putCheck(SkBuff skb, int check) {
        NetBytes.putShort(skb.bytes(), skb.transportHeader() + 16, check);
    }

    /** Leaves the checksum to the device, having begun it with the pseudo header as the device expects. */
    public static void beginChecksum(SkBuff skb, In6Addr saddr, In6Addr daddr) {
        long pseudo = Checksum.pseudoHeader(
                saddr.high(), saddr.low(), daddr.high(), daddr.low(), IpProtocol.IPPROTO_TCP, skb.len());
        putCheck(skb, Checksum.fold(pseudo));
        skb.setIpSummed(SkBuff.CHECKSUM_PARTIAL);
    }
}
