package org.jernel.kernel.syslog;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.printk.PrintkRing;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The one reader that all programs share, and what they can do to the log. {@code do_syslog}.
 *
 * <p>The monitor guards where the shared reader is and is held while nobody waits and no user memory is copied; the ring's
 * own lies below it.
 */
public final class Syslog {

    private static final int SYSLOG_ACTION_CLOSE = 0;
    private static final int SYSLOG_ACTION_OPEN = 1;
    private static final int SYSLOG_ACTION_READ = 2;
    private static final int SYSLOG_ACTION_READ_ALL = 3;
    private static final int SYSLOG_ACTION_READ_CLEAR = 4;
    private static final int SYSLOG_ACTION_CLEAR = 5;
    private static final int SYSLOG_ACTION_CONSOLE_OFF = 6;
    private static final int SYSLOG_ACTION_CONSOLE_ON = 7;
    private static final int SYSLOG_ACTION_CONSOLE_LEVEL = 8;
    private static final int SYSLOG_ACTION_SIZE_UNREAD = 9;
    private static final int SYSLOG_ACTION_SIZE_BUFFER = 10;

    private static final int CONSOLE_LOGLEVEL_MAX = 8;
    private static final int NOT_SAVED = -1;

    private final Printk printk;
    private final PrintkRing ring;
    private volatile boolean dmesgRestrict;

    private volatile DevkmsgLog devkmsgLog = DevkmsgLog.RATELIMIT;

    /** The next record of the shared reader, and how much of it has been read. {@code syslog_seq}. */
    private long sequence;

    private int partial;
    private int savedConsoleLogLevel = NOT_SAVED;

    public Syslog(Printk printk) {
        this.printk = printk;
        this.ring = printk.ring();
    }

    /** True if only the privileged may read the log. {@code dmesg_restrict}. */
    public boolean isRestricted() {
        return dmesgRestrict;
    }

    public void setRestricted(boolean restricted) {
        dmesgRestrict = restricted;
    }

    /** Whether programs may write to the log. {@code printk.devkmsg}. */
    public DevkmsgLog devkmsgLog() {
        return devkmsgLog;
    }

    public void setDevkmsgLog(DevkmsgLog log) {
        devkmsgLog = log;
    }

    /** 0 if the current task may do that, or -EPERM. {@code check_syslog_permissions}. */
    @CheckReturnValue
    private long checkPermissions(int type) {
        boolean forAll = type == SYSLOG_ACTION_READ_ALL || type == SYSLOG_ACTION_SIZE_BUFFER;
        if ((forAll && !dmesgRestrict) || Task.capable(Cred.CAP_SYSLOG)) {
            return 0;
        }
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            return Errno.EPERM.negated();
        }
        Task task = Task.current();
        printk.printkOnce(
                Printk.KERN_WARNING
                        + "%s (%d): Attempt to access syslog with CAP_SYS_ADMIN but no CAP_SYSLOG (deprecated).\n",
                task.comm(),
                task.pid());
        return 0;
    }

    /** 0 if the current task may read all of the log, or -EPERM. */
    @CheckReturnValue
    public long mayReadAll() {
        return checkPermissions(SYSLOG_ACTION_READ_ALL);
    }

    /** An action with its buffer or number. {@code do_syslog}. */
    @CheckReturnValue
    public long doSyslog(int type, UserMemory memory, long buffer, int length) {
        long denied = checkPermissions(type);
        if (denied < 0) {
            return denied;
        }
        return switch (type) {
            case SYSLOG_ACTION_CLOSE, SYSLOG_ACTION_OPEN -> 0;
            case SYSLOG_ACTION_READ, SYSLOG_ACTION_READ_ALL, SYSLOG_ACTION_READ_CLEAR ->
                readInto(type, memory, buffer, length);
            case SYSLOG_ACTION_CLEAR -> {
                printk.clear();
                yield 0;
            }
            case SYSLOG_ACTION_CONSOLE_OFF -> consoleOff();
            case SYSLOG_ACTION_CONSOLE_ON -> consoleOn();
            case SYSLOG_ACTION_CONSOLE_LEVEL -> consoleLevel(length);
            case SYSLOG_ACTION_SIZE_UNREAD -> sizeUnread();
            case SYSLOG_ACTION_SIZE_BUFFER -> PrintkRing.LOG_BUF_LEN;
            default -> Errno.EINVAL.negated();
        };
    }

    private long readInto(int type, UserMemory memory, long buffer, int length) {
        if (buffer == 0 || length < 0) {
            return Errno.EINVAL.negated();
        }
        if (length == 0) {
            return 0;
        }
        if (!memory.accessOk(buffer, length)) {
            return Errno.EFAULT.negated();
        }
        return type == SYSLOG_ACTION_READ
                ? print(memory, buffer, length)
                : printAll(memory, buffer, length, type == SYSLOG_ACTION_READ_CLEAR);
    }

    /** Takes what fits of what the shared reader has not seen, and waits for a first record. {@code syslog_print}. */
    private long print(UserMemory memory, long buffer, int size) {
        long seen;
        do {
            seen = sequence();
            long from = seen;
            long waited = printk.logWait()
                    .waitEvent(() -> ring.read(from) != null, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
        } while (sequence() != seen);
        int done = 0;
        while (done < size) {
            byte[] part = next(size - done, done == 0);
            if (part == null) {
                break;
            }
            if (memory.copyToUser(buffer + done, part, 0, part.length) < part.length) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
            done += part.length;
        }
        return done;
    }

    private synchronized long sequence() {
        return sequence;
    }

    /** The shared reader's next record, or so much of the first as there is room for; null for nothing that fits. */
    private synchronized byte @Nullable [] next(int room, boolean isFirst) {
        PrintkRecord record = ring.read(sequence);
        if (record == null) {
            return null;
        }
        moveTo(record.sequence());
        byte[] text = LogText.print(record);
        int skip = partial;
        int left = text.length - skip;
        if (left <= room) {
            moveTo(record.sequence() + 1);
        } else if (isFirst) {
            partial += room;
            left = room;
        } else {
            return null;
        }
        byte[] part = new byte[left];
        System.arraycopy(text, skip, part, 0, left);
        return left == 0 ? null : part;
    }

    /** Goes to a record's beginning unless it is the one that has been begun. Called with the monitor held. */
    private void moveTo(long record) {
        if (record != sequence) {
            sequence = record;
            partial = 0;
        }
    }

    /** The newest records that fit, of those that were not cleared. {@code syslog_print_all}. */
    private long printAll(UserMemory memory, long buffer, int size, boolean clear) {
        PrintkRecord record = firstFitting(printk.clearSequence(), size);
        long end = record == null ? ring.nextSequence() : record.sequence();
        int done = 0;
        while (record != null) {
            byte[] text = LogText.print(record);
            if (done + text.length > size) {
                break;
            }
            if (memory.copyToUser(buffer + done, text, 0, text.length) < text.length) {
                return Errno.EFAULT.negated();
            }
            done += text.length;
            end = record.sequence() + 1;
            record = ring.read(end);
        }
        if (clear) {
            printk.clearBefore(end);
        }
        return done;
    }

    private @Nullable PrintkRecord firstFitting(long from, int size) {
        long length = 0;
        for (PrintkRecord r = ring.read(from); r != null; r = ring.read(r.sequence() + 1)) {
            length += LogText.printSize(r);
        }
        PrintkRecord first = ring.read(from);
        while (first != null && length > size) {
            length -= LogText.printSize(first);
            first = ring.read(first.sequence() + 1);
        }
        return first;
    }

    private synchronized long consoleOff() {
        if (savedConsoleLogLevel == NOT_SAVED) {
            savedConsoleLogLevel = printk.consoleLogLevel();
        }
        printk.setConsoleLogLevel(printk.minimumConsoleLogLevel());
        return 0;
    }

    private synchronized long consoleOn() {
        if (savedConsoleLogLevel != NOT_SAVED) {
            printk.setConsoleLogLevel(savedConsoleLogLevel);
            savedConsoleLogLevel = NOT_SAVED;
        }
        return 0;
    }

    private synchronized long consoleLevel(int level) {
        if (level < Printk.CONSOLE_LOGLEVEL_MIN || level > CONSOLE_LOGLEVEL_MAX) {
            return Errno.EINVAL.negated();
        }
        printk.setConsoleLogLevel(Math.max(level, printk.minimumConsoleLogLevel()));
        savedConsoleLogLevel = NOT_SAVED;
        return 0;
    }

    private synchronized long sizeUnread() {
        PrintkRecord record = ring.read(sequence);
        if (record == null) {
            return 0;
        }
        moveTo(record.sequence());
        long length = 0;
        while (record != null) {
            length += LogText.printSize(record);
            record = ring.read(record.sequence() + 1);
        }
        return length - partial;
    }
}
