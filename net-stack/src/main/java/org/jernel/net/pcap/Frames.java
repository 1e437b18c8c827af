package org.jernel.net.pcap;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.ipv4.Checksum;
import org.jernel.net.uapi.IpProtocol;

/** Packets as a wire would have them: copies with a link header, and with the checksum that loopback never completes. */
final class Frames {

    /** {@code ETH_HLEN}; on loopback both addresses are 0. */
    private static final int ETHERNET_HEADER = 14;

    private static final int ETHERTYPE_AT = 12;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;

    private static final int VERSION_6 = 6;
    private static final int PROTOCOL_AT = 9;
    private static final int NEXT_HEADER_AT = 6;
    private static final int TCP_CHECK_AT = 16;
    private static final int UDP_CHECK_AT = 6;

    private Frames() {}

    /** @param hasLinkHeader whether a header of Ethernet is to stand in front */
    static byte[] of(SkBuff skb, boolean hasLinkHeader) {
        int front = hasLinkHeader ? ETHERNET_HEADER : 0;
        byte[] frame = new byte[front + skb.len()];
        System.arraycopy(skb.bytes(), skb.data(), frame, front, skb.len());
        boolean isV6 = skb.len() > 0 && frame[front] >> 4 == VERSION_6;
        if (hasLinkHeader) {
            NetBytes.putShort(frame, ETHERTYPE_AT, isV6 ? ETH_P_IPV6 : ETH_P_IP);
        }
        if (skb.ipSummed() == SkBuff.CHECKSUM_PARTIAL) {
            int protocol = NetBytes.getByte(frame, front + (isV6 ? NEXT_HEADER_AT : PROTOCOL_AT));
            complete(frame, front + skb.transportHeader() - skb.data(), protocol);
        }
        return frame;
    }

    /** The sum of the pseudo header stands where the checksum will. {@code skb_checksum_help}. */
    private static void complete(byte[] frame, int transport, int protocol) {
        int sum = Checksum.of(frame, transport, frame.length - transport);
        boolean isUdp = protocol == IpProtocol.IPPROTO_UDP;
        // Of UDP 0 says that there is none (RFC 768).
        NetBytes.putShort(
                frame, transport + (isUdp ? UDP_CHECK_AT : TCP_CHECK_AT), isUdp && sum == 0 ? 0xffff : sum);
    }
}
