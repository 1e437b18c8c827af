package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** Receiving: {@code tcp_recvmsg}, whose receive queue is mostly the host's. Modelled on {@code net/ipv4/tcp.c}. */
final class WireReceive {

    private WireReceive() {}

    @CheckReturnValue
    static long recvmsg(WireTcpSock sk, IovIter iter, int flags) {
        if ((flags & MsgFlags.MSG_ERRQUEUE) != 0) {
            return Errno.EAGAIN.negated();
        }
        sk.lockSock();
        try {
            if (sk.state() == TcpState.LISTEN) {
                return Errno.ENOTCONN.negated();
            }
            if ((flags & MsgFlags.MSG_OOB) != 0) {
                return Errno.EINVAL.negated();
            }
            if (sk.state() == TcpState.SYN_SENT) {
                sk.refresh();
            }
            return receive(sk, iter, flags);
        } finally {
            sk.releaseSock();
        }
    }

    private static long receive(WireTcpSock sk, IovIter iter, int flags) {
        long length = iter.count();
        long target = SockWait.rcvlowat(sk, (flags & MsgFlags.MSG_WAITALL) != 0, length);
        long timeout = SockWait.rcvtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        if (peek) {
            // The queue never holds more.
            target = Math.min(target, sk.options().rcvbuf);
        }
        boolean truncate = (flags & MsgFlags.MSG_TRUNC) != 0;
        long copied = 0;
        while (true) {
            int seen = sk.news.seen();
            long step = peek
                    ? peek(sk, iter, (int) copied, length - copied, truncate)
                    : take(sk, iter, length - copied, truncate);
            if (step < 0) {
                return copied > 0 ? copied : step;
            }
            copied += step;
            if (copied >= target || (length == 0 && sk.receiveQueue.size() > 0)) {
                return copied;
            }
            if (!peek && sk.receiveQueue.size() > 0) {
                // They could not be copied.
                return copied;
            }
            if (copied > 0) {
                if (timeout == 0 || isEnded(sk)) {
                    return copied;
                }
            } else if (sk.isDone()) {
                return 0;
            } else if (isEnded(sk)) {
                long error = sk.sockError();
                return error != 0 || sk.isShutdown(Shutdown.RCV_SHUTDOWN) ? error : Errno.ENOTCONN.negated();
            }
            boolean waits = timeout != 0;
            timeout = awaitBytes(sk, seen, timeout);
            if (waits && length == 0) {
                // Who asks for no bytes waits once, whatever ends the wait.
                return 0;
            }
            if (timeout < 0) {
                return copied > 0 ? copied : timeout;
            }
        }
    }

    /** {@code sk_wait_data}: fewer bytes than the low-water mark wake nobody. */
    private static long awaitBytes(WireTcpSock sk, int seenBefore, long timeout) {
        int lowat = Math.min(sk.options().rcvlowat, sk.options().rcvbuf);
        int next = seenBefore;
        long left = timeout;
        do {
            sk.armForReceive();
            int seen = next;
            int queued = sk.receiveQueue.size();
            left = SockWait.waitEvent(sk, () -> sk.isWorthReceiving(seen, queued), left);
            next = sk.news.seen();
            if (lowat > 1) {
                boolean _ = sk.fill(lowat);
            }
        } while (left > 0 && lowat > 1 && sk.receiveQueue.size() < lowat && !isEnded(sk));
        return left;
    }

    private static boolean isEnded(WireTcpSock sk) {
        return sk.err() != 0 || sk.isShutdown(Shutdown.RCV_SHUTDOWN) || sk.state() == TcpState.CLOSE;
    }

    /** Looks at bytes beyond those seen, and leaves them. Returns how many, or -EFAULT. */
    private static long peek(WireTcpSock sk, IovIter iter, int seen, long wanted, boolean truncate) {
        // What the queue may hold is bounded, as a receive buffer is.
        int most = (int) Math.min(seen + Math.max(1, wanted), sk.options().rcvbuf);
        boolean _ = sk.fill(most);
        int bytes = (int) Math.min(sk.receiveQueue.size() - seen, wanted);
        if (bytes <= 0) {
            return 0;
        }
        return truncate || sk.receiveQueue.copyTo(iter, seen, bytes) ? bytes : Errno.EFAULT.negated();
    }

    /** Takes bytes, from the queue first and then straight from the host. Returns how many, or -EFAULT. */
    private static long take(WireTcpSock sk, IovIter iter, long wanted, boolean truncate) {
        int queued = (int) Math.min(sk.receiveQueue.size(), wanted);
        if (queued > 0) {
            if (!truncate && !sk.receiveQueue.copyTo(iter, 0, queued)) {
                return Errno.EFAULT.negated();
            }
            sk.receiveQueue.consume(queued);
        }
        if (wanted == 0) {
            boolean _ = sk.fill(1);
        }
        if (queued == wanted || !sk.mayRead()) {
            return queued;
        }
        long fromHost = takeFromHost(sk, iter, wanted - queued, truncate);
        return fromHost < 0 && queued > 0 ? queued : queued + fromHost;
    }

    private static long takeFromHost(WireTcpSock sk, IovIter iter, long wanted, boolean truncate) {
        Scratch scratch = sk.network().scratches().take();
        try {
            long done = 0;
            while (done < wanted) {
                int limit = (int) Math.min(wanted - done, Scratch.SIZE);
                int bytes = sk.read(scratch, limit);
                int copied = truncate ? bytes : iter.copyToIter(scratch.array(), 0, bytes);
                if (copied < bytes) {
                    // Linux leaves what it could not copy, and so do we: the host has let go of it.
                    iter.revert(copied);
                    sk.receiveQueue.append(scratch.array(), bytes);
                    return done > 0 ? done : Errno.EFAULT.negated();
                }
                done += bytes;
                if (bytes < limit || !sk.mayRead()) {
                    break;
                }
            }
            return done;
        } finally {
            sk.network().scratches().give(scratch);
        }
    }
}
