package org.jernel.kernel.time;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The clock of the machine that the JVM runs on, counted from this object's making, which is boot. */
public final class HostClock implements KernelClock {

    private final long bootNanoTime = System.nanoTime();

    @Override
    public long monotonicNanos() {
        return System.nanoTime() - bootNanoTime;
    }

    @Override
    public long realtimeNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public void parkUntil(long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, deadlineNanos - monotonicNanos());
        }
    }
}
