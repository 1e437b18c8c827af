package org.jernel.kernel.printk;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The records of a log, of which the oldest are overwritten. Modelled on {@code kernel/printk/printk_ringbuffer.c}.
 *
 * <p>The newest record is not to be read before it is final: while its line has no end the same caller may continue it, and
 * the next record ends it. This object's monitor is a leaf.
 */
public final class PrintkRing {

    /** What Linux reserves by default. {@code log_buf_len}. */
    public static final int LOG_BUF_LEN = 1 << 18;

    /** The longest record. {@code PRINTKRB_RECORD_MAX}. */
    public static final int RECORD_MAX = 1024;

    static final int RECORDS = 4096;

    private final @Nullable PrintkRecord[] records = new @Nullable PrintkRecord[RECORDS];
    private long first;
    private long next;
    private int bytes;
    private boolean lastIsOpen;

    /**
     * Adds a message, or a continued one to the record it belongs to.
     *
     * @param message what it will be but for its number
     */
    synchronized void store(PrintkRecord message, boolean endsLine) {
        if (message.continues() && continueLast(message, endsLine)) {
            return;
        }
        PrintkRecord record = message.numbered(next);
        while (next - first == RECORDS || (bytes + record.size() > LOG_BUF_LEN && first < next)) {
            bytes -= at(first).size();
            first++;
        }
        records[slot(next)] = record;
        next++;
        bytes += record.size();
        lastIsOpen = !endsLine;
    }

    private boolean continueLast(PrintkRecord message, boolean endsLine) {
        if (!lastIsOpen || first == next) {
            return false;
        }
        PrintkRecord last = at(next - 1);
        if (last.callerId() != message.callerId() || last.size() + message.size() >= RECORD_MAX) {
            return false;
        }
        records[slot(next - 1)] = last.append(message);
        bytes += message.size();
        lastIsOpen = !endsLine;
        return true;
    }

    /** Makes the newest record final, whether its line has an end or not. */
    synchronized void finishLast() {
        lastIsOpen = false;
    }

    /** The first final record from that number on, or null. {@code prb_read_valid}. */
    public synchronized @Nullable PrintkRecord read(long sequence) {
        long at = Math.max(sequence, first);
        return at < nextSequence() ? at(at) : null;
    }

    /** All records from that number on, also one that is not final. */
    synchronized List<PrintkRecord> readAll(long sequence) {
        List<PrintkRecord> found = new ArrayList<>();
        for (long at = Math.max(sequence, first); at < next; at++) {
            found.add(at(at));
        }
        return found;
    }

    /** The number of the oldest record. {@code prb_first_valid_seq}. */
    public synchronized long firstSequence() {
        return first;
    }

    /** The number after that of the newest final record. {@code prb_next_seq}. */
    public synchronized long nextSequence() {
        return lastIsOpen ? next - 1 : next;
    }

    private PrintkRecord at(long sequence) {
        PrintkRecord record = records[slot(sequence)];
        if (record == null) {
            throw new IllegalStateException("no record " + sequence + " in [" + first + ", " + next + ")");
        }
        return record;
    }

    private static int slot(long sequence) {
        return (int) (sequence % RECORDS);
    }
}
