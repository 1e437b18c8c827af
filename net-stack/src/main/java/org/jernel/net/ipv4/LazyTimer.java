package org.jernel.net.ipv4;

import org.jernel.kernel.time.KernelTimer;
import org.jspecify.annotations.Nullable;

/**
 * A timer of a sock that is set far more often than it fires: setting it later than it is armed costs a store, and firing too
 * early arms it again. Guarded by the sock's lock.
 */
final class LazyTimer {

    private static final long NEVER = Long.MAX_VALUE;

    private final TcpSock sk;
    private final Runnable action;
    private @Nullable KernelTimer timer;

    /** When the action is due. */
    private long deadline = NEVER;

    /** When the kernel's timer fires, which is not after the deadline. */
    private long armedFor = NEVER;

    /** @param action runs with the sock's lock held, in softirq context */
    LazyTimer(TcpSock sk, Runnable action) {
        this.sk = sk;
        this.action = action;
    }

    boolean isSet() {
        return deadline != NEVER;
    }

    /** How long until it fires, 0 where it is not set. */
    long leftNanos() {
        return isSet() ? Math.max(0, deadline - sk.now()) : 0;
    }

    void set(long due) {
        deadline = due;
        if (due < armedFor) {
            armedFor = due;
            timer().modTimer(due);
        }
    }

    private KernelTimer timer() {
        KernelTimer existing = timer;
        if (existing == null) {
            existing = sk.ipv4.timers().timer(this::fire);
            timer = existing;
        }
        return existing;
    }

    /** The action is not wanted now; the kernel's timer may stay armed and will find that out. */
    void clear() {
        deadline = NEVER;
    }

    /** The sock goes: nothing may stay armed. */
    void delete() {
        deadline = NEVER;
        armedFor = NEVER;
        if (timer != null) {
            timer.delTimer();
        }
    }

    private void fire() {
        sk.lockSock();
        try {
            armedFor = NEVER;
            long due = deadline;
            if (due == NEVER) {
                return;
            }
            if (sk.now() < due) {
                set(due);
                return;
            }
            deadline = NEVER;
            action.run();
        } finally {
            sk.releaseSock();
        }
    }
}
