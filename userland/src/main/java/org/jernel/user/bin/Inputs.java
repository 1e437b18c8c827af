package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;

/** The files of a filter: those that it is given, or standard input. */
final class Inputs {

    /** What a filter does with one file. */
    @FunctionalInterface
    interface Filter {

        /** Returns false after an error of reading, which errno tells. */
        boolean apply(int fd, String name);
    }

    private Inputs() {}

    /**
     * Opens one after the other; {@code -} is standard input.
     *
     * @param cannotOpen what stands before the name of a file that cannot be opened
     * @return whether all went well; what did not is said
     */
    static boolean forEach(Libc libc, List<String> files, String program, String cannotOpen, Filter filter) {
        boolean all = true;
        for (String file : files.isEmpty() ? List.of("-") : files) {
            int fd = file.equals("-") ? Libc.STDIN_FILENO : libc.open(file, Libc.O_RDONLY);
            if (fd < 0) {
                libc.perror(program + ": " + cannotOpen.formatted(file));
                all = false;
                continue;
            }
            if (!filter.apply(fd, file)) {
                libc.perror(program + ": " + file);
                all = false;
            }
            if (fd != Libc.STDIN_FILENO) {
                libc.close(fd);
            }
        }
        return all;
    }

    /**
     * As {@link #forEach} for {@code head} and {@code tail}: each file has a title where there are several, or with
     * {@code -v}, and never with {@code -q}; the filter itself says what cannot be read.
     */
    static boolean forEachTitled(Libc libc, Getopt.Use use, String program, Filter filter) {
        List<String> files = use.operands();
        boolean titled = use.has('v') || (files.size() > 1 && !use.has('q'));
        String[] before = {""};
        boolean[] all = {true};
        boolean opened = forEach(libc, files, program, "cannot open '%s' for reading", (fd, file) -> {
            String name = file.equals("-") ? "standard input" : file;
            if (titled) {
                libc.printf("%s==> %s <==\n", before[0], name);
                before[0] = "\n";
            }
            all[0] &= filter.apply(fd, name);
            return true;
        });
        return opened && all[0];
    }
}
