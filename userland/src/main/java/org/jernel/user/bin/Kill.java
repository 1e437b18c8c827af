package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * Sends a signal: {@code kill [-SIGNAL | -s SIGNAL] PID...}, {@code kill -l [SIGNAL]...}, with the messages of
 * {@code bash}.
 */
final class Kill implements Program {

    private static final String USAGE = "[-SIGNAL | -s SIGNAL] PID... or kill -l [SIGNAL]...";

    /** What a shell adds to the number of the signal that has ended a program. */
    private static final int EXIT_BY_SIGNAL = 128;

    private static final Getopt OPTIONS = Getopt.of(USAGE, "").posix();

    @Override
    public int main(Libc libc, List<String> argv) {
        if (OPTIONS.showsHelp(libc, argv)) {
            return 0;
        }
        if (argv.size() >= 2 && argv.get(1).equals("-l")) {
            return list(libc, argv.subList(2, argv.size()));
        }
        int at = 1;
        Integer signo = Signal.SIGTERM.number();
        if (argv.size() > 2 && argv.get(1).equals("-s")) {
            signo = number(argv.get(2));
            at = 3;
        } else if (argv.size() > 1 && argv.get(1).length() > 1 && argv.get(1).startsWith("-")
                && !argv.get(1).equals("--")) {
            signo = number(argv.get(1).substring(1));
            at = 2;
        }
        if (signo == null) {
            libc.dprintf(Libc.STDERR_FILENO, "kill: %s: invalid signal specification\n", argv.get(at - 1));
            return 1;
        }
        at += at < argv.size() && argv.get(at).equals("--") ? 1 : 0;
        if (at == argv.size()) {
            libc.dprintf(Libc.STDERR_FILENO, "kill: usage: kill %s\n", USAGE);
            return 2;
        }
        int code = 0;
        for (String pid : argv.subList(at, argv.size())) {
            code |= send(libc, pid, signo);
        }
        return code;
    }

    /** Names for numbers and for exit statuses of what a signal has ended, and numbers for names; all names without one. */
    private static int list(Libc libc, List<String> wanted) {
        if (wanted.isEmpty()) {
            libc.printf("%s\n", Arrays.stream(Signal.values()).map(Kill::shortName).collect(Collectors.joining(" ")));
            return 0;
        }
        int code = 0;
        for (String word : wanted) {
            String text = translated(word);
            if (text == null) {
                libc.dprintf(Libc.STDERR_FILENO, "kill: %s: invalid signal specification\n", word);
                code = 1;
            } else {
                libc.printf("%s\n", text);
            }
        }
        return code;
    }

    private static @Nullable String translated(String word) {
        if (!word.matches("[0-9]{1,3}")) {
            Integer number = number(word);
            return number == null ? null : number.toString();
        }
        int number = Integer.parseInt(word);
        int signo = number > EXIT_BY_SIGNAL ? number - EXIT_BY_SIGNAL : number;
        return Arrays.stream(Signal.values())
                .filter(signal -> signal.number() == signo)
                .findFirst()
                .map(Kill::shortName)
                .orElse(null);
    }

    private static String shortName(Signal signal) {
        return signal.name().substring("SIG".length());
    }

    private static int send(Libc libc, String pid, int signo) {
        if (!pid.matches("-?[0-9]{1,9}")) {
            libc.dprintf(Libc.STDERR_FILENO, "kill: %s: arguments must be process IDs\n", pid);
            return 1;
        }
        if (libc.kill(Integer.parseInt(pid), signo) < 0) {
            libc.perror("kill: (" + pid + ")");
            return 1;
        }
        return 0;
    }

    private static @Nullable Integer number(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            return number <= Signal.NSIG ? number : null;
        }
        String name = text.startsWith("SIG") ? text : "SIG" + text;
        return Arrays.stream(Signal.values())
                .filter(signal -> signal.name().equals(name))
                .map(Signal::number)
                .findFirst()
                .orElse(null);
    }
}
