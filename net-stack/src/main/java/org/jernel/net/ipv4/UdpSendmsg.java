package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** {@code udp_sendmsg} of {@code net/ipv4/udp.c}, its checks in their order. */
final class UdpSendmsg {

    /** What the length field of the header can say. */
    private static final int MAX_LENGTH = 0xffff;

    private UdpSendmsg() {}

    @CheckReturnValue
    static long sendmsg(UdpSock sk, MsgHdr message) {
        try {
            return send(sk, message);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            sk.ipv4.softIrq().doSoftirq();
        }
    }

    private static long send(UdpSock sk, MsgHdr message) {
        if (message.iter().count() > MAX_LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        if ((message.flags() & MsgFlags.MSG_OOB) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        boolean more = sk.cork || (message.flags() & MsgFlags.MSG_MORE) != 0;
        if (sk.pending.isOpen()) {
            sk.lockSock();
            try {
                if (sk.pending.isOpen()) {
                    return sk.pending.append(message, more);
                }
            } finally {
                sk.releaseSock();
            }
        }
        IpcmCookie ipc = new IpcmCookie(sk);
        UdpDestination to = UdpDestination.of(sk, message.name());
        byte[] control = message.control();
        if (control != null) {
            long malformed = ipc.read(control);
            if (malformed < 0) {
                return malformed;
            }
        }
        UdpFlow flow = flow(sk, to, ipc, control == null);
        int probing = MsgFlags.MSG_CONFIRM | MsgFlags.MSG_PROBE;
        if ((message.flags() & probing) == probing && message.iter().count() == 0) {
            return 0;
        }
        return more ? sendCorked(sk, flow, message) : sendNow(sk, flow, message);
    }

    private static UdpFlow flow(UdpSock sk, UdpDestination to, IpcmCookie ipc, boolean plain) {
        boolean multicast = SockAddrIn.isMulticast(to.daddr());
        RouteOutput known = to.isPeer() && plain && !multicast ? sk.dst : null;
        RouteOutput route = known == null ? route(sk, to.daddr(), ipc, multicast) : known;
        if (route.type() == Route.Type.BROADCAST && !sk.options().broadcast) {
            throw Errno.EACCES.exception();
        }
        return new UdpFlow(route, to.dport(), ipc.tos(), ipc.ttl(multicast));
    }

    private static RouteOutput route(UdpSock sk, int daddr, IpcmCookie ipc, boolean multicast) {
        int oif = ipc.oif();
        int saddr = ipc.source();
        if (multicast) {
            oif = oif == 0 ? sk.ip.multicastIfindex : oif;
            saddr = saddr == 0 ? sk.ip.multicastAddress : saddr;
        }
        return sk.ipv4.routing().output(daddr, saddr, oif);
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
            return Errno.EMSGSIZE.negated();
        }
        long room = sk.waitForWmem((message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (room < 0) {
            if (room == Errno.EAGAIN.negated()) {
                sk.net().udpStatistics().increment(UdpMib.SNDBUF_ERRORS);
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
