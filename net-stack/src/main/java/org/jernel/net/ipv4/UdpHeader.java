package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.IpProtocol;

/** The fields of a UDP header, RFC 768, at a packet's transport header. {@code struct udphdr}. */
final class UdpHeader {

    static final int LENGTH = 8;

    private UdpHeader() {}

    /** Writes a header in front of the data. The checksum is left to the device, begun as the device expects. */
    static void push(SkBuff skb, int source, int dest, int saddr, int daddr) {
        int at = skb.push(LENGTH);
        skb.setTransportHeader(at);
        byte[] bytes = skb.bytes();
        NetBytes.putShort(bytes, at, source);
        NetBytes.putShort(bytes, at + 2, dest);
        NetBytes.putShort(bytes, at + 4, skb.len());
        long pseudo = Checksum.pseudoHeader(saddr, daddr, IpProtocol.IPPROTO_UDP, skb.len());
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

    /** On loopback the checksum was never completed; elsewhere 0 says that the sender made none. */
    static boolean isChecksumRight(SkBuff skb) {
        if (skb.ipSummed() != SkBuff.CHECKSUM_NONE || NetBytes.getShort(skb.bytes(), skb.transportHeader() + 6) == 0) {
            return true;
        }
        long pseudo = Checksum.pseudoHeader(
                IpHeader.saddr(skb), IpHeader.daddr(skb), IpProtocol.IPPROTO_UDP, skb.len());
        return Checksum.fold(Checksum.partial(skb.bytes(), skb.data(), skb.len(), pseudo)) == 0xffff;
    }
}
