package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** Sending: {@code tcp_sendmsg}, whose send queue is the host's. Modelled on {@code net/ipv4/tcp.c}. */
final class WireSend {

    private WireSend() {}

    @CheckReturnValue
    static long sendmsg(WireTcpSock sk, IovIter iter, int flags) {
        if ((flags & (MsgFlags.MSG_OOB | MsgFlags.MSG_FASTOPEN)) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        sk.lockSock();
        try {
            boolean more = (flags & MsgFlags.MSG_MORE) != 0;
            long sent = send(sk, iter, (flags & MsgFlags.MSG_DONTWAIT) != 0, more);
            if (!more && sent > 0) {
                sk.letGo();
            }
            return sent;
        } finally {
            sk.releaseSock();
        }
    }

    private static long send(WireTcpSock sk, IovIter iter, boolean nonblock, boolean more) {
        long timeout = SockWait.sndtimeo(sk, nonblock);
        long sent = 0;
        while (true) {
            if (sk.state() == TcpState.SYN_SENT) {
                sk.refresh();
            }
            boolean connecting = sk.state() == TcpState.SYN_SENT;
            if (!connecting) {
                long step = push(sk, iter, more);
                if (step < 0) {
                    return sent > 0 ? sent : step;
                }
                sent += step;
                if (iter.count() == 0) {
                    return sent;
                }
            } else if (sk.err() != 0) {
                return Errno.EPIPE.negated();
            }
            long left = sk.waitToSend(() -> mayGoOn(sk, connecting), timeout);
            if (left < 0) {
                return sent > 0 ? sent : left;
            }
            timeout = left;
        }
    }

    private static boolean mayGoOn(WireTcpSock sk, boolean connecting) {
        return connecting
                ? sk.state() != TcpState.SYN_SENT || sk.err() != 0
                : sk.isWritable() || !maySend(sk);
    }

    private static boolean maySend(WireTcpSock sk) {
        return sk.state().isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)
                && sk.err() == 0
                && !sk.isShutdown(Shutdown.SEND_SHUTDOWN);
    }

    /** Hands the host as much as it takes. Returns the bytes, fewer than there are if it is full; or -EPIPE, -EFAULT. */
    private static long push(WireTcpSock sk, IovIter iter, boolean more) {
        if (!maySend(sk)) {
            // For the error behind it.
            sk.refresh();
            return Errno.EPIPE.negated();
        }
        if (more) {
            sk.holdBack();
        }
        Scratch scratch = sk.network().scratches().take();
        try {
            long sent = 0;
            while (iter.count() > 0) {
                int wanted = (int) Math.min(iter.count(), Scratch.SIZE);
                int copied = iter.copyFromIter(scratch.array(), 0, wanted);
                if (copied < wanted) {
                    iter.revert(copied);
                    return sent > 0 ? sent : Errno.EFAULT.negated();
                }
                int taken = sk.write(scratch, copied);
                if (taken < copied) {
                    iter.revert(copied - Math.max(taken, 0));
                    return taken < 0 && sent == 0 ? taken : sent + Math.max(taken, 0);
                }
                sent += taken;
            }
            return sent;
        } finally {
            sk.network().scratches().give(scratch);
        }
    }
}
