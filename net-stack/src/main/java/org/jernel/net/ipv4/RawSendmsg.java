package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** {@code raw_sendmsg} of {@code net/ipv4/raw.c}, its checks in their order. Packets of many pieces are not offered. */
final class RawSendmsg {

    /** What the length field of an IP header can say. */
    private static final int MAX_LENGTH = 0xffff;

    /** How much of a message of ICMP routing looks at. */
    private static final int TYPE_AND_CODE = 2;

    private RawSendmsg() {}

    @CheckReturnValue
    static long sendmsg(RawSock sk, MsgHdr message) {
        long count = message.iter().count();
        if (count > MAX_LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        if ((message.flags() & (MsgFlags.MSG_OOB | MsgFlags.MSG_MORE)) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        int daddr = destination(sk, message.name());
        IpcmCookie ipc = new IpcmCookie(sk);
        byte[] control = message.control();
        long malformed = control == null ? 0 : ipc.read(control);
        if (malformed < 0) {
            return malformed;
        }
        boolean headerIncluded = sk.ip.headerIncluded;
        if (!headerIncluded && sk.protocol() == IpProtocol.IPPROTO_ICMP && count < TYPE_AND_CODE) {
            return Errno.EFAULT.negated();
        }
        RouteOutput route = sk.route(daddr, ipc, null);
        int room = route.mtu() - (headerIncluded ? 0 : IpHeader.LENGTH);
        if (count > room) {
            sk.localError(Errno.EMSGSIZE, route.daddr().v4(), sk.dport, route.mtu());
            return Errno.EMSGSIZE.negated();
        }
        if (headerIncluded && count < IpHeader.LENGTH) {
            return Errno.EINVAL.negated();
        }
        if ((message.flags() & MsgFlags.MSG_PROBE) != 0) {
            return count;
        }
        return send(sk, message, route, ipc);
    }

    /** An address without a family is one of this. */
    private static int destination(RawSock sk, @Nullable SockAddr name) {
        if (name == null || name.length() == 0) {
            if (sk.state() != TcpState.ESTABLISHED) {
                throw Errno.EDESTADDRREQ.exception();
            }
            return sk.daddr.v4();
        }
        if (name.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET && name.family() != AddressFamily.AF_UNSPEC) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return SockAddrIn.address(name);
    }

    private static long send(RawSock sk, MsgHdr message, RouteOutput route, IpcmCookie ipc) {
        int count = (int) message.iter().count();
        long room = sk.waitForWmem((message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (room < 0) {
            return room;
        }
        SkBuff skb = SkBuff.alloc(count);
        int at = skb.put(count);
        if (message.iter().copyFromIter(skb.bytes(), at, count) < count) {
            return Errno.EFAULT.negated();
        }
        if (!sk.ip.headerIncluded) {
            sk.transmit(skb, route, ipc);
            return count;
        }
        skb.setNetworkHeader(at);
        int headerLength = IpHeader.headerLength(skb);
        if (headerLength < IpHeader.LENGTH || headerLength > count) {
            return Errno.EINVAL.negated();
        }
        IpHeader.complete(skb, route.saddr().v4(), sk.nextIpId());
        sk.charge(skb);
        sk.ipv4.ipOutput().localOut(skb, route.device(), IpVersion.V4);
        return count;
    }
}
