package org.jernel.net.inet;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;

/**
 * What a receiver is told of a message's packet, as far as its options ask. {@code ip_cmsg_recv_offset} of
 * {@code net/ipv4/ip_sockglue.c}.
 *
 * @param ifindex the device that it came by, 0 if nobody asked when it came
 * @param specDst the own address that an answer should come from
 * @param daddr where it was sent to
 */
public record IpCmsg(int ifindex, int specDst, int daddr, int ttl, int tos) {

    private static final int IP = IpProtocol.IPPROTO_IP;

    /** True if the options ask for anything. */
    public static boolean isWanted(IpOptions options) {
        return options.pktInfo || options.recvTtl || options.recvTos;
    }

    /** Adds the control messages in Linux's order. */
    public void put(MsgHdr message, IpOptions options) {
        if (options.pktInfo) {
            byte[] info = new byte[3 * Integer.BYTES];
            LittleEndian.put(info, 0, ifindex, Integer.BYTES);
            IpMreqn.putAddress(info, Integer.BYTES, specDst);
            IpMreqn.putAddress(info, 2 * Integer.BYTES, daddr);
            message.putCmsg(IP, OptName.IP_PKTINFO, info);
        }
        if (options.recvTtl) {
            byte[] number = new byte[Integer.BYTES];
            LittleEndian.put(number, 0, ttl, Integer.BYTES);
            message.putCmsg(IP, OptName.IP_TTL, number);
        }
        if (options.recvTos) {
            message.putCmsg(IP, OptName.IP_TOS, new byte[] {(byte) tos});
        }
    }
}
