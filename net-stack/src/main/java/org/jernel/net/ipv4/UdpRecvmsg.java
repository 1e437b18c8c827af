package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.Mib;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Timestamping;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.Ip6Cmsg;
import org.jernel.net.inet.IpCmsg;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;

/**
 * {@code udp_recvmsg} of {@code net/ipv4/udp.c} and {@code udpv6_recvmsg} of {@code net/ipv6/udp.c}.
 * The packets in the queue begin with their data.
 */
final class UdpRecvmsg {

    private UdpRecvmsg() {}

    @CheckReturnValue
    static long recvmsg(UdpSock sk, MsgHdr message, int flags) {
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long timeout = SockWait.rcvtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        while (true) {
            long pending = sk.sockError();
            if (pending < 0) {
                return pending;
            }
            SkBuff skb = sk.receiveQueue.next(peek);
            if (skb != null) {
                return copyOut(sk, skb, message, flags);
            }
            timeout = sk.receiveQueue.waitForMore(timeout);
            if (timeout <= 0) {
                return timeout;
            }
        }
    }

    private static long copyOut(UdpSock sk, SkBuff skb, MsgHdr message, int flags) {
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        int copied = (int) Math.min(message.iter().count(), skb.len());
        if (copied < skb.len()) {
            message.setFlags(message.flags() | MsgFlags.MSG_TRUNC);
        }
        if (message.iter().copyToIter(skb.bytes(), skb.data(), copied) < copied) {
            if (!peek) {
                statistics(sk, skb).increment(UdpMib.IN_ERRORS);
            }
            return Errno.EFAULT.negated();
        }
        if (!peek) {
            statistics(sk, skb).increment(UdpMib.IN_DATAGRAMS);
        }
        describe(sk, skb, message);
        return (flags & MsgFlags.MSG_TRUNC) != 0 ? skb.len() : copied;
    }

    /** Name and control messages. */
    private static void describe(UdpSock sk, SkBuff skb, MsgHdr message) {
        Timestamping form = sk.options().timestamping;
        if (form != Timestamping.NONE) {
            form.put(message, skb.tstamp == 0 ? sk.ipv4.clock().realtimeNanos() : skb.tstamp);
        }
        boolean v4 = In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        if (sk.family() == AddressFamily.AF_INET6) {
            describe6(sk, skb, message, v4);
        } else {
            message.setName(SockAddrIn.of(IpHeader.saddr(skb), UdpHeader.source(skb)));
        }
        if (v4 && IpCmsg.isWanted(sk.ip)) {
            int daddr = IpHeader.daddr(skb);
            new IpCmsg(skb.pktIfindex, skb.pktSpecDst, daddr, IpHeader.ttl(skb), IpHeader.tos(skb)).put(message, sk.ip);
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
