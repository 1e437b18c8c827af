package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.Ipcm6Cookie;
import org.jernel.net.inet.Ipv6Options;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code rawv6_sendmsg} of {@code net/ipv6/raw.c}, its checks in their order. Packets of many pieces are not offered, nor
 * headers of a program's own making.
 */
final class Raw6Sendmsg {

    /** How much of a message of ICMP routing looks at. */
    private static final int TYPE_AND_CODE = 2;

    private Raw6Sendmsg() {}

    @CheckReturnValue
    static long sendmsg(RawSock sk, MsgHdr message) {
        if ((message.flags() & (MsgFlags.MSG_OOB | MsgFlags.MSG_MORE)) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        SockAddr name = message.name();
        In6Addr daddr = destination(sk, name);
        Ipcm6Cookie ipc = new Ipcm6Cookie(sk, name != null && daddr.needsScopeId() ? SockAddrIn6.scopeId(name) : 0);
        byte[] control = message.control();
        long malformed = control == null ? 0 : ipc.read(control);
        if (malformed < 0) {
            return malformed;
        }
        long count = message.iter().count();
        if (count < TYPE_AND_CODE) {
            return Errno.EFAULT.negated();
        }
        Ip6Route routing = sk.ipv4.routing6();
        if (ipc.hasPktInfo()) {
            routing.checkSource(ipc.source(), ipc.oif());
        }
        int oif = ipc.oif() == 0 && daddr.isMulticast() ? sk.ipv6.multicastIfindex : ipc.oif();
        RouteOutput route = routing.output(daddr, ipc.source(), oif);
        if (count > route.longestPacket(sk.ipv6.pmtuDiscovery.dontFragment6()) - Ip6Header.LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        return send(sk, message, route, ipc);
    }

    /** An address without a family is one of this, and no address this host's, as BSD had it. A port is the protocol. */
    private static In6Addr destination(RawSock sk, @Nullable SockAddr name) {
        if (name == null) {
            if (sk.state() != TcpState.ESTABLISHED) {
                throw Errno.EDESTADDRREQ.exception();
            }
            return sk.daddr;
        }
        if (name.length() < SockAddrIn6.LENGTH_RFC2133) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET6 && name.family() != AddressFamily.AF_UNSPEC) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        int port = SockAddrIn6.port(name);
        if (port != 0 && port != sk.protocol()) {
            throw Errno.EINVAL.exception();
        }
        In6Addr address = SockAddrIn6.address(name);
        return address.isAny() ? In6Addr.LOOPBACK : address;
    }

    private static long send(RawSock sk, MsgHdr message, RouteOutput route, Ipcm6Cookie ipc) {
        long room = sk.waitForWmem((message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (room < 0) {
            return room;
        }
        int count = (int) message.iter().count();
        SkBuff skb = SkBuff.alloc(count);
        int at = skb.put(count);
        if (message.iter().copyFromIter(skb.bytes(), at, count) < count) {
            return Errno.EFAULT.negated();
        }
        skb.setTransportHeader(at);
        int offset = sk.ipv6.checksumOffset;
        if (offset != Ipv6Options.NO_CHECKSUM) {
            if (offset >= count - 1) {
                return Errno.EINVAL.negated();
            }
            Icmp6.writeChecksum(skb, offset, route);
        }
        sk.charge(skb);
        int hopLimit = ipc.hopLimit(route.daddr().isMulticast());
        sk.ipv4.ipOutput().send6(skb, route, sk.protocol(), ipc.trafficClass(), hopLimit);
        return count;
    }
}
