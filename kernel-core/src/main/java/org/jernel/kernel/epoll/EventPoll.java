package org.jernel.kernel.epoll;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * An epoll: what it watches, what of that may be ready, and who waits. {@code struct eventpoll}, modelled on
 * {@code fs/eventpoll.c}.
 *
 * <p>Lock order: the mutex of an epoll, those of the epolls it watches, the locks that a watched file's poll takes, a wait
 * queue of that file, {@link #lock}. A wake-up holds the file's queue and takes {@link #lock}, gives it back, and goes on to
 * the queues of this epoll and from there to the epolls that watch it; since no epoll watches itself through others, that
 * ends.
 */
public final class EventPoll {

    private static final Operations OPERATIONS = new Operations();

    private final KernelClock clock;
    private final File file;

    /** Held while items come, change and go and while they are asked; user memory is written under it. {@code ep->mtx}. */
    private final Object mutex = new Object();

    /** Guards the lists of what may be ready. {@code ep->lock}. */
    private final Object lock = new Object();

    private final Map<EpItem.Key, EpItem> items = new HashMap<>();

    /** Those that wait in {@code epoll_wait}. */
    private final WaitQueueHead wait;

    /** Those that poll this epoll as a file. */
    private final WaitQueueHead pollWait;

    private final BooleanSupplier eventsAvailable = this::eventsAvailable;

    /** Guarded by {@link #lock}, but during a scan by {@link #mutex}. {@code rdllist}. */
    private final ReadyList ready = new ReadyList();

    /** Guarded by {@link #mutex}. {@code txlist}. */
    private final ReadyList scanned = new ReadyList();

    /** Guarded by {@link #lock}. */
    private boolean scanning;

    /** What became ready during a scan, the newest first; guarded by {@link #lock}. {@code ovflist}. */
    private @Nullable EpItem firstMissed;

    private EventPoll(KernelClock clock, int fileFlags) {
        this.clock = clock;
        this.file = new File(OPERATIONS, fileFlags, this);
        this.wait = new WaitQueueHead(clock);
        this.pollWait = new WaitQueueHead(clock);
    }

    /** Makes an epoll that watches nothing. {@code do_epoll_create}. */
    public static File create(KernelClock clock, int fileFlags) {
        return new EventPoll(clock, fileFlags).file;
    }

    File file() {
        return file;
    }

    public static boolean isEpoll(File file) {
        return file.operations() == OPERATIONS;
    }

    /** The epoll behind a file; throws EINVAL where there is none. */
    public static EventPoll of(File file) {
        if (!isEpoll(file)) {
            throw Errno.EINVAL.exception();
        }
        return (EventPoll) file.privateData();
    }

    /** Begins to watch a file; throws EEXIST. {@code ep_insert}. */
    void insert(File file, int fd, int events, long data) {
        boolean isReady;
        synchronized (mutex) {
            EpItem item = new EpItem(this, new EpItem.Key(file, fd), events | Poll.POLLERR | Poll.POLLHUP, data);
            if (items.putIfAbsent(item.key, item) != null) {
                throw Errno.EEXIST.exception();
            }
            WatchedFile.of(file).add(item);
            isReady = item.poll(item) != 0 && makeReady(item);
        }
        wakeIf(isReady);
    }

    /** Changes what is asked of a watched file; throws ENOENT, or EINVAL for one watched exclusively. {@code ep_modify}. */
    void modify(File file, int fd, int events, long data) {
        boolean isReady;
        synchronized (mutex) {
            EpItem item = find(file, fd);
            if (item.has(Epoll.EPOLLEXCLUSIVE)) {
                throw Errno.EINVAL.exception();
            }
            // Volatile, and so before the question: what comes between them is seen by one or the other.
            item.events = events | Poll.POLLERR | Poll.POLLHUP;
            item.data = data;
            isReady = item.poll(null) != 0 && makeReady(item);
        }
        wakeIf(isReady);
    }

    /** Ends the watching of a file; throws ENOENT. {@code ep_remove}. */
    void delete(File file, int fd) {
        synchronized (mutex) {
            remove(find(file, fd));
        }
    }

    private EpItem find(File file, int fd) {
        EpItem item = items.get(new EpItem.Key(file, fd));
        if (item == null) {
            throw Errno.ENOENT.exception();
        }
        return item;
    }

    /** Drops an item whose file is on its way out, unless it has gone already. */
    void forget(EpItem item) {
        synchronized (mutex) {
            if (items.get(item.key) == item) {
                remove(item);
            }
        }
    }

    private void remove(EpItem item) {
        item.leaveQueues();
        items.remove(item.key);
        WatchedFile.of(item.key.file()).remove(item);
        synchronized (lock) {
            if (item.linked) {
                ready.remove(item);
            }
        }
    }

    /** The epolls among what this one watches. */
    List<EventPoll> watched() {
        synchronized (mutex) {
            return items.keySet().stream().map(EpItem.Key::file).filter(EventPoll::isEpoll).map(EventPoll::of).toList();
        }
    }

    private boolean makeReady(EpItem item) {
        synchronized (lock) {
            if (item.linked) {
                return false;
            }
            ready.addLast(item);
            return true;
        }
    }

    private void wakeIf(boolean isReady) {
        if (isReady) {
            wait.wakeUp(0);
            pollWait.wakeUp(Poll.POLLIN);
        }
    }

    /**
     * A watched file has news. Called with the file's queue locked. {@code ep_poll_callback}.
     *
     * @return whether this counts as the one exclusive waiter to wake
     */
    boolean wakeCallback(EpItem item, int key) {
        int events = item.events;
        boolean exclusive = (events & Epoll.EPOLLEXCLUSIVE) != 0;
        // The first is a one-shot item that has had its shot.
        if ((events & ~Epoll.PRIVATE_BITS) == 0 || (key != 0 && (key & events) == 0)) {
            return !exclusive;
        }
        synchronized (lock) {
            if (!scanning) {
                if (!item.linked) {
                    ready.addLast(item);
                }
            } else if (!item.missed) {
                item.missed = true;
                item.nextMissed = firstMissed;
                firstMissed = item;
            }
        }
        boolean counts = !exclusive || (wait.hasSleeper() && isAskedFor(events, key));
        wait.wakeUp(0);
        pollWait.wakeUp(Poll.POLLIN);
        return counts;
    }

    /** A wake-up for reading only must not be used up by who waits to write. */
    private static boolean isAskedFor(int events, int key) {
        return switch (key & Epoll.INOUT_BITS) {
            case Poll.POLLIN -> (events & Poll.POLLIN) != 0;
            case Poll.POLLOUT -> (events & Poll.POLLOUT) != 0;
            case 0 -> true;
            default -> false;
        };
    }

    /** True too while another call scans: what it will leave is not known yet. {@code ep_events_available}. */
    private boolean eventsAvailable() {
        synchronized (lock) {
            return scanning || !ready.isEmpty();
        }
    }

    /**
     * Waits for events. {@code ep_poll}.
     *
     * @param deadline on the clock's monotonic scale, {@link Long#MAX_VALUE} for none
     * @return how many events were written, 0 when the time ran out, -EINTR, or -EFAULT
     */
    @CheckReturnValue
    public long poll(UserMemory memory, long userEvents, int maxEvents, long deadline) {
        boolean timedOut = false;
        while (true) {
            long sent = eventsAvailable() ? sendEvents(memory, userEvents, maxEvents) : 0;
            if (sent != 0) {
                return sent;
            }
            if (timedOut || clock.monotonicNanos() >= deadline) {
                return 0;
            }
            long waited = wait.waitEventExclusiveNewestUntil(eventsAvailable, deadline);
            if (waited < 0) {
                return Errno.EINTR.negated();
            }
            timedOut = waited == 0;
        }
    }

    /** {@code ep_send_events}. Who is watched for its level goes back to the end, so that the others get their turn. */
    private long sendEvents(UserMemory memory, long userEvents, int maxEvents) {
        synchronized (mutex) {
            startScan();
            try {
                int sent = 0;
                while (sent < maxEvents) {
                    EpItem item = scanned.pollFirst();
                    if (item == null) {
                        break;
                    }
                    int mask = item.poll(null);
                    if (mask == 0) {
                        continue;
                    }
                    if (!putEvent(memory, userEvents + (long) sent * Epoll.EVENT_SIZE, mask, item.data)) {
                        scanned.addFirst(item);
                        return sent == 0 ? Errno.EFAULT.negated() : sent;
                    }
                    sent++;
                    afterSending(item);
                }
                return sent;
            } finally {
                finishScan();
            }
        }
    }

    private void afterSending(EpItem item) {
        int events = item.events;
        if ((events & Epoll.EPOLLONESHOT) != 0) {
            item.events = events & Epoll.PRIVATE_BITS;
        } else if ((events & Epoll.EPOLLET) == 0) {
            ready.addLast(item);
        }
    }

    private static boolean putEvent(UserMemory memory, long to, int mask, long data) {
        try {
            memory.putUser(to, mask, Integer.BYTES);
            memory.putUser(to + Integer.BYTES, data, Long.BYTES);
            return true;
        } catch (ErrnoException e) {
            return false;
        }
    }

    private void startScan() {
        synchronized (lock) {
            scanned.prepend(ready);
            scanning = true;
        }
    }

    private void finishScan() {
        boolean left;
        synchronized (lock) {
            for (EpItem item = firstMissed; item != null; item = firstMissed) {
                firstMissed = item.nextMissed;
                item.nextMissed = null;
                item.missed = false;
                if (!item.linked) {
                    ready.addFirst(item);
                }
            }
            ready.prepend(scanned);
            scanning = false;
            left = !ready.isEmpty();
        }
        if (left) {
            wait.wakeUp(0);
        }
    }

    /** Whether a watched file is ready; those that are not any more are dropped on the way. {@code __ep_eventpoll_poll}. */
    private boolean isAnyReady() {
        if (!eventsAvailable()) {
            return false;
        }
        synchronized (mutex) {
            startScan();
            try {
                for (EpItem item = scanned.pollFirst(); item != null; item = scanned.pollFirst()) {
                    if (item.poll(null) != 0) {
                        scanned.addFirst(item);
                        return true;
                    }
                }
                return false;
            } finally {
                finishScan();
            }
        }
    }

    private void release() {
        synchronized (mutex) {
            for (EpItem item : List.copyOf(items.values())) {
                remove(item);
            }
        }
    }

    /** {@code eventpoll_fops}. */
    private static final class Operations implements FileOperations {

        @Override
        public int poll(File file, @Nullable PollTable table) {
            EventPoll eventPoll = of(file);
            if (table != null) {
                table.pollWait(eventPoll.pollWait);
            }
            return eventPoll.isAnyReady() ? Poll.POLLIN | Poll.POLLRDNORM : 0;
        }

        /** Has no position, and says so by staying at 0. {@code noop_llseek}. */
        @Override
        public long llseek(File file, long offset, int whence) {
            return 0;
        }

        /** {@code ep_eventpoll_ioctl}: the one command that it has, for busy polling, is none here. */
        @Override
        public long ioctl(File file, int command, long argument) {
            return Errno.EINVAL.negated();
        }

        @Override
        public String dname(File file) {
            return "anon_inode:[eventpoll]";
        }

        @Override
        public void release(File file) {
            of(file).release();
        }
    }
}
