package org.jernel.user.bin;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.LineReader;

/** The last lines or bytes of a file while it is read: what {@code tail} shows, and {@code head -n -COUNT} does not. */
final class Backlog {

    private static final int BUFFER = 64 * 1024;

    /** How much is kept at most. */
    private static final long MOST = 32L << 20;

    private final Libc libc;
    private final Extent extent;
    private final Consumer<byte[]> older;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private long held;

    /**
     * Makes one that is empty.
     *
     * @param extent how much is kept back
     * @param older is given what is not
     */
    Backlog(Libc libc, Extent extent, Consumer<byte[]> older) {
        this.libc = libc;
        this.extent = extent;
        this.older = older;
    }

    Iterable<byte[]> pieces() {
        return pieces;
    }

    /** Reads a file to its end. Returns false after saying why it cannot. */
    boolean fill(String program, String name, int fd) {
        boolean all = extent.bytes() ? fillBytes(fd) : fillLines(fd);
        if (held > MOST) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: memory exhausted\n", program);
            throw libc.exit(1);
        }
        if (!all) {
            libc.perror("%s: error reading '%s'".formatted(program, name));
        }
        return all;
    }

    private boolean fillLines(int fd) {
        LineReader lines = new LineReader(libc, fd);
        byte[] line = lines.next();
        while (line != null && held <= MOST) {
            keep(line);
            if (pieces.size() > extent.count()) {
                give(pieces.removeFirst());
            }
            line = lines.next();
        }
        return !lines.failed();
    }

    private boolean fillBytes(int fd) {
        byte[] buffer = new byte[BUFFER];
        int got = libc.read(fd, buffer);
        while (got > 0 && held <= MOST) {
            keep(Arrays.copyOf(buffer, got));
            while (held > extent.count()) {
                byte[] first = pieces.removeFirst();
                int surplus = (int) Math.min(first.length, held - extent.count());
                give(Arrays.copyOf(first, surplus));
                if (surplus < first.length) {
                    pieces.addFirst(Arrays.copyOfRange(first, surplus, first.length));
                }
            }
            got = libc.read(fd, buffer);
        }
        return got >= 0;
    }

    private void keep(byte[] piece) {
        pieces.addLast(piece);
        held += piece.length;
    }

    private void give(byte[] piece) {
        held -= piece.length;
        older.accept(piece);
    }
}
