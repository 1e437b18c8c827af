package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Shows the environment, or executes a program in another one: {@code env [-i] [-u NAME] [NAME=VALUE]... [PROGRAM [ARG]...]}. */
final class Env implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-i] [-u NAME] [NAME=VALUE]... [PROGRAM [ARG]...]", "iu:")
            .with("ignore-environment", 'i')
            .with("unset", 'u')
            .posix();

    private static final int FAILED = 125;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(FAILED);
        }
        List<String> environment = new ArrayList<>(use.has('i') ? List.of() : libc.environ());
        String unset = use.value('u');
        if (unset != null) {
            environment.removeIf(entry -> entry.startsWith(unset + "="));
        }
        int at = 0;
        List<String> words = use.operands();
        while (at < words.size() && words.get(at).contains("=")) {
            String entry = words.get(at++);
            String name = entry.substring(0, entry.indexOf('=') + 1);
            environment.removeIf(old -> old.startsWith(name));
            environment.add(entry);
        }
        if (at == words.size()) {
            environment.forEach(entry -> libc.printf("%s\n", entry));
            return 0;
        }
        List<String> command = words.subList(at, words.size());
        return Execution.execute(libc, command, environment, "env: '" + command.getFirst() + "'");
    }
}
