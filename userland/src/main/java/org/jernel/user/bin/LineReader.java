package org.jernel.user.bin;

import java.io.ByteArrayOutputStream;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** The lines of an open file, as bytes with their ends. */
final class LineReader {

    private static final int BUFFER = 4096;

    private final Libc libc;
    private final int fd;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean failed;

    LineReader(Libc libc, int fd) {
        this.libc = libc;
        this.fd = fd;
    }

    /** The next line, whose newline only the last one may lack; null at the end and after an error. */
    byte @Nullable [] next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (at == end) {
                at = 0;
                end = libc.read(fd, buffer);
                if (end <= 0) {
                    failed = end < 0;
                    end = 0;
                    return line.size() == 0 ? null : line.toByteArray();
                }
            }
            line.write(buffer[at]);
            if (buffer[at++] == '\n') {
                return line.toByteArray();
            }
        }
    }

    /** True if reading ended with an error, which errno tells. */
    boolean failed() {
        return failed;
    }
}
