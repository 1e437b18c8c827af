package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.Mib;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.uapi.MsgFlags;

/**
 * {@code udp_recvmsg} of {@code net/ipv4/udp.c} and {@code udpv6_recvmsg} of {@code net/ipv6/udp.c}.
 * The packets in the queue begin with their data.
 */
final class UdpRecvmsg {

    private UdpRecvmsg() {}

    @CheckReturnValue
    static long copyOut(UdpSock sk, SkBuff skb, MsgHdr message, int flags) {
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long copied = sk.copyPacket(skb, message);
        if (copied < 0) {
            if (!peek) {
                statistics(sk, skb).increment(UdpMib.IN_ERRORS);
            }
            return copied;
        }
        if (!peek) {
            statistics(sk, skb).increment(UdpMib.IN_DATAGRAMS);
        }
        sk.describe(skb, message, UdpHeader.source(skb));
        return (flags & MsgFlags.MSG_TRUNC) != 0 ? skb.len() : copied;
    }

    private static Mib<UdpMib> statistics(UdpSock sk, SkBuff skb) {
        return sk.net().mib().udp(skb.daddrHigh, skb.daddrLow);
    }
}
