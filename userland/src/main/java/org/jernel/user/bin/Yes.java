package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Utf8;

/** Says a line until nobody listens: {@code yes [WORD]...}. */
final class Yes implements Program {

    private static final Getopt OPTIONS = Getopt.of("[WORD]...", "").posix();
    private static final int BUFFER = 64 * 1024;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        String line = (use.operands().isEmpty() ? "y" : String.join(" ", use.operands())) + "\n";
        byte[] lines = Utf8.encode(line.repeat(Math.max(1, BUFFER / line.length())));
        while (true) {
            Output.write(libc, "yes: standard output", lines, lines.length);
        }
    }
}
