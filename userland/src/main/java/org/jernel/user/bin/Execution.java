package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;

/** The last step of a program that executes another. */
final class Execution {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private Execution() {}

    /**
     * Executes a program, from PATH unless its name has a slash. Returns only where that fails, which it has told then.
     *
     * @param words its arguments, of which the first is its name
     * @param failure what is said before the reason
     * @return the exit code
     */
    static int execute(Libc libc, List<String> words, List<String> environment, String failure) {
        int _ = libc.execvpe(words.getFirst(), words, environment);
        boolean missing = libc.errno() == Errno.ENOENT.number();
        libc.perror(failure);
        return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }
}
