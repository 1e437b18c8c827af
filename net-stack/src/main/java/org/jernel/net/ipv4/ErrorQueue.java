package org.jernel.net.ipv4;

import java.util.ArrayDeque;
import java.util.Queue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.inet.SockExtendedErr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What became of a sock's packets, for who asks with MSG_ERRQUEUE. {@code sk_error_queue}; modelled on {@code
 * net/core/skbuff.c} and {@code ip_recv_error} of {@code net/ipv4/ip_sockglue.c}.
 *
 * <p>Lock order: the monitor is a leaf.
 */
final class ErrorQueue {

    /**
     * One error.
     *
     * @param skb of a message of ICMP what is left of the packet that it quotes, the network header being the message's own;
     *     nothing for an error of this host's
     * @param daddr where that packet was to go
     * @param port likewise
     */
    private record Queued(SkBuff skb, SockExtendedErr error, int daddr, int port) {}

    private final DatagramSock sk;
    private final Queue<Queued> queue = new ArrayDeque<>();
    private volatile int size;

    ErrorQueue(DatagramSock sk) {
        this.sk = sk;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds an error, unless those there weigh more than SO_RCVBUF allows. {@code sock_queue_err_skb}. */
    void enqueue(SkBuff skb, SockExtendedErr error, int daddr, int port) {
        synchronized (this) {
            if (size + skb.truesize() >= sk.options().rcvbuf) {
                return;
            }
            size += skb.truesize();
            queue.add(new Queued(skb, error, daddr, port));
        }
        sk.wakeUp(Poll.POLLERR);
    }

    /** Takes the first error, and makes the next one the sock's pending error. {@code sock_dequeue_err_skb}. */
    private @Nullable Queued dequeue() {
        boolean more;
        Queued first;
        synchronized (this) {
            first = queue.poll();
            if (first == null) {
                return null;
            }
            size -= first.skb.truesize();
            Queued next = queue.peek();
            more = next != null;
            if (next != null && next.error.isIcmp()) {
                sk.setErr(next.error.errno().number());
            } else if (first.error.isIcmp()) {
                sk.setErr(0);
            }
        }
        if (more) {
            sk.wakeUp(Poll.POLLERR);
        }
        return first;
    }

    /** Drops everything. */
    synchronized void purge() {
        queue.clear();
        size = 0;
    }

    /** Tells a receiver the first error, with the bytes that were sent. {@code ip_recv_error}. */
    @CheckReturnValue
    long recvError(MsgHdr message) {
        Queued first = dequeue();
        if (first == null) {
            return Errno.EAGAIN.negated();
        }
        long copied = sk.copyPacket(first.skb, message);
        if (copied < 0) {
            return copied;
        }
        sk.tellTime(first.skb, message);
        message.setName(SockAddrIn.of(first.daddr, first.port));
        if (first.error.isIcmp()) {
            sk.tellHeader(first.skb, message);
        }
        first.error.put(message);
        message.setFlags(message.flags() | MsgFlags.MSG_ERRQUEUE);
        return copied;
    }
}
