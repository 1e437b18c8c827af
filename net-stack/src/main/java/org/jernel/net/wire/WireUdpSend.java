package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** {@code udp_sendmsg} with the host behind it: what the host checks is left to it. */
final class WireUdpSend {

    private static final int MAX_LENGTH = 0xffff;

    private WireUdpSend() {}

    @CheckReturnValue
    static long sendmsg(WireUdpSock sk, MsgHdr message) {
        if (message.iter().count() > MAX_LENGTH) {
            return Errno.EMSGSIZE.negated();
        }
        if ((message.flags() & MsgFlags.MSG_OOB) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        sk.lockSock();
        try {
            return send(sk, message);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            sk.releaseSock();
        }
    }

    private static long send(WireUdpSock sk, MsgHdr message) {
        boolean more = sk.cork || (message.flags() & MsgFlags.MSG_MORE) != 0;
        boolean corked = sk.pending.isOpen();
        UdpDestination to = corked ? null : UdpDestination.of(sk, message.name());
        if (!corked && message.control() != null) {
            long refused = checkControl(sk, message.control());
            if (refused < 0) {
                return refused;
            }
        }
        if ((message.flags() & MsgFlags.MSG_PROBE) != 0) {
            return message.iter().count();
        }
        HostAddress target = to == null || to.isPeer() ? null : new HostAddress(In6Addr.mapped(to.daddr()), to.dport());
        if (!corked && !more) {
            return sendNow(sk, message, target);
        }
        if (!corked) {
            long refused = refusal(sk);
            if (refused < 0) {
                return refused;
            }
            sk.pending.open(target);
        }
        long taken = sk.pending.append(message.iter());
        if (taken >= 0 && !more) {
            push(sk);
        }
        return taken;
    }

    /** No transport hands control messages to the host: those that would change anything are refused as unknown. */
    private static long checkControl(WireUdpSock sk, byte[] control) {
        IpcmCookie ipc = new IpcmCookie(sk);
        long malformed = ipc.read(control);
        return malformed == 0 && !ipc.isPlain() ? Errno.EINVAL.negated() : malformed;
    }

    private static long refusal(WireUdpSock sk) {
        long error = sk.sockError();
        return error == 0 && sk.isShutdown(Shutdown.SEND_SHUTDOWN) ? Errno.EPIPE.negated() : error;
    }

    private static long sendNow(WireUdpSock sk, MsgHdr message, @Nullable HostAddress to) {
        int count = (int) message.iter().count();
        boolean nonblock = (message.flags() & MsgFlags.MSG_DONTWAIT) != 0;
        long timeout = SockWait.sndtimeo(sk, nonblock);
        while (true) {
            long refused = refusal(sk);
            if (refused < 0) {
                return refused;
            }
            long result = transfer(sk, message, count, to);
            if (result != Errno.EAGAIN.negated()) {
                return result;
            }
            message.iter().revert(count);
            timeout = SockWait.waitEvent(sk, sk::isWritable, timeout);
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
                sk.net().udpStatistics().increment(UdpMib.OUT_DATAGRAMS);
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
