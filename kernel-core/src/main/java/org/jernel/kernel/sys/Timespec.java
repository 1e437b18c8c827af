package org.jernel.kernel.sys;

import java.nio.ByteBuffer;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;

/** {@code struct __kernel_timespec}, or a {@code struct __kernel_old_timeval} made into one. */
record Timespec(long seconds, long nanos) {

    static final long NSEC_PER_SEC = 1_000_000_000;
    static final long USEC_PER_SEC = 1_000_000;
    private static final long NSEC_PER_USEC = 1_000;
    private static final long NSEC_PER_MSEC = 1_000_000;
    private static final int SIZE = 16;

    static Timespec ofNanos(long nanos) {
        return new Timespec(nanos / NSEC_PER_SEC, nanos % NSEC_PER_SEC);
    }

    /** Reads one; throws EFAULT. {@code get_timespec64}. */
    static Timespec read(UserMemory memory, long address) {
        ByteBuffer struct = Structs.copyFromUser(memory, address, SIZE);
        return new Timespec(struct.getLong(), struct.getLong());
    }

    /** Reads a timeval, whose microseconds may be more than a second here; throws EFAULT. */
    static Timespec readTimeval(UserMemory memory, long address) {
        ByteBuffer struct = Structs.copyFromUser(memory, address, SIZE);
        long seconds = struct.getLong();
        long micros = struct.getLong();
        return new Timespec(seconds + micros / USEC_PER_SEC, micros % USEC_PER_SEC * NSEC_PER_USEC);
    }

    /** Throws EINVAL for what is no time. {@code timespec64_valid}. */
    Timespec valid() {
        if (seconds < 0 || nanos < 0 || nanos >= NSEC_PER_SEC) {
            throw Errno.EINVAL.exception();
        }
        return this;
    }

    /** Writes it; throws EFAULT. {@code put_timespec64}. */
    void write(UserMemory memory, long address) {
        Structs.copyToUser(memory, address, Structs.allocate(SIZE).putLong(seconds).putLong(nanos));
    }

    /** Writes it as a timeval; throws EFAULT. */
    void writeTimeval(UserMemory memory, long address) {
        Structs.copyToUser(
                memory, address, Structs.allocate(SIZE).putLong(seconds).putLong(nanos / NSEC_PER_USEC));
    }

    /** As nanoseconds, at most {@link Long#MAX_VALUE}. {@code timespec64_to_ktime}. */
    long toNanos() {
        return seconds >= Long.MAX_VALUE / NSEC_PER_SEC ? Long.MAX_VALUE : seconds * NSEC_PER_SEC + nanos;
    }

    /** When a timeout in milliseconds that begins now is over; a negative one never is. */
    static long deadlineMillis(KernelClock clock, int millis) {
        return millis < 0 ? Long.MAX_VALUE : clock.deadline(millis * NSEC_PER_MSEC);
    }

    /** What is left until a deadline, or nothing. */
    static Timespec until(KernelClock clock, long deadline) {
        return ofNanos(Math.max(0, deadline - clock.monotonicNanos()));
    }
}
