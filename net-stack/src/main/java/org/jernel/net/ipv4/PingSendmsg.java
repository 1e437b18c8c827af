package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.Ipcm6Cookie;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code ping_v4_sendmsg} of {@code net/ipv4/ping.c} and {@code ping_v6_sendmsg} of {@code net/ipv6/ping.c}, their checks in
 * order.
 */
final class PingSendmsg {

    /** What the length field of an IP header can say. */
    private static final int MAX_LENGTH = 0xffff;

    private PingSendmsg() {}

    @CheckReturnValue
    static long sendmsg(PingSock sk, MsgHdr message) {
        long count = message.iter().count();
        if (count > MAX_LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        if (count < IcmpHeader.LENGTH) {
            return Errno.EINVAL.negated();
        }
        if ((message.flags() & MsgFlags.MSG_OOB) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        byte[] header = new byte[IcmpHeader.LENGTH];
        if (message.iter().copyFromIter(header, 0, header.length) < header.length) {
            return Errno.EFAULT.negated();
        }
        if (!isSupported(sk.family(), header[0] & 0xff, header[1])) {
            return Errno.EINVAL.negated();
        }
        return sk.family() == AddressFamily.AF_INET6 ? send6(sk, message, header) : send4(sk, message, header);
    }

    private static long send4(PingSock sk, MsgHdr message, byte[] header) {
        int daddr = destination(sk, message.name());
        IpcmCookie ipc = new IpcmCookie(sk);
        byte[] control = message.control();
        long malformed = control == null ? 0 : ipc.read(control);
        if (malformed < 0) {
            return malformed;
        }
        RouteOutput route = sk.route(daddr, ipc, null);
        int length = header.length + (int) message.iter().count();
        if (length > route.mtu() - IpHeader.LENGTH) {
            sk.localError(Errno.EMSGSIZE, daddr, sk.dport, route.mtu());
            return Errno.EMSGSIZE.negated();
        }
        if ((message.flags() & MsgFlags.MSG_PROBE) != 0) {
            return length;
        }
        SkBuff skb = SkBuff.alloc(length);
        long copied = compose(sk, message, header, skb, (message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (copied > 0) {
            IcmpHeader.write(skb, header[0], 0);
            sk.ipv4.net().mib().icmp().sent(header[0] & 0xff);
            sk.transmit(skb, route, ipc);
        }
        return copied;
    }

    private static long send6(PingSock sk, MsgHdr message, byte[] header) {
        SockAddr name = message.name();
        In6Addr daddr = destination6(sk, name);
        int scopeId = name != null && daddr.needsScopeId() ? SockAddrIn6.scopeId(name) : 0;
        Ipcm6Cookie ipc = new Ipcm6Cookie(sk, scopeId);
        boolean multicast = daddr.isMulticast();
        int oif = ipc.oif() == 0 && multicast ? sk.ipv6.multicastIfindex : ipc.oif();
        if ((daddr.needsScopeId() && oif == 0) || daddr.isV4Mapped()) {
            return Errno.EINVAL.negated();
        }
        byte[] control = message.control();
        long malformed = control == null ? 0 : ipc.read(control);
        if (malformed < 0) {
            return malformed;
        }
        if (ipc.hasPktInfo()) {
            sk.ipv4.routing6().checkSource(ipc.source(), ipc.oif());
        }
        RouteOutput route = sk.ipv4.routing6().output(daddr, sk.saddr, oif);
        int length = header.length + (int) message.iter().count();
        if (length > route.longestPacket(sk.ipv6.pmtuDiscovery.dontFragment6()) - Ip6Header.LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        SkBuff skb = SkBuff.alloc(length);
        // Linux never waits here, whatever the caller asks for.
        long copied = compose(sk, message, header, skb, true);
        if (copied > 0) {
            Icmp6.complete(skb, header[0], 0, route);
            sk.charge(skb);
            sk.ipv4.net().mib().icmpv6().sent(header[0] & 0xff);
            sk.ipv4.ipOutput().send6(skb, route, IpProtocol.IPPROTO_ICMPV6, ipc.trafficClass(),
                    ipc.hopLimit(multicast));
        }
        return copied;
    }

    private static In6Addr destination6(PingSock sk, @Nullable SockAddr name) {
        if (name == null) {
            if (sk.state() != TcpState.ESTABLISHED) {
                throw Errno.EDESTADDRREQ.exception();
            }
            return sk.daddr;
        }
        if (name.length() < SockAddrIn6.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return SockAddrIn6.address(name);
    }

    /** {@code ping_supported}. */
    static boolean isSupported(int family, int type, int code) {
        boolean isRequest = family == AddressFamily.AF_INET6
                ? type == Icmp6.ECHO_REQUEST || type == Icmp6.EXT_ECHO_REQUEST
                : type == IcmpHeader.ECHO || type == IcmpHeader.EXT_ECHO;
        return isRequest && code == 0;
    }

    private static int destination(PingSock sk, @Nullable SockAddr name) {
        if (name == null) {
            if (sk.state() != TcpState.ESTABLISHED) {
                throw Errno.EDESTADDRREQ.exception();
            }
            return sk.daddr.v4();
        }
        if (name.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return SockAddrIn.address(name);
    }

    /** Writes a message with the sock's own identifier, whatever stood in its place. Returns its length, or -errno. */
    private static long compose(PingSock sk, MsgHdr message, byte[] header, SkBuff skb, boolean nonblock) {
        long room = sk.waitForWmem(nonblock);
        if (room < 0) {
            return room;
        }
        int rest = (int) message.iter().count();
        int at = skb.put(header.length + rest);
        System.arraycopy(header, 0, skb.bytes(), at, header.length);
        if (message.iter().copyFromIter(skb.bytes(), at + header.length, rest) < rest) {
            return Errno.EFAULT.negated();
        }
        skb.setTransportHeader(at);
        IcmpHeader.setIdent(skb, sk.num);
        return skb.len();
    }
}
