package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The datagram that several sends write, to where the first of them or a later connect said. {@code inet_cork} with {@code
 * ip_append_data}; guarded by the sock's lock.
 */
final class UdpCork {

    private final UdpSock sk;
    private volatile @Nullable UdpFlow flow;
    private @Nullable SkBuff skb;

    /** Where the last datagram of IPv4 went that began here, until a connect says otherwise. */
    private volatile @Nullable UdpFlow last;

    UdpCork(UdpSock sk) {
        this.sk = sk;
    }

    /** {@code up->pending}; may be looked at without the lock. */
    boolean isOpen() {
        return flow != null;
    }

    /** Where the datagram goes that has begun, or null; may be looked at without the lock. */
    @Nullable
    In6Addr daddr() {
        UdpFlow to = flow;
        return to == null ? null : to.route().daddr();
    }

    /** Begins a datagram. */
    void open(UdpFlow to) {
        flow = to;
        if (to.route().version() == IpVersion.V4) {
            last = to;
        }
    }

    /**
     * Where a datagram to the peer really goes that is sent at once: after a corked one to where that went, as {@code
     * udp_sendmsg} takes the addresses for a route that is known already from the flow of the cork. It leaves by that one's
     * device, where Linux keeps the peer's.
     */
    UdpFlow divert(UdpFlow toPeer) {
        UdpFlow left = last;
        return left == null ? toPeer : toPeer.to(left.route(), left.dport());
    }

    /**
     * Has the datagram that has begun go to the new peer, if both are of IPv4: {@code __ip4_datagram_connect} keeps its way in
     * the flow of the cork.
     */
    void redirect(RouteOutput peer, int dport) {
        UdpFlow begun = flow;
        if (peer.version() == IpVersion.V4) {
            last = null;
        }
        if (begun != null && begun.route().version() == IpVersion.V4 && peer.version() == IpVersion.V4) {
            flow = begun.to(peer, dport);
        }
    }

    /** Writes on, and sends if {@code more} is false. Returns the bytes, or -errno and the datagram is lost. */
    @CheckReturnValue
    long append(MsgHdr message, boolean more) {
        UdpFlow to = flow;
        if (to == null) {
            throw new IllegalStateException("no datagram has begun");
        }
        int count = (int) message.iter().count();
        long result = (message.flags() & MsgFlags.MSG_PROBE) != 0 ? 0 : write(to, message, count);
        if (result < 0) {
            flush();
            return result;
        }
        if (!more) {
            push();
        } else if (skb == null) {
            flow = null;
        }
        return count;
    }

    private long write(UdpFlow to, MsgHdr message, int count) {
        SkBuff writing = skb;
        int before = writing == null ? 0 : writing.len();
        if (count > to.largest() - before) {
            to.tellTooLarge(sk);
            return Errno.EMSGSIZE.negated();
        }
        if (writing == null) {
            long refused = sk.refusal();
            if (refused < 0) {
                return refused;
            }
            writing = SkBuff.alloc(count);
            skb = writing;
        } else {
            writing.orphan();
            // Twice as much, so that many small pieces are not copied each time.
            writing.expandTail(count > writing.tailroom() ? Math.max(count, before) : count);
        }
        sk.charge(writing);
        int at = writing.put(count);
        return message.iter().copyFromIter(writing.bytes(), at, count) < count ? Errno.EFAULT.negated() : 0;
    }

    /** Sends what there is, be it nothing. {@code udp_push_pending_frames}. */
    void push() {
        UdpFlow to = flow;
        SkBuff whole = skb;
        flow = null;
        skb = null;
        if (to != null && whole != null) {
            to.send(sk, whole);
        }
    }

    /** Drops what there is. {@code udp_flush_pending_frames}. */
    void flush() {
        SkBuff dropped = skb;
        flow = null;
        skb = null;
        if (dropped != null) {
            dropped.orphan();
        }
    }
}
