package org.jernel.kernel.sys;

import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;

/** The clocks of {@code clock_gettime(2)}. Modelled on {@code kernel/time/posix-timers.c}. */
enum PosixClock {
    REALTIME(0, true, 1, true),
    MONOTONIC(1, false, 1, true),
    MONOTONIC_RAW(4, false, 1, false),
    REALTIME_COARSE(5, true, PosixClock.TICK_NSEC, false),
    MONOTONIC_COARSE(6, false, PosixClock.TICK_NSEC, false),
    BOOTTIME(7, false, 1, true),
    TAI(11, true, 1, true);

    /** A tick at 250 Hz. */
    static final long TICK_NSEC = 4_000_000;

    private final int id;
    private final boolean wall;
    private final long resolution;
    private final boolean sleeps;

    PosixClock(int id, boolean wall, long resolution, boolean sleeps) {
        this.id = id;
        this.wall = wall;
        this.resolution = resolution;
        this.sleeps = sleeps;
    }

    /** The clock of that number; throws EINVAL. {@code clockid_to_kclock}. */
    static PosixClock of(int id) {
        for (PosixClock clock : values()) {
            if (clock.id == id) {
                return clock;
            }
        }
        throw Errno.EINVAL.exception();
    }

    Timespec resolution() {
        return Timespec.ofNanos(resolution);
    }

    /** Throws EOPNOTSUPP for a clock that nothing can sleep by. */
    void mustSleep() {
        if (!sleeps) {
            throw Errno.EOPNOTSUPP.exception();
        }
    }

    Timespec now(KernelClock clock) {
        long now = wall ? clock.realtimeNanos() : clock.monotonicNanos();
        return Timespec.ofNanos(now - now % resolution);
    }

    /** A time of this clock on the monotonic scale, which is what sleeps end by. */
    long deadline(KernelClock clock, Timespec time) {
        long nanos = time.toNanos();
        return nanos == Long.MAX_VALUE || !wall ? nanos : clock.deadline(nanos - clock.realtimeNanos());
    }
}
