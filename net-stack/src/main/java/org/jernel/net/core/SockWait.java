package org.jernel.net.core;

import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;

/**
 * How every protocol waits for its sock: timeouts, low-water marks and what an interrupted call returns. Modelled on
 * {@code include/net/sock.h} and {@code net/core/stream.c}.
 */
public final class SockWait {

    private SockWait() {}

    /** How long a receiver may wait: not at all, or SO_RCVTIMEO. {@code sock_rcvtimeo}. */
    public static long rcvtimeo(Sock sk, boolean nonblock) {
        return nonblock ? 0 : sk.options().rcvtimeoNanos;
    }

    /** How long a sender may wait: not at all, or SO_SNDTIMEO. {@code sock_sndtimeo}. */
    public static long sndtimeo(Sock sk, boolean nonblock) {
        return nonblock ? 0 : sk.options().sndtimeoNanos;
    }

    /** How many bytes a receiver waits for: all with MSG_WAITALL, else SO_RCVLOWAT, at least 1. {@code sock_rcvlowat}. */
    public static long rcvlowat(Sock sk, boolean waitall, long length) {
        long wanted = waitall ? length : Math.min(sk.options().rcvlowat, length);
        return Math.max(1, wanted);
    }

    /**
     * What a call returns that a signal ended: it is made again only if it had no timeout, of which it would not know the
     * rest. {@code sock_intr_errno}.
     */
    @CheckReturnValue
    public static long intrErrno(long timeoutNanos) {
        return timeoutNanos == WaitQueueHead.MAX_SCHEDULE_TIMEOUT
                ? Sleeper.current().interruptedResult()
                : Errno.EINTR.negated();
    }

    /**
     * Sleeps on the sock's queue; called with its lock held, which it does not hold while it sleeps and holds again when it
     * returns. {@code sk_wait_event}.
     *
     * @param condition looked at without the lock
     * @param timeoutNanos as {@link #rcvtimeo} gives it
     * @return what is left of the timeout; -EAGAIN when the time is up; {@link #intrErrno} when a signal came
     */
    @CheckReturnValue
    public static long waitEvent(Sock sk, BooleanSupplier condition, long timeoutNanos) {
        if (timeoutNanos == 0) {
            return Errno.EAGAIN.negated();
        }
        WaitQueueHead queue = sk.wq();
        sk.releaseSock();
        try {
            long left = queue.waitEvent(condition, timeoutNanos);
            if (left > 0) {
                return left;
            }
            return left == 0 ? Errno.EAGAIN.negated() : intrErrno(timeoutNanos);
        } finally {
            sk.lockSock();
        }
    }
}
