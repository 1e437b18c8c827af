package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/** The fields of a UDP header, RFC 768, at a packet's transport header. {@code struct udphdr}. */
public final class UdpHeader {

    static final int LENGTH = 8;

    private UdpHeader() {}

    /** Writes a header in front of the data. The checksum is left to the device, begun as the device expects. */
    public static void push(SkBuff skb, int source, int dest, In6Addr saddr, In6Addr daddr) {
        int at = skb.push(LENGTH);
        skb.setTransportHeader(at);
        byte[] bytes = skb.bytes();
        NetBytes.putShort(bytes, at, source);
        NetBytes.putShort(bytes, at + 2, dest);
        NetBytes.putShort(bytes, at + 4, skb.len());
        long pseudo = Checksum.pseudoHeader(
                saddr.high(), saddr.low(), daddr.high(), daddr.low(), IpProtocol.IPPROTO_UDP, skb.len());
        NetBytes.putShort(bytes, at + 6, Checksum.fold(pseudo));
        skb.setIpSummed(SkBuff.CHECKSUM_PARTIAL);
    }

    static int source(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader());
    }

    static int dest(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 2);
    }

    /** The length of header and data. */
    static int length(SkBuff skb) {
        return NetBytes.getShort(skb.bytes(), skb.transportHeader() + 4);
    }

    /**
     * On loopback the checksum was never completed; elsewhere 0 says that the sender made none, which IPv6 has nobody do (RFC
     * 8200, 8.1).
     */
    static boolean isChecksumRight(SkBuff skb) {
        if (skb.ipSummed() != SkBuff.CHECKSUM_NONE) {
            return true;
        }
        if (NetBytes.getShort(skb.bytes(), skb.transportHeader() + 6) == 0) {
            return In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        }
        long pseudo = Checksum.pseudoHeader(
                skb.saddrHigh, skb.saddrLow, skb.daddrHigh, skb.daddrLow, IpProtocol.IPPROTO_UDP, skb.len());
        return Checksum.fold(Checksum.partial(skb.bytes(), skb.data(), skb.len(), pseudo)) == 0xffff;
    }
}
