package org.jernel.user.bin;

import java.util.List;
import java.util.Set;

import org.jernel.user.libc.DebuggerProgram;
import org.jernel.user.libc.Libc;

/** Makes calls fail: adds, lists and removes injections through {@code /sys/kernel/debug/inject}. */
public final class Inject implements DebuggerProgram {

    private static final String USAGE = "[list | [add] SET:error=ERRNO[:when=FIRST+STEP]... | remove NUMBER | none]";
    private static final Getopt OPTIONS = Getopt.of(USAGE, "").posix();

    private static final String FILE = "inject";
    /** Words that want another behind them. */
    private static final Set<String> COMMANDS = Set.of("add", "remove");

    private static final String REASONS = "inject_error";

    @Override
    public int main(Libc libc, List<String> argv) {
        if (OPTIONS.showsHelp(libc, argv)) {
            return 0;
        }
        List<String> words = argv.subList(1, argv.size());
        if (words.isEmpty() || words.equals(List.of("list"))) {
            return DebugFile.show(libc, "inject", FILE);
        }
        if (words.equals(List.of("none"))) {
            return write(libc, "none");
        }
        if (words.size() == 2 && words.getFirst().equals("add")) {
            return write(libc, words.getLast());
        }
        if (words.size() == 2 && words.getFirst().equals("remove")) {
            return write(libc, "-" + words.getLast());
        }
        if (words.size() == 1 && !COMMANDS.contains(words.getFirst())) {
            return write(libc, words.getFirst());
        }
        libc.dprintf(Libc.STDERR_FILENO, "usage: inject %s\n", USAGE);
        return 2;
    }

    private static int write(Libc libc, String line) {
        return DebugFile.write(libc, "inject", FILE, line, REASONS);
    }
}
