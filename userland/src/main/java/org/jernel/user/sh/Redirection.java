package org.jernel.user.sh;

import java.util.Arrays;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Utf8;

/**
 * A descriptor that a command gets.
 *
 * @param fd which one it is
 * @param target a file's name, or for {@link Kind#DUPLICATE} another descriptor's number or {@code -},
 *     for {@link Kind#DOCUMENT} the lines themselves
 */
record Redirection(int fd, Kind kind, Word target) {

    private static final int RIGHTS = 0666;
    private static final int PIPE_SIZE = 1 << 16;

    /** What a redirection does; the flags are those that the file is opened with. */
    enum Kind {
        READ(Libc.O_RDONLY),
        WRITE(Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC),
        APPEND(Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND),
        READ_WRITE(Libc.O_RDWR | Libc.O_CREAT),
        DUPLICATE(0),
        /** What can be read are the lines of a here-document. */
        DOCUMENT(0);

        private final int flags;

        Kind(int flags) {
            this.flags = flags;
        }
    }

    /** Told of a descriptor that is about to become something else. */
    @FunctionalInterface
    interface Before {

        void about(int fd);
    }

    /** Makes the descriptor what it is to be. Returns false with the number of the error. */
    boolean apply(Libc libc, String expandedTarget) {
        if (kind == Kind.DUPLICATE) {
            return duplicate(libc, expandedTarget);
        }
        int opened = kind == Kind.DOCUMENT
                ? document(libc, Utf8.encode(expandedTarget))
                : libc.open(expandedTarget, kind.flags, RIGHTS);
        if (opened < 0) {
            return false;
        }
        if (opened != fd) {
            libc.dup2(opened, fd);
            libc.close(opened);
        }
        return true;
    }

    /** A pipe, into which a task writes what fits no pipe. */
    private static int document(Libc libc, byte[] lines) {
        int[] pipe = libc.pipe();
        if (pipe == null) {
            return -1;
        }
        if (lines.length <= PIPE_SIZE) {
            libc.write(pipe[1], lines);
        } else {
            int _ = libc.clone(child -> {
                child.close(pipe[0]);
                int written = 0;
                while (written >= 0 && written < lines.length) {
                    int more = child.write(pipe[1], Arrays.copyOfRange(lines, written, lines.length));
                    written = more < 0 ? more : written + more;
                }
                return 0;
            });
        }
        libc.close(pipe[1]);
        return pipe[0];
    }

    private boolean duplicate(Libc libc, String from) {
        if (from.equals("-")) {
            libc.close(fd);
            return true;
        }
        boolean number = from.matches("[0-9]{1,9}");
        return libc.dup2(number ? Integer.parseInt(from) : -Errno.EBADF.number(), fd) >= 0;
    }
}
