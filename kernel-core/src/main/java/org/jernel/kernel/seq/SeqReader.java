package org.jernel.kernel.seq;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * Reads the records of one open file: whole ones as far as a buffer of a page and the caller's both hold them, so that a record
 * that changes between two reads is not torn. The reading half of {@code fs/seq_file.c}.
 *
 * <p>The monitor is {@code m->lock}: readers take turns, and {@code show} functions run under it.
 *
 * @param <T> a record
 */
final class SeqReader<T> {

    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;

    private final SeqOperations<T> operations;
    private final SeqFile text = new SeqFile();
    private int size = Page.SIZE;

    /** Of what is in the buffer, what was read already. */
    private int from;

    /** The number of the next record. */
    private long index;

    /** Where in the file the buffer's rest begins. */
    private long readPosition;

    SeqReader(SeqOperations<T> operations) {
        this.operations = operations;
    }

    /** Reads from a position. Returns the bytes, 0 at the end, or -errno; the caller moves the position. {@code seq_read_iter}. */
    @CheckReturnValue
    public synchronized long read(IovIter to, long position) {
        if (to.count() == 0) {
            return 0;
        }
        try {
            if (position == 0) {
                rewind();
            }
            if (position != readPosition) {
                traverse(position);
            }
        } catch (ErrnoException e) {
            rewind();
            return e.result();
        }
        long copied = 0;
        if (left() > 0) {
            int first = copy(to);
            copied = first;
            if (left() > 0 || to.count() == 0) {
                return done(first);
            }
        }
        long error = fill(to.count());
        copied += copy(to);
        return copied == 0 && left() == 0 ? error : done(copied);
    }

    private int left() {
        return text.count() - from;
    }

    private int copy(IovIter to) {
        int copied = to.copyToIter(text.bytes(), from, left());
        from += copied;
        return copied;
    }

    private long done(long copied) {
        if (copied == 0) {
            return Errno.EFAULT.negated();
        }
        readPosition += copied;
        return copied;
    }

    private void rewind() {
        clear();
        index = 0;
        readPosition = 0;
    }

    private void clear() {
        text.truncate(0);
        from = 0;
    }

    /** Fills the empty buffer with records: one at least, more as they fit. Returns 0 or the -errno that ended it. */
    private long fill(long wanted) {
        clear();
        T record = null;
        int before = 0;
        try {
            record = operations.start(text, index);
            while (record != null && text.count() < Math.max(1, wanted)) {
                before = text.count();
                if (operations.show(text, record) != 0) {
                    text.truncate(before);
                }
                if (!fits(before)) {
                    text.truncate(before);
                    break;
                }
                index++;
                record = operations.next(text, record, index);
            }
            return 0;
        } catch (ErrnoException e) {
            text.truncate(before);
            return before == 0 ? e.result() : 0;
        } finally {
            operations.stop(text, record);
        }
    }

    /** The first record makes room for itself, which the file keeps. */
    private boolean fits(int before) {
        while (before == 0 && text.count() >= size) {
            size *= 2;
        }
        return text.count() < size;
    }

    /** Goes through the records anew, up to that position. {@code traverse}. */
    private void traverse(long offset) {
        rewind();
        T record = null;
        try {
            record = offset == 0 ? null : operations.start(text, 0);
            long position = 0;
            while (record != null) {
                text.truncate(0);
                if (operations.show(text, record) != 0) {
                    text.truncate(0);
                }
                boolean _ = fits(0);
                index++;
                if (position + text.count() > offset) {
                    from = (int) (offset - position);
                    break;
                }
                position += text.count();
                text.truncate(0);
                if (position == offset) {
                    break;
                }
                record = operations.next(text, record, index);
            }
            readPosition = offset;
        } finally {
            operations.stop(text, record);
        }
    }

    /** Where a seek leads, from where the file is now: the position, or -errno. There is no end to seek from. {@code seq_lseek}. */
    @CheckReturnValue
    public synchronized long llseek(long now, long offset, int whence) {
        long to = whence == SEEK_CUR ? now + offset : offset;
        if ((whence != SEEK_SET && whence != SEEK_CUR) || to < 0) {
            return Errno.EINVAL.negated();
        }
        if (to != readPosition) {
            try {
                traverse(to);
            } catch (ErrnoException e) {
                rewind();
                return e.result();
            }
        }
        return to;
    }
}
