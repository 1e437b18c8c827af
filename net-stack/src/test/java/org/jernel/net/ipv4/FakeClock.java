package org.jernel.net.ipv4;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.time.KernelClock;

/** A clock that stands still until it is told to move. */
final class FakeClock implements KernelClock {

    private final AtomicLong now = new AtomicLong(TimeUnit.SECONDS.toNanos(1));
    private final Set<Thread> parked = ConcurrentHashMap.newKeySet();

    @Override
    public long monotonicNanos() {
        return now.get();
    }

    @Override
    public long realtimeNanos() {
        return now.get();
    }

    @Override
    public void parkUntil(long deadlineNanos) {
        parked.add(Thread.currentThread());
        if (now.get() < deadlineNanos) {
            LockSupport.park(this);
        }
        parked.remove(Thread.currentThread());
    }

    void advance(long amount, TimeUnit unit) {
        now.addAndGet(unit.toNanos(amount));
        parked.forEach(LockSupport::unpark);
    }
}
