package org.jernel.kernel.file;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueEntry;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * The poll table of a call that waits for several files: it stands in the queues of all and is woken by any.
 * {@code struct poll_wqueues}, modelled on {@code fs/select.c}.
 *
 * <p>Lock order: a file's queue, then this call's own.
 */
final class PollWqueues implements PollTable, AutoCloseable {

    private final WaitQueueHead wait;
    private final List<Entry> entries = new ArrayList<>();
    private volatile boolean triggered;
    private int requested;

    PollWqueues(KernelClock clock) {
        wait = new WaitQueueHead(clock);
    }

    /**
     * Asks one file.
     *
     * @param enqueue false when the call will not sleep, or stands in the file's queues already
     * @return what holds of {@code events}, which error and hang-up always belong to
     */
    int vfsPoll(File file, int events, boolean enqueue) {
        requested = events | Poll.POLLERR | Poll.POLLHUP;
        @Nullable PollTable table = enqueue ? this : null;
        return file.operations().poll(file, table) & requested;
    }

    @Override
    public void pollWait(WaitQueueHead queue) {
        Entry entry = new Entry(queue, requested);
        entries.add(entry);
        queue.add(entry);
    }

    @Override
    public int requested() {
        return requested;
    }

    /** Sleeps until a file has news, a signal comes or the time is up: then it returns 0. {@code poll_schedule_timeout}. */
    long schedule(long deadline) {
        long waited = wait.waitEventUntil(() -> triggered, deadline);
        triggered = false;
        // News from here on must be seen by the next round of questions or trigger again.
        VarHandle.fullFence();
        return waited;
    }

    /** Leaves all queues. {@code poll_freewait}. */
    @Override
    public void close() {
        entries.forEach(Entry::leave);
    }

    /** This call's place in one file's queue. */
    private final class Entry extends WaitQueueEntry {

        private final WaitQueueHead queue;
        private final int events;

        Entry(WaitQueueHead queue, int events) {
            this.queue = queue;
            this.events = events;
        }

        @Override
        protected boolean wake(int key) {
            if (key != 0 && (key & events) == 0) {
                return false;
            }
            triggered = true;
            wait.wakeUp(0);
            return true;
        }

        void leave() {
            queue.remove(this);
        }
    }
}
