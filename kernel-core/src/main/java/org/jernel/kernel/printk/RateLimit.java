package org.jernel.kernel.printk;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.time.KernelClock;

/**
 * Lets so many messages through in an interval and counts the others. {@code struct ratelimit_state}, modelled on
 * {@code lib/ratelimit.c}. Its monitor is a leaf: nothing is logged under it.
 */
public final class RateLimit {

    public static final long DEFAULT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    public static final int DEFAULT_BURST = 10;

    private final Printk printk;
    private final KernelClock clock;
    private final boolean tellsAtRelease;

    private long intervalNanos = DEFAULT_INTERVAL_NANOS;
    private int burst = DEFAULT_BURST;
    private boolean begun;
    private long begin;
    private int printed;
    private int missed;

    RateLimit(Printk printk, KernelClock clock, boolean tellsAtRelease) {
        this.printk = printk;
        this.clock = clock;
        this.tellsAtRelease = tellsAtRelease;
    }

    /** Sets how many go through in how long; no interval is no limit. */
    public synchronized void set(long nanos, int count) {
        intervalNanos = nanos;
        burst = count;
    }

    public synchronized long intervalNanos() {
        return intervalNanos;
    }

    public synchronized int burst() {
        return burst;
    }

    /**
     * True if one more may go through; the first of a new interval says how many did not. {@code ___ratelimit}.
     *
     * @param function who asks
     */
    public boolean ratelimit(String function) {
        int suppressed = 0;
        boolean through;
        synchronized (this) {
            if (intervalNanos == 0) {
                return true;
            }
            long now = clock.monotonicNanos();
            if (!begun) {
                begun = true;
                begin = now;
            }
            if (now - begin > intervalNanos) {
                if (!tellsAtRelease) {
                    suppressed = missed;
                    missed = 0;
                }
                begin = now;
                printed = 0;
            }
            through = printed < burst;
            if (through) {
                printed++;
            } else {
                missed++;
            }
        }
        if (suppressed > 0) {
            printk.printkDeferred(Printk.KERN_WARNING + "%s: %d callbacks suppressed\n", function, suppressed);
        }
        return through;
    }

    /** How many did not go through and have not been told yet. {@code ratelimit_state_exit} asks. */
    public synchronized int missed() {
        return missed;
    }
}
