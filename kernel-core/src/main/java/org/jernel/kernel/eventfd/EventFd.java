package org.jernel.kernel.eventfd;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jernel.kernel.file.CountRead;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A counter behind a file: writes add, a read takes all or one. {@code struct eventfd_ctx}, modelled on
 * {@code fs/eventfd.c}.
 *
 * <p>Lock order: this object's monitor is a leaf; the queue is woken outside it.
 */
public final class EventFd implements FileOperations {

    /** Each read takes one. {@code EFD_SEMAPHORE}. */
    public static final int EFD_SEMAPHORE = 1;

    /** The largest number there is, as unsigned: a write may not reach it. {@code ULLONG_MAX}. */
    private static final long MAX = -1;

    private final WaitQueueHead wait;
    private final boolean semaphore;

    /** An unsigned number; written under the monitor. */
    private volatile long count;

    private final BooleanSupplier isCounted = this::isCounted;
    private final LongSupplier take = this::take;

    private EventFd(KernelClock clock, int count, boolean semaphore) {
        this.wait = new WaitQueueHead(clock);
        this.count = Integer.toUnsignedLong(count);
        this.semaphore = semaphore;
    }

    /** Makes a counter. {@code do_eventfd}. */
    public static File create(KernelClock clock, int count, boolean semaphore, int fileFlags) {
        EventFd eventFd = new EventFd(clock, count, semaphore);
        return new File(eventFd, fileFlags, eventFd);
    }

    @Override
    public long readIter(File file, IovIter to) {
        return CountRead.read(file, to, wait, isCounted, take);
    }

    private boolean isCounted() {
        return count != 0;
    }

    private long take() {
        long taken = takeCount();
        if (taken != 0) {
            wait.wakeUp(Poll.POLLOUT);
        }
        return taken;
    }

    private synchronized long takeCount() {
        long taken = semaphore && count != 0 ? 1 : count;
        count -= taken;
        return taken;
    }

    @Override
    public long writeIter(File file, IovIter from) {
        if (from.count() != Long.BYTES) {
            return Errno.EINVAL.negated();
        }
        byte[] value = new byte[Long.BYTES];
        if (from.copyFromIter(value, 0, Long.BYTES) < Long.BYTES) {
            return Errno.EFAULT.negated();
        }
        long added = LittleEndian.get(value, 0, Long.BYTES);
        if (added == MAX) {
            return Errno.EINVAL.negated();
        }
        while (!add(added)) {
            if (file.isNonblocking()) {
                return Errno.EAGAIN.negated();
            }
            long waited = wait.waitEvent(() -> hasRoomFor(added), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
        }
        wait.wakeUp(Poll.POLLIN);
        return Long.BYTES;
    }

    private boolean hasRoomFor(long added) {
        return Long.compareUnsigned(MAX - count, added) > 0;
    }

    private synchronized boolean add(long added) {
        if (!hasRoomFor(added)) {
            return false;
        }
        count += added;
        return true;
    }

    @Override
    public String dname(File file) {
        return "anon_inode:[eventfd]";
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(wait);
        }
        long now = count;
        return (now != 0 ? Poll.POLLIN : 0)
                | (now == MAX ? Poll.POLLERR : 0)
                | (Long.compareUnsigned(MAX - 1, now) > 0 ? Poll.POLLOUT : 0);
    }

    /** Has no position, and says so by staying at 0. {@code noop_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        return 0;
    }
}
