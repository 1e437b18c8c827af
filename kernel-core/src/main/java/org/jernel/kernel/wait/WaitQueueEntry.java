package org.jernel.kernel.wait;

import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link WaitQueueHead}: a sleeper that is to be unparked, or a callback such as epoll's.
 *
 * <p>An entry stands in one queue at a time. {@code wait_queue_entry} in Linux.
 */
public abstract class WaitQueueEntry {

    @Nullable WaitQueueEntry previous;

    @Nullable WaitQueueEntry next;

    @Nullable WaitQueueHead queue;

    boolean exclusive;

    /** Creates an entry that stands in no queue yet. */
    protected WaitQueueEntry() {}

    /**
     * Called with the queue's lock held by whoever wakes the queue: must not block and must not touch this queue.
     *
     * @param key the poll events that became true, or 0 when the waker does not say
     * @return true if it woke something, which is what counts against the number of exclusive waiters to wake
     */
    protected abstract boolean wake(int key);
}
