package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Sends a signal: {@code kill [-SIGNAL | -s SIGNAL] PID...}, {@code kill -l}. */
final class Kill implements Program {

    private static final String USAGE = "[-SIGNAL | -s SIGNAL] PID... or kill -l";
    private static final Getopt OPTIONS = Getopt.of(USAGE, "").posix();

    @Override
    public int main(Libc libc, List<String> argv) {
        if (OPTIONS.showsHelp(libc, argv)) {
            return 0;
        }
        if (argv.size() == 2 && argv.get(1).equals("-l")) {
            libc.printf("%s\n", Arrays.stream(Signal.values())
                    .map(signal -> signal.name().substring("SIG".length()))
                    .collect(Collectors.joining(" ")));
            return 0;
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
