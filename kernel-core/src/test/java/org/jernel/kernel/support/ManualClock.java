package org.jernel.kernel.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.time.KernelClock;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements KernelClock {

    private static final long EPOCH_NANOS = TimeUnit.SECONDS.toNanos(1_700_000_000);

    private record Parked(Thread thread, long deadline) {}

    private final List<Parked> parked = new ArrayList<>();
    private long now;

    @Override
    public synchronized long monotonicNanos() {
        return now;
    }

    @Override
    public synchronized long realtimeNanos() {
        return EPOCH_NANOS + now;
    }

    @Override
    public void parkUntil(long deadlineNanos) {
        Parked self = new Parked(Thread.currentThread(), deadlineNanos);
        synchronized (this) {
            if (deadlineNanos <= now) {
                return;
            }
            parked.add(self);
            notifyAll();
        }
        LockSupport.park(this);
        synchronized (this) {
            parked.remove(self);
        }
    }

    /** Moves the time on and wakes those whose deadline has come. */
    public synchronized void advance(long nanos) {
        now += nanos;
        for (Parked sleeper : parked) {
            if (sleeper.deadline <= now) {
                LockSupport.unpark(sleeper.thread);
            }
        }
    }

    /** Waits until some thread has parked until exactly that time. */
    public synchronized void awaitParkedUntil(long deadlineNanos) throws InterruptedException {
        while (parked.stream().noneMatch(sleeper -> sleeper.deadline == deadlineNanos)) {
            wait();
        }
    }
}
