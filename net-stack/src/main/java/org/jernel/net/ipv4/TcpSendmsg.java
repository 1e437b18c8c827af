package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Takes the user's bytes into segments. {@code tcp_sendmsg} of {@code net/ipv4/tcp.c} and {@code net/core/stream.c}. */
final class TcpSendmsg {

    /** Packets have room for so many bytes at least, so that small writes which must wait gather in one. */
    private static final int MIN_ROOM = 256;

    private TcpSendmsg() {}

    @CheckReturnValue
    static long sendmsg(TcpSock sk, MsgHdr message) {
        if ((message.flags() & MsgFlags.MSG_FASTOPEN) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        sk.lockSock();
        try {
            return sendLocked(sk, message.iter(), message.flags());
        } finally {
            sk.releaseSock();
        }
    }

    @KernelFunction("tcp_sendmsg_locked")
    private static long sendLocked(TcpSock sk, IovIter iter, int flags) {
        long timeout = SockWait.sndtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        if (!isOpenForSending(sk)) {
            timeout = waitConnect(sk, timeout);
            if (timeout < 0) {
                return timeout;
            }
        }
        if (isBroken(sk)) {
            return Errno.EPIPE.negated();
        }
        int mss = TcpOutput.currentMss(sk);
        long copied = 0;
        while (iter.count() > 0) {
            SkBuff skb = tailWithRoom(sk, mss);
            if (skb == null) {
                if (!sk.streamMemoryFree()) {
                    if (copied > 0) {
                        push(sk, flags & ~MsgFlags.MSG_MORE, TcpOutput.NAGLE_PUSH);
                    }
                    timeout = waitMemory(sk, timeout);
                    if (timeout < 0) {
                        return copied > 0 ? copied : timeout;
                    }
                    mss = TcpOutput.currentMss(sk);
                    continue;
                }
                skb = entail(sk, (int) Math.min(iter.count(), mss));
            }
            int bytes = (int) Math.min(mss - skb.len(), iter.count());
            int done = append(sk, skb, iter, bytes);
            if (done < bytes) {
                removeIfEmpty(sk, skb);
                if (copied == 0) {
                    return Errno.EFAULT.negated();
                }
                break;
            }
            copied += done;
            if (iter.count() > 0 && skb.len() == mss && (flags & MsgFlags.MSG_OOB) == 0) {
                pushFull(sk, skb);
            }
        }
        if (copied > 0) {
            push(sk, flags, TcpOutput.nonagle(sk));
        }
        return copied;
    }

    private static boolean isOpenForSending(TcpSock sk) {
        return sk.state().isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT);
    }

    private static boolean isBroken(TcpSock sk) {
        return sk.err() != 0 || sk.isShutdown(Shutdown.SEND_SHUTDOWN);
    }

    /** The last packet of the write queue if it takes more bytes. */
    private static @Nullable SkBuff tailWithRoom(TcpSock sk, int mss) {
        SkBuff tail = sk.writeQueue.peekTail();
        return tail != null && tail.len() < mss && (tail.tcpFlags & TcpHeader.FIN) == 0 ? tail : null;
    }

    /** Adds an empty packet with room for {@code bytes}. {@code tcp_skb_entail}. */
    private static SkBuff entail(TcpSock sk, int bytes) {
        SkBuff skb = SkBuff.alloc(Math.max(bytes, MIN_ROOM));
        skb.seq = sk.writeSeq;
        skb.endSeq = sk.writeSeq;
        skb.tcpFlags = TcpHeader.ACK;
        TcpOutput.queueSkb(sk, skb);
        return skb;
    }

    /** Copies into the packet, all or nothing as Linux does with a fragment: {@code bytes}, or 0 on a fault. */
    private static int append(TcpSock sk, SkBuff skb, IovIter iter, int bytes) {
        if (skb.tailroom() < bytes) {
            int before = skb.truesize();
            skb.expandTail(Math.max(bytes, skb.len()));
            sk.chargeWmem(skb.truesize() - before);
        }
        int at = skb.put(bytes);
        int done = iter.copyFromIter(skb.bytes(), at, bytes);
        if (done < bytes) {
            iter.revert(done);
            skb.trim(skb.len() - bytes);
            return 0;
        }
        skb.endSeq += bytes;
        sk.writeSeq += bytes;
        return bytes;
    }

    private static void removeIfEmpty(TcpSock sk, SkBuff skb) {
        if (skb.len() == 0) {
            sk.writeQueue.unlink(skb);
            sk.chargeWmem(-skb.truesize());
        }
    }

    /** A segment is full and more follows: it goes if it is the first, or if half a window has gathered. */
    private static void pushFull(TcpSock sk, SkBuff skb) {
        if (TcpSeq.after(sk.writeSeq, sk.pushedSeq + (sk.maxWindow >> 1))) {
            markPush(sk, skb);
            TcpOutput.pushPendingFrames(sk, TcpOutput.NAGLE_PUSH);
        } else if (skb == sk.writeQueue.peek()) {
            TcpOutput.pushOne(sk);
        }
    }

    private static void markPush(TcpSock sk, SkBuff skb) {
        skb.tcpFlags |= TcpHeader.PSH;
        sk.pushedSeq = sk.writeSeq;
    }

    /** Sends what waits for more to be written. */
    static void push(TcpSock sk) {
        push(sk, 0, TcpOutput.nonagle(sk));
    }

    /** {@code tcp_push}: the last segment says that the reader should see it. */
    private static void push(TcpSock sk, int flags, int nonagle) {
        SkBuff tail = sk.writeQueue.peekTail();
        if (tail == null) {
            return;
        }
        boolean more = (flags & MsgFlags.MSG_MORE) != 0;
        if (!more || TcpSeq.after(sk.writeSeq, sk.pushedSeq + (sk.maxWindow >> 1))) {
            markPush(sk, tail);
        }
        if ((flags & MsgFlags.MSG_OOB) != 0) {
            sk.sndUp = sk.writeSeq;
        }
        TcpOutput.pushPendingFrames(sk, more ? TcpOutput.NAGLE_CORK : nonagle);
    }

    /** Waits until the handshake is complete: what is left of the timeout, or -errno. {@code sk_stream_wait_connect}. */
    private static long waitConnect(TcpSock sk, long timeout) {
        if (sk.err() != 0 || !sk.state().isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV)) {
            return Errno.EPIPE.negated();
        }
        long left = SockWait.waitEvent(
                sk, () -> sk.err() != 0 || !sk.state().isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV), timeout);
        return left >= 0 && !isOpenForSending(sk) ? Errno.EPIPE.negated() : left;
    }

    /** Waits for room: what is left of the timeout, or -errno. {@code sk_stream_wait_memory}. */
    private static long waitMemory(TcpSock sk, long timeout) {
        if (hasMemory(sk)) {
            return timeout;
        }
        long left = timeout == 0
                ? Errno.EAGAIN.negated()
                : SockWait.waitEvent(sk, () -> isBroken(sk) || hasMemory(sk), timeout);
        return left >= 0 && isBroken(sk) ? Errno.EPIPE.negated() : left;
    }

    /** Asks at each look to be woken, since whoever was woken before may have used the room up. */
    private static boolean hasMemory(TcpSock sk) {
        sk.noSpace = true;
        return sk.streamMemoryFree();
    }
}
