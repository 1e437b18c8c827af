package org.jernel.kernel.wait;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.time.KernelClock;
import org.jspecify.annotations.Nullable;

/**
 * The one way to sleep: try, queue, try again, park; signals and timeouts are looked at here and nowhere else.
 *
 * <p>Modelled on {@code wait_queue_head} and {@code wait_event_*} of {@code kernel/sched/wait.c}.
 *
 * <p>Lock order: this object's monitor is a leaf, except that an entry's {@link WaitQueueEntry#wake} runs under it and may
 * take the locks of an epoll instance, and of the queue of that instance.
 */
public final class WaitQueueHead {

    /** A timeout that never comes. {@code MAX_SCHEDULE_TIMEOUT} in Linux. */
    public static final long MAX_SCHEDULE_TIMEOUT = Long.MAX_VALUE;

    /** Where a sleeper waits, and whether a wake-up goes on behind it. */
    private enum Place {
        SHARED,
        EXCLUSIVE_LAST,
        EXCLUSIVE_FIRST
    }

    private final KernelClock clock;

    private @Nullable WaitQueueEntry first;
    private @Nullable WaitQueueEntry last;
    /** Written under the monitor only; read without it by {@link #hasSleeper()}. */
    private volatile boolean waiting;

    /** Makes an empty queue whose timeouts run on {@code clock}. */
    public WaitQueueHead(KernelClock clock) {
        this.clock = clock;
    }

    /** Adds an entry that every wake-up reaches. {@code add_wait_queue}. */
    public void add(WaitQueueEntry entry) {
        addFirst(entry, false);
    }

    private void addFirst(WaitQueueEntry entry, boolean exclusive) {
        synchronized (this) {
            entry.exclusive = exclusive;
            entry.queue = this;
            entry.next = first;
            if (first == null) {
                last = entry;
            } else {
                first.previous = entry;
            }
            first = entry;
            waiting = true;
        }
    }

    /** Adds an entry of which one wake-up reaches only one, in the order they came. {@code add_wait_queue_exclusive}. */
    public void addExclusive(WaitQueueEntry entry) {
        synchronized (this) {
            entry.exclusive = true;
            entry.queue = this;
            entry.previous = last;
            if (last == null) {
                first = entry;
            } else {
                last.next = entry;
            }
            last = entry;
            waiting = true;
        }
    }

    /** Takes the entry out; nothing happens if it is not in this queue. {@code remove_wait_queue}. */
    public void remove(WaitQueueEntry entry) {
        synchronized (this) {
            unlink(entry);
        }
    }

    private void unlink(WaitQueueEntry entry) {
        if (entry.queue != this) {
            return;
        }
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.queue = null;
        waiting = first != null;
    }

    /** True if anybody may be waiting. Orders the caller's earlier stores before the look, as {@code wq_has_sleeper}. */
    public boolean hasSleeper() {
        VarHandle.fullFence();
        return waiting;
    }

    /** Wakes all shared entries and one exclusive one. Costs a fence and a load when nobody waits. */
    public void wakeUp(int key) {
        wakeUp(key, 1);
    }

    /** Wakes every entry, exclusive ones too. {@code wake_up_all}. */
    public void wakeUpAll(int key) {
        wakeUp(key, Integer.MAX_VALUE);
    }

    private void wakeUp(int key, int exclusiveToWake) {
        if (!hasSleeper()) {
            return;
        }
        synchronized (this) {
            int left = exclusiveToWake;
            WaitQueueEntry entry = first;
            while (entry != null) {
                WaitQueueEntry next = entry.next;
                if (entry.wake(key) && entry.exclusive && --left == 0) {
                    return;
                }
                entry = next;
            }
        }
    }

    /**
     * Sleeps until {@code condition} holds, a signal comes or the time is up.
     *
     * @param timeoutNanos how long, or {@link #MAX_SCHEDULE_TIMEOUT}
     * @return what is left of the timeout, at least 1, when the condition held; 0 when the time ran out first; what
     *     {@link Sleeper#interruptedResult()} says when a signal came first
     */
    @CheckReturnValue
    public long waitEvent(BooleanSupplier condition, long timeoutNanos) {
        return condition.getAsBoolean()
                ? Math.max(1, timeoutNanos)
                : waitUntil(condition, deadline(timeoutNanos), Place.SHARED);
    }

    /**
     * Waits for a condition that only the sleeper's death may forestall. {@code wait_event_killable}.
     *
     * @return 0, or what {@link Sleeper#interruptedResult()} says when a fatal signal came first
     */
    @CheckReturnValue
    public long waitEventKillable(BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            return 0;
        }
        return Math.min(
                0, waitUntil(condition, MAX_SCHEDULE_TIMEOUT, Place.SHARED, Sleeper::fatalSignalPending));
    }

    /** Waits for a condition that is sure to come, whatever signals there are. {@code wait_event}. */
    public void waitEventUninterruptible(BooleanSupplier condition) {
        if (!condition.getAsBoolean()) {
            long _ = waitUntil(condition, MAX_SCHEDULE_TIMEOUT, Place.SHARED, sleeper -> false);
        }
    }

    /** As {@link #waitEvent}, but a wake-up reaches only one of those who wait this way: for {@code accept}. */
    @CheckReturnValue
    public long waitEventExclusive(BooleanSupplier condition, long timeoutNanos) {
        return condition.getAsBoolean()
                ? Math.max(1, timeoutNanos)
                : waitUntil(condition, deadline(timeoutNanos), Place.EXCLUSIVE_LAST);
    }

    /**
     * As {@link #waitEvent}, but until a time: for calls that go on after a signal with what is left.
     *
     * @param deadlineNanos on the clock's monotonic scale, or {@link #MAX_SCHEDULE_TIMEOUT}
     */
    @CheckReturnValue
    public long waitEventUntil(BooleanSupplier condition, long deadlineNanos) {
        return waitUntil(condition, deadlineNanos, Place.SHARED);
    }

    /**
     * As {@link #waitEventUntil}, but a wake-up reaches only one of those who wait this way, the newest: for
     * {@code epoll_wait}, which so keeps few threads busy. {@code __add_wait_queue_exclusive}.
     */
    @CheckReturnValue
    public long waitEventExclusiveNewestUntil(BooleanSupplier condition, long deadlineNanos) {
        return waitUntil(condition, deadlineNanos, Place.EXCLUSIVE_FIRST);
    }

    private long deadline(long timeoutNanos) {
        return timeoutNanos == MAX_SCHEDULE_TIMEOUT ? MAX_SCHEDULE_TIMEOUT : clock.deadline(timeoutNanos);
    }

    private long waitUntil(BooleanSupplier condition, long deadline, Place place) {
        return waitUntil(condition, deadline, place, Sleeper::signalPending);
    }

    private long waitUntil(
            BooleanSupplier condition, long deadline, Place place, Predicate<Sleeper> isInterrupted) {
        Sleeper sleeper = Sleeper.current();
        SleeperEntry entry = new SleeperEntry(sleeper);
        switch (place) {
            case SHARED -> add(entry);
            case EXCLUSIVE_LAST -> addExclusive(entry);
            case EXCLUSIVE_FIRST -> addFirst(entry, true);
        }
        try {
            while (true) {
                entry.prepareToWait();
                if (condition.getAsBoolean()) {
                    return deadline == MAX_SCHEDULE_TIMEOUT
                            ? MAX_SCHEDULE_TIMEOUT
                            : Math.max(1, deadline - clock.monotonicNanos());
                }
                if (isInterrupted.test(sleeper)) {
                    return sleeper.interruptedResult();
                }
                if (deadline != MAX_SCHEDULE_TIMEOUT && clock.monotonicNanos() >= deadline) {
                    return 0;
                }
                if (!entry.woken) {
                    sleeper.schedule(clock, deadline);
                }
            }
        } finally {
            finishWait(entry);
        }
    }

    /**
     * Takes the entry out. A wake-up that it was given after its last look at the condition was meant for one exclusive
     * waiter, and this one leaves without having seen it: the next in line gets it.
     */
    private void finishWait(SleeperEntry entry) {
        synchronized (this) {
            unlink(entry);
            if (entry.exclusive && entry.woken) {
                wakeNextExclusive();
            }
        }
    }

    private void wakeNextExclusive() {
        WaitQueueEntry entry = first;
        while (entry != null) {
            WaitQueueEntry next = entry.next;
            if (entry.exclusive && entry.wake(0)) {
                return;
            }
            entry = next;
        }
    }

    /** Unparks its sleeper. An exclusive wake-up that finds the sleeper woken already goes on to the next in line. */
    private static final class SleeperEntry extends WaitQueueEntry {

        private final Sleeper sleeper;
        private volatile boolean woken;

        SleeperEntry(Sleeper sleeper) {
            this.sleeper = sleeper;
        }

        @Override
        protected boolean wake(int key) {
            if (woken) {
                return false;
            }
            woken = true;
            sleeper.wake();
            return true;
        }

        /** Before each look at the condition: a wake-up from here on ends the sleep that follows. */
        void prepareToWait() {
            woken = false;
            // The waker stores the condition, then looks here; a condition of plain fields would not order the reverse.
            VarHandle.fullFence();
        }
    }
}
