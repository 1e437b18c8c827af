package org.jernel.net.unix;

import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Scm;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Ucred;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * One read of a stream, over as many messages as it takes: never past one that brought files, never past an urgent byte, never
 * from one writer to the next where writers are told apart. {@code unix_stream_read_generic} with {@code manage_oob}.
 */
final class UnixStreamRead {

    /** What a read that got nothing tells of its sender. */
    private static final Ucred NOBODY_YET = new Ucred(0, 0, 0);

    private final UnixSock sk;
    private final MsgHdr message;
    private final int flags;
    private final boolean peek;
    private final Scm scm = new Scm();

    private boolean checkCreds;
    private long copied;
    private boolean atMark;
    private @Nullable UnixSkb seenTail;
    private @Nullable List<UnixSkb> dropped;

    UnixStreamRead(UnixSock sk, MsgHdr message, int flags) {
        this.sk = sk;
        this.message = message;
        this.flags = flags;
        this.peek = (flags & MsgFlags.MSG_PEEK) != 0;
    }

    @CheckReturnValue
    long recvmsg() {
        if (sk.state() != TcpState.ESTABLISHED) {
            return Errno.EINVAL.negated();
        }
        if ((flags & MsgFlags.MSG_OOB) != 0) {
            return receiveUrgent();
        }
        scm.setCreds(NOBODY_YET);
        boolean waitall = (flags & MsgFlags.MSG_WAITALL) != 0;
        long target = SockWait.rcvlowat(sk, waitall, message.iter().count());
        long timeout = SockWait.rcvtimeo(sk, UnixOps.isDontwait(flags));
        long result = read(target);
        while (result == Errno.EAGAIN.negated() && timeout != 0) {
            long left = sk.wq().waitEvent(this::isNews, timeout);
            if (left < 0) {
                scm.destroy();
                return copied > 0 ? copied : SockWait.intrErrno(timeout);
            }
            timeout = left;
            result = read(target);
        }
        scm.recv(sk, message);
        return copied > 0 ? copied : result;
    }

    /** Something came after what the last read saw, or nothing more will. {@code unix_stream_data_wait}. */
    private boolean isNews() {
        synchronized (sk.unix) {
            return sk.receiveQueue.last() != seenTail || sk.err() != 0 || sk.isShutdown(Shutdown.RCV_SHUTDOWN);
        }
    }

    /** Reads what there is. Returns 0 when the read is over, -EAGAIN when it wants more, or another -errno. */
    private long read(long target) {
        sk.iolock.lock();
        try {
            return readInOrder(target);
        } finally {
            sk.iolock.unlock();
            freeDropped();
        }
    }

    private long readInOrder(long target) {
        UnixSkb peeked = null;
        do {
            UnixSkb skb;
            synchronized (sk.unix) {
                skb = next(peeked);
                if (skb == null) {
                    return peeked != null || atMark ? 0 : atEnd(target);
                }
            }
            if (!isSameWriter(skb)) {
                return 0;
            }
            message.setName(skb.sender.addr());
            int chunk = (int) Math.min(skb.length(), message.iter().count());
            if (message.iter().copyToIter(skb.data, skb.consumed(), chunk) < chunk) {
                return Errno.EFAULT.negated();
            }
            copied += chunk;
            if (peek ? isLastPeeked(skb) : isLastTaken(skb, chunk)) {
                return 0;
            }
            peeked = peek ? skb : null;
        } while (peek || message.iter().count() > 0);
        return 0;
    }

    private @Nullable UnixSkb next(@Nullable UnixSkb peeked) {
        UnixSkb skb = peeked == null ? sk.receiveQueue.first() : peeked.next;
        return skb == null ? null : manageOob(skb);
    }

    /** Nothing is left to read: enough, an error, the end, or more to wait for. POSIX wants this order. */
    private long atEnd(long target) {
        if (copied >= target) {
            return 0;
        }
        long pending = sk.sockError();
        if (pending < 0) {
            return pending;
        }
        seenTail = sk.receiveQueue.last();
        return sk.isShutdown(Shutdown.RCV_SHUTDOWN) ? 0 : Errno.EAGAIN.negated();
    }

    /** Steps over an urgent byte that has been read, stops before one that has not, and drops it if the read begins there. */
    private @Nullable UnixSkb manageOob(UnixSkb first) {
        UnixSkb skb = first;
        if (skb.length() == 0) {
            if (copied > 0 && (sk.oobSkb == null || skb == sk.oobSkb)) {
                atMark = true;
                return null;
            }
            skb = first.next;
            if (!peek) {
                drop(first);
            }
        }
        if (skb == null || skb != sk.oobSkb) {
            return skb;
        }
        if (copied > 0) {
            atMark = true;
            return null;
        }
        boolean inline = sk.options().oobInline;
        if (peek) {
            return inline ? skb : skb.next;
        }
        sk.oobSkb = null;
        if (inline) {
            return skb;
        }
        drop(skb);
        return sk.receiveQueue.first();
    }

    private void drop(UnixSkb skb) {
        sk.receiveQueue.remove(skb);
        sk.unix.removeInflight(sk, skb.fp);
        if (dropped == null) {
            dropped = new ArrayList<>();
        }
        dropped.add(skb);
    }

    private void freeDropped() {
        if (dropped != null) {
            dropped.forEach(UnixSkb::free);
            dropped = null;
        }
    }

    private boolean isSameWriter(UnixSkb skb) {
        if (checkCreds) {
            Ucred sender = skb.creds;
            return sender == null ? scm.creds() == null : sender.equals(scm.creds());
        }
        if (sk.options().passCred) {
            scm.setCreds(skb.creds);
            checkCreds = true;
        }
        return true;
    }

    /** Marks what was read of a message as used; true if the read ends with it. */
    private boolean isLastTaken(UnixSkb skb, int chunk) {
        boolean used;
        synchronized (sk.unix) {
            skb.consume(chunk);
            if (skb.fp != null) {
                sk.unix.removeInflight(sk, skb.fp);
                scm.setFp(skb.takeFp());
            }
            used = skb.length() == 0;
            if (used) {
                sk.receiveQueue.remove(skb);
            }
        }
        if (used) {
            skb.free();
        }
        return !used || scm.fp() != null;
    }

    /** Who peeks gets the files too, with references of his own. */
    private boolean isLastPeeked(UnixSkb skb) {
        synchronized (sk.unix) {
            if (skb.fp == null) {
                return false;
            }
            scm.setFp(skb.fp.dup());
            return true;
        }
    }

    /** The urgent byte alone, whose place in the stream stays marked. {@code unix_stream_recv_urg}. */
    private long receiveUrgent() {
        sk.iolock.lock();
        try {
            UnixSkb oob;
            synchronized (sk.unix) {
                oob = sk.oobSkb;
                if (sk.options().oobInline || oob == null) {
                    return Errno.EINVAL.negated();
                }
                if (!peek) {
                    sk.oobSkb = null;
                    if (oob.previous != null && oob.previous.length() == 0) {
                        drop(oob.previous);
                    }
                }
            }
            int done = message.iter().copyToIter(oob.data, oob.consumed(), 1);
            if (!peek) {
                synchronized (sk.unix) {
                    oob.consume(1);
                }
            }
            if (done == 0) {
                return Errno.EFAULT.negated();
            }
            message.setFlags(message.flags() | MsgFlags.MSG_OOB);
            return 1;
        } finally {
            sk.iolock.unlock();
            freeDropped();
        }
    }
}
