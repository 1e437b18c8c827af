package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Tells how nice it is, or executes a program that is nicer: {@code nice [-n ADJUSTMENT] [PROGRAM [ARG]...]}. */
final class Nice implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-n ADJUSTMENT] [PROGRAM [ARG]...]", "n:").with("adjustment", 'n').posix();
    private static final String ADJUSTMENT = "10";
    private static final int FAILED = 125;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(FAILED);
        }
        String adjustment = use.valueOr('n', ADJUSTMENT);
        if (!adjustment.matches("[+-]?[0-9]{1,9}")) {
            libc.dprintf(Libc.STDERR_FILENO, "nice: invalid adjustment '%s'\n", adjustment);
            return FAILED;
        }
        if (use.operands().isEmpty()) {
            if (use.has('n')) {
                use.refuse("a command must be given with an adjustment");
                return FAILED;
            }
            libc.printf("%d\n", libc.nice());
            return 0;
        }
        if (libc.setNice(libc.nice() + Integer.parseInt(adjustment)) < 0) {
            // As GNU's does, it goes on as it is.
            libc.perror("nice: cannot set niceness");
        }
        String program = use.operands().getFirst();
        return Execution.execute(libc, use.operands(), libc.environ(), "nice: '" + program + "'");
    }
}
