package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Shows the first lines: {@code head [-n LINES] [FILE]...}. */
public final class Head implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-n LINES] [FILE]...", "n:").with("lines", 'n');
    private static final long LINES = 10;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        String count = use.value('n');
        if (count != null && !count.matches("[0-9]{1,18}")) {
            libc.dprintf(Libc.STDERR_FILENO, "head: invalid number of lines: '%s'\n", count);
            return 1;
        }
        long lines = count == null ? LINES : Long.parseLong(count);
        List<String> files = use.operands();
        boolean[] printed = {false};
        boolean all = Inputs.forEach(libc, files, "head", "cannot open '%s' for reading", (fd, name) -> {
            if (files.size() > 1) {
                String title = name.equals("-") ? "standard input" : name;
                libc.printf("%s==> %s <==\n", printed[0] ? "\n" : "", title);
            }
            printed[0] = true;
            return head(libc, fd, lines);
        });
        return all ? 0 : 1;
    }

    private static boolean head(Libc libc, int fd, long lines) {
        LineReader reader = new LineReader(libc, fd);
        for (long i = 0; i < lines; i++) {
            byte[] line = reader.next();
            if (line == null) {
                return !reader.failed();
            }
            if (!libc.writeAll(Libc.STDOUT_FILENO, line)) {
                libc.perror("head: error writing 'standard output'");
                throw libc.exit(1);
            }
        }
        return true;
    }
}
