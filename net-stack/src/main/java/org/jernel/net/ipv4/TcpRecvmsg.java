package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Hands received bytes to the user, straight from the packets. {@code tcp_recvmsg} of {@code net/ipv4/tcp.c}. */
final class TcpRecvmsg {

    private TcpRecvmsg() {}

    @CheckReturnValue
    static long recvmsg(TcpSock sk, MsgHdr message, int flags) {
        sk.lockSock();
        try {
            if (sk.state() == TcpState.LISTEN) {
                return Errno.ENOTCONN.negated();
            }
            if ((flags & MsgFlags.MSG_OOB) != 0) {
                return sk.urgent.receive(sk, message, flags);
            }
            return receiveLocked(sk, message, flags);
        } finally {
            sk.releaseSock();
        }
    }

    @KernelFunction("tcp_recvmsg_locked")
    private static long receiveLocked(TcpSock sk, MsgHdr message, int flags) {
        IovIter iter = message.iter();
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long timeout = SockWait.rcvtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        long target = SockWait.rcvlowat(sk, (flags & MsgFlags.MSG_WAITALL) != 0, iter.count());
        long left = iter.count();
        int begun = sk.copiedSeq;
        int seq = begun;
        long copied = 0;
        long cameAt = 0;
        // A call for no bytes at all waits for some too, and then asks for no more, whatever ended the wait.
        do {
            if (sk.urgent.isAt(seq)) {
                if (copied > 0) {
                    break;
                }
                if (Sleeper.current().signalPending()) {
                    // The signal may be SIGURG, whose handler wants to find the mark.
                    copied = timeout == 0 ? Errno.EAGAIN.negated() : SockWait.intrErrno(timeout);
                    break;
                }
            }
            SkBuff skb = find(sk, seq);
            if (skb == null) {
                if (copied >= target) {
                    break;
                }
                long stop = stopReason(sk, copied, timeout);
                if (stop != GO_ON) {
                    copied = copied > 0 ? copied : stop;
                    break;
                }
                TcpWindow.cleanupRbuf(sk, peek ? 0 : copied);
                long waited = waitData(sk, seq, timeout);
                if (left == 0) {
                    break;
                }
                if (waited < 0 && sk.inq() == 0) {
                    copied = copied > 0 ? copied : waited;
                    break;
                }
                timeout = Math.max(waited, 0);
                // Another reader may have gone on meanwhile, or the handshake given the numbers their start.
                seq = peek && begun == sk.copiedSeq ? seq : sk.copiedSeq;
                begun = peek ? sk.copiedSeq : begun;
                continue;
            }
            int offset = seq - skb.seq;
            int bytes = (int) Math.min(skb.len() - offset, left);
            if (!sk.urgent.isAt(seq)) {
                bytes = sk.urgent.before(seq, bytes);
            } else if (bytes > 0 && !sk.options().oobInline) {
                seq++;
                offset++;
                bytes--;
                if (!peek) {
                    sk.copiedSeq = seq;
                }
            }
            if (bytes > 0) {
                if ((flags & MsgFlags.MSG_TRUNC) == 0 && !copy(skb, offset, bytes, iter)) {
                    copied = copied > 0 ? copied : Errno.EFAULT.negated();
                    break;
                }
                seq += bytes;
                copied += bytes;
                left -= bytes;
                if (!peek) {
                    sk.copiedSeq = seq;
                    sk.receiveSpace.adjust(sk);
                }
            }
            sk.urgent.passed(sk.copiedSeq);
            cameAt = skb.tstamp == 0 ? cameAt : skb.tstamp;
            if (offset + bytes == skb.len()) {
                boolean fin = (skb.tcpFlags & TcpHeader.FIN) != 0;
                if (!peek) {
                    eat(sk, skb, fin);
                }
                if (fin) {
                    break;
                }
            }
        } while (left > 0);
        if (copied > 0) {
            TcpWindow.cleanupRbuf(sk, peek ? 0 : copied);
        }
        if (cameAt != 0 && copied >= 0) {
            // Of the last of the bytes. tcp_recv_timestamp
            sk.options().timestamping.put(message, cameAt);
        }
        return copied;
    }

    /** The packet that has the byte at {@code seq}, or the FIN there. */
    private static @Nullable SkBuff find(TcpSock sk, int seq) {
        SkBuff skb = sk.receiveQueue.peek();
        while (skb != null && !TcpSeq.before(seq, skb.endSeq)) {
            skb = sk.receiveQueue.next(skb);
        }
        return skb;
    }

    private static final long GO_ON = 1;

    /** Why there is nothing to wait for: {@link #GO_ON}, 0 at the end of the stream, or -errno. */
    private static long stopReason(TcpSock sk, long copied, long timeout) {
        if (copied > 0) {
            boolean over = timeout == 0
                    || sk.err() != 0
                    || sk.state() == TcpState.CLOSE
                    || sk.isShutdown(Shutdown.RCV_SHUTDOWN);
            return over ? 0 : GO_ON;
        }
        if (sk.done) {
            return 0;
        }
        if (sk.err() != 0) {
            return sk.sockError();
        }
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            return 0;
        }
        if (sk.state() == TcpState.CLOSE) {
            return Errno.ENOTCONN.negated();
        }
        return timeout == 0 ? Errno.EAGAIN.negated() : GO_ON;
    }

    /** {@code sk_wait_data}: until there is something behind {@code seq}, or never will be. */
    @KernelFunction("sk_wait_data")
    private static long waitData(TcpSock sk, int seq, long timeout) {
        return SockWait.waitEvent(
                sk,
                () -> (sk.rcvNxt != seq && sk.state() != TcpState.SYN_SENT)
                        || sk.err() != 0
                        || sk.isShutdown(Shutdown.RCV_SHUTDOWN)
                        || sk.state() == TcpState.CLOSE,
                timeout);
    }

    /** Copies, or takes back what was copied before a fault. */
    private static boolean copy(SkBuff skb, int offset, int bytes, IovIter iter) {
        int done = iter.copyToIter(skb.bytes(), skb.data() + offset, bytes);
        if (done < bytes) {
            iter.revert(done);
            return false;
        }
        return true;
    }

    /** The packet is read to its end. {@code tcp_eat_recv_skb}. */
    private static void eat(TcpSock sk, SkBuff skb, boolean fin) {
        if (fin) {
            sk.copiedSeq = skb.endSeq;
        }
        sk.receiveQueue.unlink(skb);
        sk.chargeRmem(-skb.truesize());
    }
}
