package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.Ipcm6Cookie;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.inet.UdpPrologue;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code udp_sendmsg} of {@code net/ipv4/udp.c} and {@code udpv6_sendmsg} of {@code net/ipv6/udp.c}, their checks in their
 * order.
 */
final class UdpSendmsg {

    private UdpSendmsg() {}

    @CheckReturnValue
    static long sendmsg(UdpSock sk, MsgHdr message) {
        In6Addr begun = sk.pending.daddr();
        long refused = UdpPrologue.check(sk, message, begun);
        if (refused < 0) {
            return refused;
        }
        boolean more = sk.cork || (message.flags() & MsgFlags.MSG_MORE) != 0;
        if (begun != null) {
            sk.lockSock();
            try {
                if (sk.pending.isOpen()) {
                    return sk.pending.append(message, more);
                }
            } finally {
                sk.releaseSock();
            }
        }
        UdpDestination to = UdpDestination.of(sk, message.name());
        UdpFlow flow =
                to.daddr().isV4Mapped() ? flow4(sk, to, message.control(), more) : flow6(sk, to, message.control());
        int probing = MsgFlags.MSG_CONFIRM | MsgFlags.MSG_PROBE;
        if ((message.flags() & probing) == probing && message.iter().count() == 0) {
            return 0;
        }
        return more ? sendCorked(sk, flow, message) : sendNow(sk, flow, message);
    }

    private static void check(long result) {
        if (result < 0) {
            throw Errno.ofResult(result).exception();
        }
    }

    /** {@code udp_sendmsg}. */
    private static UdpFlow flow4(UdpSock sk, UdpDestination to, byte @Nullable [] control, boolean more) {
        IpcmCookie ipc = new IpcmCookie(sk);
        if (control != null) {
            check(ipc.read(control));
        }
        int daddr = to.daddr().v4();
        boolean multicast = SockAddrIn.isMulticast(daddr);
        RouteOutput known = to.isPeer() && control == null && !multicast ? sk.dst : null;
        RouteOutput route = sk.route(daddr, ipc, known);
        UdpFlow flow = new UdpFlow(
                route, to.dport(), ipc.tos(), ipc.ttl(multicast), sk.ip.pmtuDiscovery.dontFragment());
        return known == null || more ? flow : sk.pending.divert(flow);
    }

    /** {@code udpv6_sendmsg}. */
    private static UdpFlow flow6(UdpSock sk, UdpDestination to, byte @Nullable [] control) {
        Ipcm6Cookie ipc = new Ipcm6Cookie(sk, to.scopeId());
        if (control != null) {
            check(ipc.read(control));
        }
        Ip6Route routing = sk.ipv4.routing6();
        if (ipc.hasPktInfo()) {
            routing.checkSource(ipc.source(), ipc.oif());
        }
        boolean multicast = to.daddr().isMulticast();
        RouteOutput known = to.isPeer() && control == null && !multicast ? sk.dst : null;
        int oif = ipc.oif() == 0 && multicast ? sk.ipv6.multicastIfindex : ipc.oif();
        RouteOutput route = known == null ? routing.output(to.daddr(), ipc.source(), oif) : known;
        return new UdpFlow(
                route,
                to.dport(),
                ipc.trafficClass(),
                ipc.hopLimit(multicast),
                sk.ipv6.pmtuDiscovery.dontFragment6());
    }

    private static long sendCorked(UdpSock sk, UdpFlow flow, MsgHdr message) {
        sk.lockSock();
        try {
            if (sk.pending.isOpen()) {
                // Another task has begun a datagram meanwhile.
                return Errno.EINVAL.negated();
            }
            sk.pending.open(flow);
            return sk.pending.append(message, true);
        } finally {
            sk.releaseSock();
        }
    }

    /** Without the lock, so that many tasks may send at once. {@code ip_make_skb}. */
    private static long sendNow(UdpSock sk, UdpFlow flow, MsgHdr message) {
        int count = (int) message.iter().count();
        if ((message.flags() & MsgFlags.MSG_PROBE) != 0) {
            return count;
        }
        if (count > flow.largest()) {
            flow.tellTooLarge(sk);
            return Errno.EMSGSIZE.negated();
        }
        long room = sk.waitForWmem((message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (room < 0) {
            if (room == Errno.EAGAIN.negated()) {
                flow.statistics(sk).increment(UdpMib.SNDBUF_ERRORS);
            }
            return room;
        }
        SkBuff skb = SkBuff.alloc(count);
        if (message.iter().copyFromIter(skb.bytes(), skb.put(count), count) < count) {
            return Errno.EFAULT.negated();
        }
        sk.charge(skb);
        flow.send(sk, skb);
        return count;
    }
}
