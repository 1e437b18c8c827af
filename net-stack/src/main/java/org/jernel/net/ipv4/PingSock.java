package org.jernel.net.ipv4;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Timestamping;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SocketType;

/** A sock whose packets are echo requests, and which gets the replies to them; its port is their identifier. */
final class PingSock extends DatagramSock {

    private static final int NO_PORT = 0;

    PingSock(Ipv4 ipv4, Proto proto, int family, int protocol) {
        super(ipv4, proto, family, SocketType.SOCK_DGRAM, protocol);
        options().reuseAddr = true;
        ipv6Only = family == AddressFamily.AF_INET6;
    }

    /** Whether a message to that address may be for this sock. */
    boolean receivesAt(long high, long low) {
        boolean v4 = In6Addr.isV4Mapped(high, low);
        return v4 == (family() == AddressFamily.AF_INET) && (rcvSaddr.isWildcard() || rcvSaddr.is(high, low));
    }

    /** Takes a reply that begins with its ICMP header. {@code ping_queue_rcv_skb}. */
    void queue(SkBuff skb) {
        // Linux leaves IP_PKTINFO to what IP has noted of every packet, which knows the device only.
        skb.pktIfindex = skb.iif;
        if (options().timestamping != Timestamping.NONE) {
            skb.tstamp = ipv4.clock().realtimeNanos();
        }
        boolean _ = receiveQueue.enqueue(skb);
    }

    /** The end of {@code ping_recvmsg}. */
    @Override
    long copyOut(SkBuff skb, MsgHdr message, int flags) {
        long copied = copyPacket(skb, message);
        if (copied >= 0) {
            describe(skb, message, NO_PORT);
        }
        return copied;
    }

    @Override
    public String toString() {
        return "ping " + num;
    }
}
