package org.jernel.user.libc;

import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The lines of an open file, as bytes with their ends. {@code getline(3)}, but no line takes all memory. */
public final class LineReader {

    /** The longest line: far above what a command takes as its arguments, and far below what a JVM has. */
    public static final int LONGEST = 4 << 20;

    /** How many signals in a row a read outlives: one that never comes to anything, as an injection makes it, is an error. */
    private static final int MOST_INTERRUPTIONS = 100;

    private static final int BUFFER = 16 * 1024;

    private final StdioCalls libc;
    private final int fd;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean failed;
    private boolean tooLong;

    public LineReader(Libc libc, int fd) {
        this((StdioCalls) libc, fd);
    }

    LineReader(StdioCalls libc, int fd) {
        this.libc = libc;
        this.fd = fd;
    }

    /**
     * The next line, whose newline only the last one may lack; null at the end and after an error, ENOMEM for a line that is
     * longer than {@link #LONGEST}. After an error the next line can be asked for; a signal's handler is none.
     */
    public byte @Nullable [] next() {
        return next(() -> false);
    }

    /**
     * As {@link #next()}, but a signal may end it, with EINTR.
     *
     * @param over asked after each signal whether nobody wants the line any more
     */
    byte @Nullable [] next(BooleanSupplier over) {
        failed = false;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (at < end || fill(over)) {
            int start = at;
            boolean whole = skipLine();
            if (!tooLong) {
                line.write(buffer, start, at - start);
            }
            if (line.size() > LONGEST) {
                tooLong = !whole;
                failed = true;
                libc.fail(Errno.ENOMEM);
                return null;
            }
            if (whole && !tooLong) {
                return line.toByteArray();
            }
            tooLong &= !whole;
        }
        return line.size() == 0 || over.getAsBoolean() ? null : line.toByteArray();
    }

    /** Goes behind the next newline, or to the end of what was read. Returns whether there was one. */
    private boolean skipLine() {
        while (at < end) {
            if (buffer[at++] == '\n') {
                return true;
            }
        }
        return false;
    }

    private boolean fill(BooleanSupplier over) {
        at = 0;
        end = 0;
        int got = libc.read(fd, buffer);
        for (int i = 0; i < MOST_INTERRUPTIONS && isInterrupted(got) && !over.getAsBoolean(); i++) {
            got = libc.read(fd, buffer);
        }
        failed = got < 0;
        end = Math.max(0, got);
        return end > 0;
    }

    private boolean isInterrupted(int got) {
        return got < 0 && libc.errno() == Errno.EINTR.number();
    }

    /** True if there was no next line because of an error, which errno tells. */
    public boolean failed() {
        return failed;
    }
}
