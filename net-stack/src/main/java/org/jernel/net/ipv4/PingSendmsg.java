package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** {@code ping_v4_sendmsg} of {@code net/ipv4/ping.c}, its checks in their order. */
final class PingSendmsg {

    /** What the length field of an IP header can say. */
    private static final int MAX_LENGTH = 0xffff;

    private PingSendmsg() {}

    @CheckReturnValue
    static long sendmsg(PingSock sk, MsgHdr message) {
        try {
            return send(sk, message);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            sk.ipv4.softIrq().doSoftirq();
        }
    }

    private static long send(PingSock sk, MsgHdr message) {
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
        if (!isSupported(header[0] & 0xff, header[1])) {
            return Errno.EINVAL.negated();
        }
        int daddr = destination(sk, message.name());
        IpcmCookie ipc = new IpcmCookie(sk);
        byte[] control = message.control();
        long malformed = control == null ? 0 : ipc.read(control);
        if (malformed < 0) {
            return malformed;
        }
        return send(sk, message, header, sk.route(daddr, ipc, null), ipc);
    }

    /** {@code ping_supported}. */
    static boolean isSupported(int type, int code) {
        return (type == IcmpHeader.ECHO || type == IcmpHeader.EXT_ECHO) && code == 0;
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

    /** Sends with the sock's own identifier and a checksum, whatever stood in their places. */
    private static long send(PingSock sk, MsgHdr message, byte[] header, RouteOutput route, IpcmCookie ipc) {
        int rest = (int) message.iter().count();
        int count = header.length + rest;
        if (count > route.mtu() - IpHeader.LENGTH) {
            sk.localError(Errno.EMSGSIZE, route.daddr().v4(), sk.dport, route.mtu());
            return Errno.EMSGSIZE.negated();
        }
        if ((message.flags() & MsgFlags.MSG_PROBE) != 0) {
            return count;
        }
        long room = sk.waitForWmem((message.flags() & MsgFlags.MSG_DONTWAIT) != 0);
        if (room < 0) {
            return room;
        }
        SkBuff skb = SkBuff.alloc(count);
        int at = skb.put(count);
        System.arraycopy(header, 0, skb.bytes(), at, header.length);
        if (message.iter().copyFromIter(skb.bytes(), at + header.length, rest) < rest) {
            return Errno.EFAULT.negated();
        }
        skb.setTransportHeader(at);
        IcmpHeader.setIdent(skb, sk.num);
        IcmpHeader.write(skb, header[0], 0);
        sk.transmit(skb, route, ipc);
        return count;
    }
}
