package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;

/** What {@code cp}, {@code mv} and {@code ln} have in common: the last operand is a directory to put things in, or a new name. */
final class Operands {

    /** What is done with one source and the name that it gets. */
    @FunctionalInterface
    interface Action {

        /** Returns false after saying what failed. */
        boolean apply(String source, String target);
    }

    private Operands() {}

    /** Applies an action to each source. Returns the exit code. */
    static int forEach(Libc libc, String program, Getopt.Use use, Action action) {
        List<String> operands = use.operands();
        if (operands.size() == 1) {
            use.refuse("missing destination file operand after '%s'".formatted(operands.getFirst()));
            return 1;
        }
        String last = operands.getLast();
        Stat stat = libc.stat(last);
        boolean directory = stat != null && stat.is(Stat.S_IFDIR);
        if (!directory && operands.size() > 2) {
            libc.dprintf(
                    Libc.STDERR_FILENO,
                    "%s: target '%s': %s\n",
                    program,
                    last,
                    stat == null ? libc.strerror(libc.errno()) : "Not a directory");
            return 1;
        }
        boolean all = true;
        for (String source : operands.subList(0, operands.size() - 1)) {
            all &= action.apply(source, directory ? inside(last, source) : last);
        }
        return all ? 0 : 1;
    }

    /** A name of its own for a file in a directory. */
    static String inside(String directory, String source) {
        String name = source.replaceFirst("/+$", "").replaceFirst("^.*/", "");
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /** True, after saying so, if two names are one file's. */
    static boolean isSame(Libc libc, String program, String source, Stat sourceStat, String target) {
        Stat there = libc.stat(target);
        if (there == null || there.dev() != sourceStat.dev() || there.ino() != sourceStat.ino()) {
            return false;
        }
        libc.dprintf(Libc.STDERR_FILENO, "%s: '%s' and '%s' are the same file\n", program, source, target);
        return true;
    }
}
