package org.jernel.user.bin;

import java.util.Arrays;

import org.jernel.user.libc.Libc;

/** The standard output of a filter, without which there is nothing left for it to do. */
final class Output {

    private Output() {}

    /** Writes the first bytes of a buffer, or says what failed and why, and ends the program. */
    static void write(Libc libc, String failure, byte[] bytes, int length) {
        byte[] all = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        if (length > 0 && !libc.writeAll(Libc.STDOUT_FILENO, all)) {
            libc.perror(failure);
            throw libc.exit(1);
        }
    }
}
