package org.jernel.kernel.syslog;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.printk.PrintkRing;
import org.jernel.kernel.printk.RateLimit;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/kmsg}: each reader has a place of his own in the log and reads a record at a time; a line that is written becomes one.
 * {@code kmsg_fops} of {@code kernel/printk/printk.c}.
 */
public final class KmsgDevice implements FileOperations {

    private static final int POLL_READABLE = Poll.POLLIN | Poll.POLLRDNORM;

    private static final int SEEK_SET = 0;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;

    private static final int LEVEL_MASK = 7;
    private static final int FACILITY_SHIFT = 3;
    private static final int FACILITY_MASK = 0xff;
    private static final int LOG_USER = 1;

    private final Printk printk;
    private final PrintkRing ring;
    private final Syslog syslog;

    public KmsgDevice(Printk printk, Syslog syslog) {
        this.printk = printk;
        this.ring = printk.ring();
        this.syslog = syslog;
    }

    /** Who has it open. {@code struct devkmsg_user}. */
    private record Reader(AtomicLong sequence, RateLimit limit) {

        static Reader of(File file) {
            return (Reader) file.privateData();
        }
    }

    @Override
    public void open(File file) {
        if (syslog.devkmsgLog() == DevkmsgLog.OFF) {
            throw Errno.EPERM.exception();
        }
        if (file.isReadable()) {
            long denied = syslog.mayReadAll();
            if (denied < 0) {
                throw ErrnoException.of(denied);
            }
        }
        file.setPrivateData(new Reader(new AtomicLong(ring.firstSequence()), printk.newRateLimit(true)));
    }

    /** A record that there is no room for is lost to this reader. {@code devkmsg_read}. */
    @Override
    public long readIter(File file, IovIter to) {
        AtomicLong sequence = Reader.of(file).sequence();
        while (true) {
            long at = sequence.get();
            PrintkRecord record = ring.read(at);
            if (record == null) {
                long waited = waitFor(file, at);
                if (waited < 0) {
                    return waited;
                }
            } else if (record.sequence() != at) {
                sequence.compareAndSet(at, record.sequence());
                return Errno.EPIPE.negated();
            } else if (sequence.compareAndSet(at, at + 1)) {
                return copy(record, to);
            }
        }
    }

    private long waitFor(File file, long sequence) {
        return file.isNonblocking()
                ? Errno.EAGAIN.negated()
                : printk.logWait()
                        .waitEvent(() -> ring.read(sequence) != null, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    private static long copy(PrintkRecord record, IovIter to) {
        byte[] text = LogText.printExtended(record);
        if (text.length > to.count()) {
            return Errno.EINVAL.negated();
        }
        return to.copyToIter(text, 0, text.length) < text.length ? Errno.EFAULT.negated() : text.length;
    }

    /** {@code devkmsg_write}. */
    @Override
    public long writeIter(File file, IovIter from) {
        long count = from.count();
        if (count > PrintkRing.RECORD_MAX) {
            return Errno.EINVAL.negated();
        }
        DevkmsgLog log = syslog.devkmsgLog();
        if (log == DevkmsgLog.OFF) {
            return count;
        }
        if (log == DevkmsgLog.RATELIMIT && !Reader.of(file).limit().ratelimit(Task.current().comm())) {
            return count;
        }
        byte[] line = new byte[(int) count];
        if (from.copyFromIter(line, 0, line.length) < line.length) {
            return Errno.EFAULT.negated();
        }
        emit(line);
        return count;
    }

    /** Takes {@code <N>} off, which is level and facility; the kernel's own facility is not to be had. */
    private void emit(byte[] line) {
        int end = 0;
        while (end < line.length && line[end] != 0) {
            end++;
        }
        int level = -1;
        int facility = LOG_USER;
        int start = 0;
        if (end > 0 && line[0] == '<') {
            int at = 1;
            long number = 0;
            while (at < end && line[at] >= '0' && line[at] <= '9') {
                number = number * 10 + (line[at] - '0');
                at++;
            }
            if (at < end && line[at] == '>') {
                level = (int) (number & LEVEL_MASK);
                int named = ((int) number >>> FACILITY_SHIFT) & FACILITY_MASK;
                facility = named == 0 ? LOG_USER : named;
                start = at + 1;
            }
        }
        printk.vprintkEmit(facility, level, Arrays.copyOfRange(line, start, end));
    }

    /** Only to the first record, to the first that was not cleared, and behind the last. {@code devkmsg_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        if (offset != 0) {
            return Errno.ESPIPE.negated();
        }
        AtomicLong sequence = Reader.of(file).sequence();
        switch (whence) {
            case SEEK_SET -> sequence.set(ring.firstSequence());
            case SEEK_DATA -> sequence.set(printk.clearSequence());
            case SEEK_END -> sequence.set(ring.nextSequence());
            default -> {
                return Errno.EINVAL.negated();
            }
        }
        return 0;
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    /** Records that were lost are an error. {@code devkmsg_poll}. */
    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(printk.logWait());
        }
        long at = Reader.of(file).sequence().get();
        PrintkRecord record = ring.read(at);
        if (record == null) {
            return 0;
        }
        return record.sequence() == at ? POLL_READABLE : POLL_READABLE | Poll.POLLERR | Poll.POLLPRI;
    }

    /** Says what a writer was not let through with. {@code devkmsg_release}. */
    @Override
    public void release(File file) {
        int missed = Reader.of(file).limit().missed();
        if (missed > 0) {
            Task task = Task.currentOrNull();
            printk.prWarn(
                    "%s: %d output lines suppressed due to ratelimiting\n", task == null ? "" : task.comm(), missed);
        }
    }
}
