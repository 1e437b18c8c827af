package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.Mib;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.Ip6Cmsg;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

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
        describe(sk, skb, message);
        return (flags & MsgFlags.MSG_TRUNC) != 0 ? skb.len() : copied;
    }

    /** Name and control messages. */
    private static void describe(UdpSock sk, SkBuff skb, MsgHdr message) {
        sk.tellTime(skb, message);
        boolean v4 = In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        if (sk.family() == AddressFamily.AF_INET6) {
            describe6(sk, skb, message, v4);
        } else {
            message.setName(SockAddrIn.of(IpHeader.saddr(skb), UdpHeader.source(skb)));
        }
        if (v4) {
            sk.tellHeader(skb, message);
        }
    }

    private static void describe6(UdpSock sk, SkBuff skb, MsgHdr message, boolean v4) {
        In6Addr from = new In6Addr(skb.saddrHigh, skb.saddrLow);
        message.setName(SockAddrIn6.of(from, UdpHeader.source(skb), from.needsScopeId() ? skb.iif : 0));
        if (Ip6Cmsg.isWanted(sk.ipv6)) {
            In6Addr daddr = new In6Addr(skb.daddrHigh, skb.daddrLow);
            Ip6Cmsg.putCommon(message, sk.ipv6, v4 ? skb.pktIfindex : skb.iif, daddr);
            if (!v4) {
                Ip6Cmsg.putSpecific(message, sk.ipv6, Ip6Header.hopLimit(skb), Ip6Header.trafficClass(skb));
            }
        }
    }

    private static Mib<UdpMib> statistics(UdpSock sk, SkBuff skb) {
        return sk.net().udpStatistics(skb.daddrHigh, skb.daddrLow);
    }
}
