package org.jernel.kernel.epoll;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.wait.WaitQueueEntry;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/** One descriptor that an epoll watches, with its places in the file's wait queues. {@code struct epitem}. */
final class EpItem implements PollTable {

    /** What an epoll knows a watched file by: a duplicated descriptor is watched by itself. */
    record Key(File file, int fd) {}

    final EventPoll eventPoll;
    final Key key;

    /** Written under the epoll's mutex, read by wake-ups. */
    volatile int events;

    /** Guarded by the epoll's mutex. */
    long data;

    /** The place in a {@link ReadyList}, which guards these. */
    @Nullable EpItem previousReady;
    @Nullable EpItem nextReady;
    boolean linked;

    /** The chain of those that became ready during a scan, guarded by the epoll's lock. */
    @Nullable EpItem nextMissed;
    boolean missed;

    private @Nullable Entry entries;

    EpItem(EventPoll eventPoll, Key key, int events, long data) {
        this.eventPoll = eventPoll;
        this.key = key;
        this.events = events;
        this.data = data;
    }

    boolean has(int flag) {
        return (events & flag) != 0;
    }

    /** What holds of the events that are asked for. {@code ep_item_poll}. */
    int poll(@Nullable PollTable table) {
        return key.file.operations().poll(key.file, table) & events;
    }

    /** {@code ep_ptable_queue_proc}. */
    @Override
    public void pollWait(WaitQueueHead queue) {
        Entry entry = new Entry(queue, entries);
        entries = entry;
        if (has(Epoll.EPOLLEXCLUSIVE)) {
            queue.addExclusive(entry);
        } else {
            queue.add(entry);
        }
    }

    @Override
    public int requested() {
        return events;
    }

    /** Leaves the file's queues; no wake-up of it runs afterwards. {@code ep_unregister_pollwait}. */
    void leaveQueues() {
        for (Entry entry = entries; entry != null; entry = entry.next) {
            entry.head.remove(entry);
        }
        entries = null;
    }

    /** {@code struct eppoll_entry}. */
    private final class Entry extends WaitQueueEntry {

        private final WaitQueueHead head;
        private final @Nullable Entry next;

        Entry(WaitQueueHead head, @Nullable Entry next) {
            this.head = head;
            this.next = next;
        }

        @Override
        protected boolean wake(int key) {
            return eventPoll.wakeCallback(EpItem.this, key);
        }
    }
}
