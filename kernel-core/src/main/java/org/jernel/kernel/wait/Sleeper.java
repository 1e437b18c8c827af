package org.jernel.kernel.wait;

import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What can sleep in the kernel: a task, or a thread of the embedder that calls the in-kernel API.
 *
 * <p>{@code current} is a scoped value, so event loops and timers (softirq context) have none. A thread without one that
 * calls in from Java sleeps as itself, and {@link Thread#interrupt()} is its signal.
 */
public abstract class Sleeper {

    private static final ScopedValue<Sleeper> CURRENT = ScopedValue.newInstance();

    private volatile boolean asleep;

    /** Written by its own thread alone. */
    private volatile long sleeps;

    /** The sleeper that runs in this thread; never null. */
    public static Sleeper current() {
        return CURRENT.isBound() ? CURRENT.get() : new ForeignThread(Thread.currentThread());
    }

    /** The sleeper bound to this thread, or null in softirq context and in the embedder's own threads. */
    protected static @Nullable Sleeper boundOrNull() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Runs {@code body} with this sleeper as {@code current}. */
    protected final void runAsCurrent(Runnable body) {
        ScopedValue.where(CURRENT, this).run(body);
    }

    /** The thread to unpark. */
    protected abstract Thread thread();

    /**
     * What a call returns whose sleep a signal ended: -EINTR, or the negative of a {@link org.jernel.syscall.KernelErrno} where
     * the call is made again on the way to user mode.
     */
    public long interruptedResult() {
        return Errno.EINTR.negated();
    }

    /** True when a signal ought to end an interruptible sleep. */
    public abstract boolean signalPending();

    /** True when a signal ends the sleeper itself. */
    public boolean fatalSignalPending() {
        return signalPending();
    }

    /** Called in this sleeper's thread before it parks: an interrupted thread would not stay parked. */
    protected void beforePark() {}

    /** Ends the sleep that this sleeper is in, or the next one it begins. Callable from anywhere. */
    public final void wake() {
        asleep = false;
        LockSupport.unpark(thread());
    }

    /** True while the thread is parked in a wait queue and nothing has woken it. */
    public final boolean isAsleep() {
        return asleep;
    }

    /** How often it went to sleep. {@code nvcsw}. */
    public final long sleeps() {
        return sleeps;
    }

    /** Leaves the carrier for a moment, which sets it free even for threads that it looks for last. */
    public static void giveWay() {
        LockSupport.parkNanos(1);
    }

    /**
     * Parks the calling thread, which must be this sleeper's, until {@link #wake()} or the deadline; may return early.
     */
    @KernelFunction("schedule_timeout")
    @SuppressWarnings("NonAtomicVolatileUpdate")
    final void schedule(KernelClock clock, long deadlineNanos) {
        beforePark();
        sleeps++;
        asleep = true;
        try {
            clock.parkUntil(deadlineNanos);
        } finally {
            asleep = false;
        }
    }
}
