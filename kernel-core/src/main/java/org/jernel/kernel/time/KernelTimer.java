package org.jernel.kernel.time;

/**
 * A callback at a time: {@code timer_list}. Belongs to one {@link TimerQueue} and is armed and disarmed any number of
 * times; its function runs in softirq context (no {@code current}) and must not block.
 */
public final class KernelTimer {

    static final long IDLE = Long.MAX_VALUE;

    private final TimerQueue queue;
    private final Runnable function;

    /** When it fires, {@link #IDLE} while it is not armed; guarded by the queue. */
    long expires = IDLE;

    /** Breaks ties, so that equal times fire in the order they were armed; guarded by the queue. */
    long sequence;

    KernelTimer(TimerQueue queue, Runnable function) {
        this.queue = queue;
        this.function = function;
    }

    /** Arms the timer, or moves it, to fire once at that monotonic time. {@code mod_timer}. */
    public void modTimer(long expiresNanos) {
        queue.arm(this, expiresNanos);
    }

    /** Disarms the timer; its function may be running still. {@code del_timer}. */
    public void delTimer() {
        queue.disarm(this);
    }

    /** True between arming and firing. {@code timer_pending}. */
    public boolean isPending() {
        return queue.isArmed(this);
    }

    void fire() {
        function.run();
    }
}
