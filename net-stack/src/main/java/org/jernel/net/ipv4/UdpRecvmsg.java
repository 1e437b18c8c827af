package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Timestamping;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.IpCmsg;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;

/** {@code udp_recvmsg} of {@code net/ipv4/udp.c}. The packets in the queue begin with their data. */
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
                sk.net().udpStatistics().increment(UdpMib.IN_ERRORS);
            }
            return Errno.EFAULT.negated();
        }
        if (!peek) {
            sk.net().udpStatistics().increment(UdpMib.IN_DATAGRAMS);
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
        message.setName(SockAddrIn.of(IpHeader.saddr(skb), UdpHeader.source(skb)));
        if (IpCmsg.isWanted(sk.ip)) {
            int daddr = IpHeader.daddr(skb);
            new IpCmsg(skb.pktIfindex, skb.pktSpecDst, daddr, IpHeader.ttl(skb), IpHeader.tos(skb)).put(message, sk.ip);
        }
    }
}
