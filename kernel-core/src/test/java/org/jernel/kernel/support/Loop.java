package org.jernel.kernel.support;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** A file that gives back what was written to it, waiting while there is nothing: the simplest that can block. */
public final class Loop implements FileOperations {

    private static final int CAPACITY = 64;

    /** An ioctl that it answers with its argument plus one. */
    public static final int INCREMENT = 0x1234;

    private final WaitQueueHead queue;
    private final Deque<Byte> bytes = new ArrayDeque<>();
    private boolean released;
    private int emptyCalls;

    public Loop(KernelClock clock) {
        queue = new WaitQueueHead(clock);
    }

    /** A table in which descriptor 0 is this file. */
    public FdTable table(int flags) {
        FdTable files = new FdTable();
        open(files, flags);
        return files;
    }

    /** Opens this file at the lowest free descriptor. */
    public int open(FdTable files, int flags) {
        int fd = (int) files.getUnusedFd(0, Integer.MAX_VALUE, false);
        files.fdInstall(fd, new File(this, flags, this));
        return fd;
    }

    /** Makes the bytes readable, as if another task had written them. */
    public void put(byte... more) {
        synchronized (this) {
            for (byte b : more) {
                bytes.add(b);
            }
        }
        queue.wakeUp(Poll.POLLIN);
    }

    public synchronized boolean isReleased() {
        return released;
    }

    /** How many calls of length zero have come through. */
    public synchronized int emptyCalls() {
        return emptyCalls;
    }

    private synchronized boolean hasData() {
        return !bytes.isEmpty();
    }

    @Override
    public long readIter(File file, IovIter to) {
        if (countEmpty(to)) {
            return 0;
        }
        if (!hasData() && file.isNonblocking()) {
            return Errno.EAGAIN.negated();
        }
        long waited = queue.waitEvent(this::hasData, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
        return waited < 0 ? waited : take(to);
    }

    private synchronized long take(IovIter to) {
        long done = 0;
        while (to.count() > 0 && !bytes.isEmpty()) {
            if (to.copyToIter(new byte[] {bytes.getFirst()}, 0, 1) == 0) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
            bytes.removeFirst();
            done++;
        }
        return done;
    }

    @Override
    public long writeIter(File file, IovIter from) {
        if (countEmpty(from)) {
            return 0;
        }
        byte[] more = new byte[(int) Math.min(from.count(), CAPACITY)];
        int copied = from.copyFromIter(more, 0, more.length);
        for (int i = 0; i < copied; i++) {
            put(more[i]);
        }
        return copied == 0 ? Errno.EFAULT.negated() : copied;
    }

    private synchronized boolean countEmpty(IovIter iter) {
        boolean empty = iter.count() == 0;
        emptyCalls += empty ? 1 : 0;
        return empty;
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(queue);
        }
        return Poll.POLLOUT | (hasData() ? Poll.POLLIN | Poll.POLLRDNORM : 0);
    }

    @Override
    public long ioctl(File file, int command, long argument) {
        return command == INCREMENT ? argument + 1 : -KernelErrno.ENOIOCTLCMD;
    }

    @Override
    public synchronized void release(File file) {
        released = true;
    }
}
