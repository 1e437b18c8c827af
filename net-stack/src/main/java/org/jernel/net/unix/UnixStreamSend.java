package org.jernel.net.unix;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Scm;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** Sending on a stream: in pieces, the files with the first, the urgent byte last. {@code unix_stream_sendmsg}. */
final class UnixStreamSend {

    private UnixStreamSend() {}

    @CheckReturnValue
    static long sendmsg(UnixSock sk, MsgHdr message) {
        Scm scm = new Scm();
        long checked = scm.send(AddressFamily.AF_UNIX, message);
        if (checked < 0) {
            return checked;
        }
        try {
            return send(sk, message, scm);
        } finally {
            scm.destroy();
        }
    }

    private static long send(UnixSock sk, MsgHdr message, Scm scm) {
        long length = message.iter().count();
        boolean oob = (message.flags() & MsgFlags.MSG_OOB) != 0;
        if (oob && length == 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        if (UnixOps.destination(message) != null) {
            return (sk.state() == TcpState.ESTABLISHED ? Errno.EISCONN : Errno.EOPNOTSUPP).negated();
        }
        UnixSock other;
        synchronized (sk.unix) {
            other = sk.peer;
        }
        if (other == null) {
            return Errno.ENOTCONN.negated();
        }
        if (sk.isShutdown(Shutdown.SEND_SHUTDOWN)) {
            return brokenPipe(message);
        }
        long plain = oob ? length - 1 : length;
        long sent = 0;
        while (sent < length) {
            boolean urgent = sent == plain;
            int size = urgent ? 1 : pieceSize(sk, plain - sent);
            long room = sk.waitForWmem(UnixOps.isDontwait(message.flags()));
            long result = room < 0 ? room : sendPiece(sk, other, message, scm, size, urgent);
            if (result < 0 && sent > 0) {
                return sent;
            }
            if (result == Errno.EPIPE.negated() && room == 0 && !urgent) {
                return brokenPipe(message);
            }
            if (result < 0) {
                return result;
            }
            sent += size;
        }
        return sent;
    }

    /** Two pieces fit in the buffer at a time. */
    private static int pieceSize(UnixSock sk, long left) {
        int half = (sk.options().sndbuf >> 1) - 64;
        return (int) Math.min(left, Math.min(half, UnixSkb.MAX_STREAM));
    }

    private static long sendPiece(
            UnixSock sk, UnixSock other, MsgHdr message, Scm scm, int size, boolean urgent) {
        if (scm.fp() != null && sk.unix.isTooManyFds()) {
            return Errno.ETOOMANYREFS.negated();
        }
        byte[] data = new byte[size];
        if (message.iter().copyFromIter(data, 0, size) < size) {
            return Errno.EFAULT.negated();
        }
        UnixSkb skb = UnixSkb.ofStream(sk, data);
        skb.fp = scm.takeFp();
        skb.creds = scm.creds();
        boolean gone;
        synchronized (sk.unix) {
            gone = other.dead || other.isShutdown(Shutdown.RCV_SHUTDOWN);
            if (!gone) {
                other.enqueue(skb);
                if (urgent) {
                    other.oobSkb = skb;
                }
            }
        }
        if (gone) {
            skb.free();
            return Errno.EPIPE.negated();
        }
        if (urgent) {
            other.sendSigurg();
        }
        other.wakeUp(UnixSock.READABLE);
        return 0;
    }

    private static long brokenPipe(MsgHdr message) {
        Task task = Task.currentOrNull();
        if (task != null && (message.flags() & MsgFlags.MSG_NOSIGNAL) == 0) {
            task.sendSignal(SigInfo.sentBy(task, SigInfo.SI_USER, Signal.SIGPIPE.number()));
        }
        return Errno.EPIPE.negated();
    }
}
