package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The packets that wait for a receiver, whole ones, and how receivers wait for them. {@code sk_receive_queue} of the protocols
 * that receive datagrams; modelled on {@code net/core/datagram.c}.
 *
 * <p>Lock order: the monitor is a leaf. Receivers and softirq meet here without the sock's lock.
 */
public final class DatagramQueue {

    /** {@code sock_def_readable}. */
    private static final int READABLE = Poll.POLLIN | Poll.POLLPRI | Poll.POLLRDNORM | Poll.POLLRDBAND;

    private final Sock sk;
    private final SkBuffHead queue = new SkBuffHead();

    /** {@code sk_rmem_alloc}: written under the monitor, read without. */
    private volatile int rmemAlloc;

    /** {@code sk_drops}: written under the monitor, read without. */
    private volatile int drops;

    /** The queue of that sock, which is woken for what comes in. */
    public DatagramQueue(Sock sk) {
        this.sk = sk;
    }

    /**
     * Adds a packet, unless what waits already weighs more than SO_RCVBUF allows: the last one may overdraw. Returns false for
     * one that is dropped. {@code __udp_enqueue_schedule_skb}.
     */
    @CheckReturnValue
    public boolean enqueue(SkBuff skb) {
        synchronized (this) {
            if (rmemAlloc > sk.options().rcvbuf) {
                int before = drops;
                drops = before + 1;
                return false;
            }
            rmemAlloc += skb.truesize();
            queue.queueTail(skb);
        }
        sk.wakeUp(READABLE);
        return true;
    }

    /** The first packet, which stays if {@code peek} says so, or null. */
    public synchronized @Nullable SkBuff next(boolean peek) {
        SkBuff skb = queue.peek();
        if (skb != null && !peek) {
            queue.unlink(skb);
            rmemAlloc -= skb.truesize();
        }
        return skb;
    }

    /** What it weighs. {@code sk_rmem_alloc_get}. */
    public int rmemAlloc() {
        return rmemAlloc;
    }

    /** How many packets found it full. */
    public int drops() {
        return drops;
    }

    public boolean isEmpty() {
        return rmemAlloc == 0;
    }

    /** Drops everything. */
    public synchronized void purge() {
        queue.purge();
        rmemAlloc = 0;
    }

    /**
     * Waits for a packet, after {@link #next} had none; one wake-up reaches one of those who wait.
     * {@code __skb_wait_for_more_packets}.
     *
     * @param timeoutNanos as {@link SockWait#rcvtimeo} gives it
     * @return what is left of the timeout; 0 at the end, after a shutdown; -EAGAIN when the time is up; what a signal says
     */
    @CheckReturnValue
    public long waitForMore(long timeoutNanos) {
        if (timeoutNanos == 0) {
            return Errno.EAGAIN.negated();
        }
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN) && sk.err() == 0) {
            return 0;
        }
        long left = sk.wq().waitEventExclusive(this::hasNews, timeoutNanos);
        if (left > 0) {
            return left;
        }
        return left == 0 ? Errno.EAGAIN.negated() : SockWait.intrErrno(timeoutNanos);
    }

    private boolean hasNews() {
        return !isEmpty() || sk.err() != 0 || sk.isShutdown(Shutdown.RCV_SHUTDOWN);
    }
}
