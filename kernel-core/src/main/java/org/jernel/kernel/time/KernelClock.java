package org.jernel.kernel.time;

/** The one clock of a kernel: tells the time and parks threads until a time. */
public interface KernelClock {

    /** Nanoseconds since boot, never going back. {@code CLOCK_MONOTONIC}. */
    long monotonicNanos();

    /** Nanoseconds since the epoch. {@code CLOCK_REALTIME}. */
    long realtimeNanos();

    /**
     * Parks the calling thread until it is unparked or the clock reaches the deadline; may return early.
     *
     * @param deadlineNanos on {@link #monotonicNanos()}'s scale, or {@link Long#MAX_VALUE} for ever
     */
    void parkUntil(long deadlineNanos);

    /** The time {@code nanos} from now on the monotonic scale, saturating. */
    default long deadline(long nanos) {
        long now = monotonicNanos();
        return nanos >= Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    }
}
