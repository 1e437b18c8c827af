package org.jernel.user.sh;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** The shell as a program: {@code sh [FILE [ARG]...]}, {@code sh -c COMMANDS [NAME [ARG]...]}, or lines of standard input. */
public final class Sh implements Program {

    private static final int NOT_FOUND = 127;
    private static final int WRONG_USE = 2;

    @Override
    public int main(Libc libc, List<String> argv) {
        if (argv.size() > 1 && argv.get(1).equals("--help")) {
            libc.printf("Usage: %s [-c COMMANDS [NAME [ARG]...] | FILE [ARG]...]\n", argv.getFirst());
            return 0;
        }
        Shell shell = new Shell(libc, argv.getFirst(), "not found", false);
        if (argv.size() == 1) {
            return shell.interact("");
        }
        if (argv.get(1).equals("-c")) {
            if (argv.size() == 2) {
                libc.dprintf(Libc.STDERR_FILENO, "%s: -c requires an argument\n", argv.getFirst());
                return WRONG_USE;
            }
            if (argv.size() > 3) {
                shell.setPositional(argv.subList(3, argv.size()));
            }
            return shell.run(argv.get(2));
        }
        String script = libc.readFile(argv.get(1));
        if (script == null) {
            libc.perror(argv.getFirst() + ": cannot open " + argv.get(1));
            return NOT_FOUND;
        }
        shell.setPositional(argv.subList(1, argv.size()));
        return shell.run(script);
    }
}
