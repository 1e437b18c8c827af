package org.jernel.kernel.time;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The timers of one kernel and the thread that fires them.
 *
 * <p>Lock order: the queue's monitor is a leaf; functions run outside it.
 */
public final class TimerQueue implements AutoCloseable {

    private final LongAdder fired = new LongAdder();
    private final KernelClock clock;
    private final Consumer<Throwable> oops;
    private final Thread thread;

    private final TreeSet<KernelTimer> armed = new TreeSet<>(
            Comparator.<KernelTimer>comparingLong(timer -> timer.expires).thenComparingLong(timer -> timer.sequence));
    private long nextSequence;
    private boolean closed;

    /**
     * Makes an empty queue and starts its thread.
     *
     * @param oops told of whatever a timer's function throws
     */
    public TimerQueue(String name, KernelClock clock, Consumer<Throwable> oops) {
        this.clock = clock;
        this.oops = oops;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
        thread.start();
    }

    /** Makes a timer that is not armed yet. {@code timer_setup}. */
    public KernelTimer timer(Runnable function) {
        return new KernelTimer(this, function);
    }

    void arm(KernelTimer timer, long expires) {
        boolean earliest;
        synchronized (this) {
            if (closed) {
                return;
            }
            armed.remove(timer);
            timer.expires = expires;
            timer.sequence = nextSequence++;
            armed.add(timer);
            earliest = armed.getFirst() == timer;
        }
        if (earliest) {
            LockSupport.unpark(thread);
        }
    }

    synchronized void disarm(KernelTimer timer) {
        armed.remove(timer);
        timer.expires = KernelTimer.IDLE;
    }

    synchronized boolean isArmed(KernelTimer timer) {
        return timer.expires != KernelTimer.IDLE;
    }

    /** How many timers are armed: none may be left when a kernel has closed. */
    public synchronized int size() {
        return armed.size();
    }

    /** How many timers have fired since boot. */
    public long fired() {
        return fired.sum();
    }

    private void run() {
        while (true) {
            KernelTimer due = null;
            long wakeAt = Long.MAX_VALUE;
            synchronized (this) {
                if (closed) {
                    return;
                }
                if (!armed.isEmpty()) {
                    KernelTimer first = armed.getFirst();
                    wakeAt = first.expires;
                    if (wakeAt <= clock.monotonicNanos()) {
                        armed.remove(first);
                        first.expires = KernelTimer.IDLE;
                        due = first;
                    }
                }
            }
            if (due == null) {
                clock.parkUntil(wakeAt);
            } else {
                fire(due);
            }
        }
    }

    private void fire(KernelTimer timer) {
        try {
            fired.increment();
            timer.fire();
        } catch (RuntimeException | Error e) {
            report(e);
        }
        // A function that leaves its thread interrupted must not end every park from now on.
        Thread.interrupted();
    }

    private void report(Throwable cause) {
        try {
            oops.accept(cause);
        } catch (RuntimeException | Error unreported) {
            // the other timers still have to fire
        }
    }

    /**
     * Disarms every timer and ends the thread; a function that runs at that moment finishes first, unless it is the one
     * that closes the queue.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            armed.forEach(timer -> timer.expires = KernelTimer.IDLE);
            armed.clear();
        }
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
