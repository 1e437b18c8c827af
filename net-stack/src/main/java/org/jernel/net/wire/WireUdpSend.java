package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.Ipcm6Cookie;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.inet.UdpPrologue;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** {@code udp_sendmsg} with the host behind it: what the host checks is left to it. */
final class WireUdpSend {

    private WireUdpSend() {}

    @CheckReturnValue
    static long sendmsg(WireUdpSock sk, MsgHdr message) {
        sk.lockSock();
        try {
            long refused = UdpPrologue.check(sk, message, sk.pending.daddr());
            return refused < 0 ? refused : send(sk, message);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            sk.releaseSock();
        }
    }

    private static long send(WireUdpSock sk, MsgHdr message) {
        boolean more = sk.cork || (message.flags() & MsgFlags.MSG_MORE) != 0;
        if (sk.pending.isOpen()) {
            return isProbe(message) ? message.iter().count() : append(sk, message, more);
        }
        UdpDestination to = UdpDestination.of(sk, message.name());
        if (message.control() != null) {
            long refused = checkControl(sk, to, message.control());
            if (refused < 0) {
                return refused;
            }
        }
        if (isProbe(message)) {
            return message.iter().count();
        }
        if (!more) {
            boolean known = to.isPeer() && message.control() == null && to.daddr().isV4Mapped()
                    && !SockAddrIn.isMulticast(to.daddr().v4());
            HostAddress diversion = known ? sk.pending.diversion() : null;
            HostAddress target = to.isPeer() ? null : HostAddress.of(to);
            return sendNow(sk, message, diversion == null ? target : diversion);
        }
        long refused = refusal(sk);
        if (refused < 0) {
            return refused;
        }
        sk.pending.open(HostAddress.of(to));
        return append(sk, message, true);
    }

    private static boolean isProbe(MsgHdr message) {
        return (message.flags() & MsgFlags.MSG_PROBE) != 0;
    }

    private static long append(WireUdpSock sk, MsgHdr message, boolean more) {
        long taken = sk.pending.append(message.iter());
        if (taken >= 0 && !more) {
            push(sk);
        }
        return taken;
    }

    /** No transport hands control messages to the host: those that would change anything are refused as unknown. */
    private static long checkControl(WireUdpSock sk, UdpDestination to, byte[] control) {
        long malformed;
        boolean plain;
        if (to.daddr().isV4Mapped()) {
            IpcmCookie ipc = new IpcmCookie(sk);
            malformed = ipc.read(control);
            plain = ipc.isPlain();
        } else {
            Ipcm6Cookie ipc = new Ipcm6Cookie(sk, to.scopeId());
            malformed = ipc.read(control);
            plain = ipc.isPlain();
        }
        return malformed == 0 && !plain ? Errno.EINVAL.negated() : malformed;
    }

    private static long refusal(WireUdpSock sk) {
        long error = sk.sockError();
        return error == 0 && sk.isShutdown(Shutdown.SEND_SHUTDOWN) ? Errno.EPIPE.negated() : error;
    }

    private static long sendNow(WireUdpSock sk, MsgHdr message, @Nullable HostAddress to) {
        int count = (int) message.iter().count();
        if (count > Scratch.SIZE) {
            return Errno.EMSGSIZE.negated();
        }
        boolean nonblock = (message.flags() & MsgFlags.MSG_DONTWAIT) != 0;
        long timeout = SockWait.sndtimeo(sk, nonblock);
        while (true) {
            long refused = refusal(sk);
            if (refused < 0) {
                return refused;
            }
            int seen = sk.news.seen();
            long result = transfer(sk, message, count, to);
            if (result != Errno.EAGAIN.negated()) {
                return result;
            }
            message.iter().revert(count);
            timeout = SockWait.waitEvent(sk, () -> sk.isWorthSending(seen), timeout);
            if (timeout < 0) {
                return timeout;
            }
        }
    }

    private static long transfer(WireUdpSock sk, MsgHdr message, int count, @Nullable HostAddress to) {
        Scratch scratch = sk.network().scratches().take();
        try {
            if (message.iter().copyFromIter(scratch.array(), 0, count) < count) {
                return Errno.EFAULT.negated();
            }
            long result = sk.send(scratch, count, to);
            if (result == 0) {
                In6Addr daddr = to == null ? sk.daddr : to.address();
                sk.net().mib().udp(daddr.high(), daddr.low()).increment(UdpMib.OUT_DATAGRAMS);
            }
            return result < 0 ? result : count;
        } finally {
            sk.network().scratches().give(scratch);
        }
    }

    /** Sends what corked sends have written; nobody hears how that went. */
    static void push(WireUdpSock sk) {
        if (!sk.pending.isOpen()) {
            return;
        }
        HostAddress to = sk.pending.to();
        MsgHdr whole = MsgHdr.of(sk.pending.take());
        long _ = transfer(sk, whole, (int) whole.iter().count(), to);
    }
}
