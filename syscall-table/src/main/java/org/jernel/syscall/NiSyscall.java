package org.jernel.syscall;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/** Answers for every number that has no handler. Modelled on kernel/sys_ni.c. */
final class NiSyscall {

    /** How many numbers outside the table are told apart, so that a program that tries them all fills no memory. */
    private static final int MAX_OUTSIDE = 1024;

    private final SyscallEvents events;
    private final int tableSize;
    private final ConcurrentMap<Long, AtomicLong> counts = new ConcurrentHashMap<>();
    private final LongAdder total = new LongAdder();
    private final AtomicBoolean overflowed = new AtomicBoolean();

    NiSyscall(SyscallEvents events, int tableSize) {
        this.events = events;
        this.tableSize = tableSize;
    }

    @CheckReturnValue
    long call(long nr, @Nullable String name) {
        total.increment();
        AtomicLong count = counts.get(nr);
        if (count == null) {
            AtomicLong first = new AtomicLong();
            count = counts.putIfAbsent(nr, first);
            if (count == null) {
                count = first;
                events.unimplemented(nr, name);
            }
        }
        count.incrementAndGet();
        return Errno.ENOSYS.negated();
    }

    @CheckReturnValue
    long callOutside(long nr) {
        if (counts.size() < tableSize + MAX_OUTSIDE || counts.containsKey(nr)) {
            return call(nr, null);
        }
        total.increment();
        if (overflowed.compareAndSet(false, true)) {
            events.manyUnimplemented();
        }
        return Errno.ENOSYS.negated();
    }

    long total() {
        return total.sum();
    }

    long count(long nr) {
        AtomicLong count = counts.get(nr);
        return count == null ? 0 : count.get();
    }
}
