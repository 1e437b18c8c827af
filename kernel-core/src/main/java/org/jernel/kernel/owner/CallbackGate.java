package org.jernel.kernel.owner;

import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;

/**
 * Counts the calls into callbacks that somebody is to take away: he waits until the last has returned. The {@code in_use} of {@code
 * proc_dir_entry}, the {@code used} of {@code ctl_table_header}.
 *
 * <p>The monitor is a leaf; callbacks run without it.
 */
public final class CallbackGate {

    private final WaitQueueHead idle;
    private int inUse;
    private boolean shut;

    public CallbackGate(KernelClock clock) {
        this.idle = new WaitQueueHead(clock);
    }

    /** Begins a call; false once the callbacks are gone. {@code use_pde}, {@code use_table}. */
    public synchronized boolean enter() {
        if (shut) {
            return false;
        }
        inUse++;
        return true;
    }

    /** Ends a call. {@code unuse_pde}, {@code unuse_table}. */
    public void leave() {
        boolean last;
        synchronized (this) {
            last = --inUse == 0 && shut;
        }
        if (last) {
            idle.wakeUpAll(0);
        }
    }

    /** Lets no call begin from now on, and waits for those in progress. Must not be called from one of them. */
    public void shut() {
        synchronized (this) {
            shut = true;
        }
        idle.waitEventUninterruptible(this::isIdle);
    }

    private synchronized boolean isIdle() {
        return inUse == 0;
    }
}
