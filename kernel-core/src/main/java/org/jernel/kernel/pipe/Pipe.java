package org.jernel.kernel.pipe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a pipe share: the bytes on their way, who waits, and how many files each end has.
 * {@code struct pipe_inode_info}, modelled on {@code fs/pipe.c}.
 *
 * <p>Lock order: this object's monitor guards the ring. It is held while user memory is copied and, as Linux's, while a
 * file is spliced to or from: that may sleep, take the locks of a socket and wake its queues. So whoever holds any of those
 * must not take it, which is why {@link #release} does without. The pipe's own queues are woken outside it.
 */
@CheckReturnValue
final class Pipe {

    /** 64 KiB. {@code PIPE_DEF_BUFFERS}. */
    private static final int DEFAULT_SLOTS = 16;

    private static final int READABLE = Poll.POLLIN | Poll.POLLRDNORM;
    private static final int WRITABLE = Poll.POLLOUT | Poll.POLLWRNORM;

    private final PipeRing ring = new PipeRing(DEFAULT_SLOTS);
    private final WaitQueueHead readWait;
    private final WaitQueueHead writeWait;
    private final AtomicInteger readers;
    private final AtomicInteger writers;

    /** How often an end was opened: who waits for the other end sees that it came even if it has gone again. */
    private final AtomicLong readerOpens = new AtomicLong(1);

    private final AtomicLong writerOpens = new AtomicLong(1);

    /** Whose name the pipe has, or null. */
    private final @Nullable Fifo fifo;

    private final KernelClock clock;
    private final long number;

    /** Somebody polls, perhaps for edges: from then on every write wakes readers, as {@code poll_usage} says. */
    private volatile boolean polled;

    /** A pipe without a name, and both ends open. */
    Pipe(KernelClock clock, long number) {
        this(clock, number, 1, 1, null);
    }

    private Pipe(KernelClock clock, long number, int readers, int writers, @Nullable Fifo fifo) {
        this.clock = clock;
        this.number = number;
        this.readers = new AtomicInteger(readers);
        this.writers = new AtomicInteger(writers);
        this.fifo = fifo;
        readWait = new WaitQueueHead(clock);
        writeWait = new WaitQueueHead(clock);
    }

    /** A pipe that one call fills and empties, so that there is nobody to wait for. {@code current->splice_pipe}. */
    static Pipe internal(KernelClock clock) {
        return new Pipe(clock, 0, 1, 0, null);
    }

    /** A pipe with a name, of which no end is open yet. */
    static Pipe named(KernelClock clock, Fifo fifo) {
        return new Pipe(clock, 0, 0, 0, fifo);
    }

    /**
     * Opens the ends that the file's mode asks for. {@code fifo_open}, without its lock: whoever opens one end is there before it
     * counts, and looks for the other, its openings first, before it shows itself. A partner that then lets go and leaves, or
     * that comes and goes, has been seen or has been counted.
     *
     * @return 0, -ENXIO, or what ended the wait
     */
    long open(File file) {
        boolean reads = file.isReadable();
        boolean writes = file.isWritable();
        // Nobody waits for the other end of a pipe without a name, which whoever made it had.
        boolean waits = fifo != null;
        if (waits && writes && !reads && file.isNonblocking() && !hasReaders()) {
            return Errno.ENXIO.negated();
        }
        long seenReaders = readerOpens.get();
        long seenWriters = writerOpens.get();
        boolean partnerless = reads ? !hasWriters() : !hasReaders();
        if (reads) {
            readers.getAndIncrement();
            readerOpens.getAndIncrement();
        }
        if (writes) {
            writers.getAndIncrement();
            writerOpens.getAndIncrement();
        }
        readWait.wakeUpAll(0);
        long waited = 0;
        if (waits && partnerless && !writes) {
            if (file.isNonblocking()) {
                // No hang-up until a writer has come and gone: f_version of pipe_poll.
                file.setVersion(seenWriters);
            } else {
                waited = waitForPartner(() -> writerOpens.get() != seenWriters);
            }
        } else if (waits && partnerless && !reads) {
            waited = waitForPartner(() -> readerOpens.get() != seenReaders);
        }
        if (waited < 0) {
            leave(file);
        }
        return Math.min(waited, 0);
    }

    private long waitForPartner(BooleanSupplier came) {
        return readWait.waitEvent(came, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    /** By which it is told from others. {@code i_ino}. */
    long number() {
        return number;
    }

    KernelClock clock() {
        return clock;
    }

    boolean hasReaders() {
        return readers.get() > 0;
    }

    boolean hasWriters() {
        return writers.get() > 0;
    }

    PipeRing ring() {
        return ring;
    }

    private boolean isReadable() {
        return !ring.isEmpty() || !hasWriters();
    }

    private boolean isWritable() {
        return !ring.isFull() || !hasReaders();
    }

    /** Waits for bytes or the end. {@code pipe_wait_readable}. */
    long waitReadable() {
        return readWait.waitEvent(this::isReadable, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    /** Waits for room, or for nobody to be there who reads. {@code pipe_wait_writable}. */
    long waitWritable() {
        return writeWait.waitEvent(this::isWritable, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    void wakeReaders() {
        readWait.wakeUp(READABLE);
    }

    void wakeWriters() {
        writeWait.wakeUp(WRITABLE);
    }

    /** {@code pipe_read}. */
    long read(File file, IovIter to) {
        if (to.count() == 0) {
            return 0;
        }
        boolean wokenAlone = false;
        while (true) {
            boolean wasFull;
            boolean more;
            long result;
            synchronized (this) {
                wasFull = ring.isFull();
                result = readSome(to);
                if (result == 0 && hasWriters()) {
                    result = Errno.EAGAIN.negated();
                }
                more = !ring.isEmpty();
            }
            if (result != Errno.EAGAIN.negated() || file.isNonblocking()) {
                wakeAfterRead(wasFull, wokenAlone && more);
                return result;
            }
            long waited = readWait.waitEventExclusive(this::isReadable, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
            wokenAlone = true;
        }
    }

    private long readSome(IovIter to) {
        long done = 0;
        while (to.count() > 0 && !ring.isEmpty()) {
            PipeBuffer buffer = ring.first();
            int wanted = (int) Math.min(buffer.length, to.count());
            int copied = to.copyToIter(buffer.bytes(), buffer.offset, wanted);
            if (copied < wanted) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
            done += copied;
            buffer.offset += copied;
            buffer.length -= copied;
            boolean packet = buffer.packet;
            if (packet || buffer.length == 0) {
                ring.removeFirst();
            }
            if (packet) {
                break;
            }
        }
        return done;
    }

    private void wakeAfterRead(boolean wasFull, boolean nextReader) {
        if (wasFull) {
            writeWait.wakeUp(WRITABLE);
        }
        // A write wakes one reader only: who was it, and leaves something, wakes the next.
        if (nextReader) {
            readWait.wakeUp(READABLE);
        }
    }

    /** {@code pipe_write}. */
    long write(File file, IovIter from) {
        if (from.count() == 0) {
            return 0;
        }
        boolean packets = (file.flags() & Fcntl.O_DIRECT) != 0;
        boolean wokenAlone = false;
        boolean first = true;
        long done = 0;
        while (true) {
            boolean wasEmpty;
            boolean more;
            long result;
            synchronized (this) {
                wasEmpty = ring.isEmpty();
                result = hasReaders() ? writeSome(from, packets, first) : Errno.EPIPE.negated();
                more = !ring.isFull();
            }
            done += Math.max(result, 0);
            // What is left although there is room could not be read from user memory.
            boolean full = result >= 0 && from.count() > 0 && !more;
            if (full) {
                result = whenFull(file);
            }
            if (!full || result < 0) {
                wakeAfterWrite(wasEmpty || polled, wokenAlone && more);
                if (result == Errno.EPIPE.negated()) {
                    sendSigpipe();
                }
                return done > 0 ? done : result;
            }
            if (wasEmpty) {
                readWait.wakeUp(READABLE);
            }
            // What ends the wait, a signal too, is seen by the next round.
            long waited = writeWait.waitEventExclusive(this::isWritable, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            wokenAlone = waited > 0;
            first = false;
        }
    }

    /** Why a writer that finds no room does not wait, or 0. */
    private static long whenFull(File file) {
        if (file.isNonblocking()) {
            return Errno.EAGAIN.negated();
        }
        return Sleeper.current().signalPending() ? -KernelErrno.ERESTARTSYS : 0;
    }

    /** Writes until the ring is full. A short piece goes behind the last one if it fits there whole: PIPE_BUF atomicity. */
    private long writeSome(IovIter from, boolean packets, boolean mayMerge) {
        long done = 0;
        int tail = (int) (from.count() % Page.SIZE);
        if (mayMerge && tail != 0 && !ring.isEmpty() && ring.last().hasRoomFor(tail)) {
            PipeBuffer last = ring.last();
            int copied = from.copyFromIter(last.bytes(), last.offset + last.length, tail);
            if (copied < tail) {
                return Errno.EFAULT.negated();
            }
            last.length += copied;
            done = copied;
        }
        while (from.count() > 0 && !ring.isFull()) {
            Page page = ring.takePage();
            int wanted = (int) Math.min(Page.SIZE, from.count());
            int copied = from.copyFromIter(page.address(), 0, wanted);
            if (copied < wanted) {
                ring.putPage(page);
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
            ring.addLast(page, copied, packets);
            done += copied;
        }
        return done;
    }

    private void wakeAfterWrite(boolean readable, boolean nextWriter) {
        if (readable) {
            readWait.wakeUp(READABLE);
        }
        if (nextWriter) {
            writeWait.wakeUp(WRITABLE);
        }
    }

    static void sendSigpipe() {
        Task task = Task.currentOrNull();
        if (task != null) {
            task.sendSignal(SigInfo.sentBy(task, SigInfo.SI_USER, Signal.SIGPIPE.number()));
        }
    }

    /** {@code pipe_poll}. */
    int poll(File file, @Nullable PollTable table) {
        polled = true;
        int mask = 0;
        if (file.isReadable()) {
            if (table != null) {
                table.pollWait(readWait);
            }
            mask |= (ring.isEmpty() ? 0 : READABLE) | (isHungUp(file) ? Poll.POLLHUP : 0);
        }
        if (file.isWritable()) {
            if (table != null) {
                table.pollWait(writeWait);
            }
            mask |= (ring.isFull() ? 0 : WRITABLE) | (hasReaders() ? 0 : Poll.POLLERR);
        }
        return mask;
    }

    private boolean isHungUp(File file) {
        return !hasWriters() && file.version() != writerOpens.get();
    }

    /** What FIONREAD tells. */
    synchronized int bytes() {
        return ring.bytes();
    }

    /** {@code pipe_release}. */
    void release(File file) {
        leave(file);
        if (fifo != null) {
            fifo.put();
        }
    }

    private void leave(File file) {
        int readersLeft = readers.addAndGet(file.isReadable() ? -1 : 0);
        int writersLeft = writers.addAndGet(file.isWritable() ? -1 : 0);
        if (readersLeft + writersLeft > 0) {
            readWait.wakeUpAll(READABLE | Poll.POLLERR | Poll.POLLHUP);
            writeWait.wakeUpAll(WRITABLE | Poll.POLLERR | Poll.POLLHUP);
        }
    }

    /** The most bytes that the ring holds. */
    long size() {
        return (long) ring.size() * Page.SIZE;
    }

    /**
     * Sets the most bytes that the ring holds, rounded up to a power of two of pages. {@code pipe_set_size}.
     *
     * @param wanted an unsigned number
     * @param most the largest size for who may not exceed it
     * @return the size, -EINVAL, -EPERM, or -EBUSY when more is in the ring
     */
    long setSize(int wanted, int most, boolean mayExceed) {
        long size = roundSize(Integer.toUnsignedLong(wanted));
        if (size == 0) {
            return Errno.EINVAL.negated();
        }
        int slots = (int) (size / Page.SIZE);
        synchronized (this) {
            if (slots > ring.size() && size > most && !mayExceed) {
                return Errno.EPERM.negated();
            }
            if (slots < ring.used()) {
                return Errno.EBUSY.negated();
            }
            ring.resize(slots);
        }
        writeWait.wakeUpAll(WRITABLE);
        return size;
    }

    /** {@code round_pipe_size}: 0 for what is too large. */
    private static long roundSize(long size) {
        if (size > 1L << 31) {
            return 0;
        }
        return size <= Page.SIZE ? Page.SIZE : Long.highestOneBit(size - 1) << 1;
    }
}
