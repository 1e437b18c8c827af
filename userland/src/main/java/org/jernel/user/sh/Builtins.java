package org.jernel.user.sh;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Utf8;

/** What a shell must do itself, because a task of its own could not change the shell. */
final class Builtins {

    static final Map<String, Shell.Builtin> ALL = Map.ofEntries(
            Map.entry(":", (_, _) -> 0),
            Map.entry("cd", Builtins::cd),
            Map.entry("exit", Builtins::exit),
            Map.entry("export", Builtins::export),
            Map.entry("unset", Builtins::unset),
            Map.entry("jobs", JobBuiltins::jobs),
            Map.entry("wait", JobBuiltins::await),
            Map.entry("fg", JobBuiltins::foreground),
            Map.entry("bg", JobBuiltins::background),
            Map.entry("kill", JobBuiltins::kill),
            Map.entry("umask", Builtins::umask),
            Map.entry("test", TestBuiltin::test),
            Map.entry("[", TestBuiltin::test),
            Map.entry("read", Builtins::read),
            Map.entry("break", Builtins::leaveLoop),
            Map.entry("continue", Builtins::leaveLoop));

    private static final int WRONG_USE = 2;

    private Builtins() {}

    static int fail(Shell shell, String message) {
        shell.libc().dprintf(Libc.STDERR_FILENO, "%s\n", message);
        return 1;
    }

    private static int cd(Shell shell, List<String> argv) {
        boolean back = argv.size() == 2 && argv.getLast().equals("-");
        String variable = back ? "OLDPWD" : "HOME";
        String directory = argv.size() == 2 && !back ? argv.getLast() : shell.variables().get(variable);
        if (argv.size() > 2) {
            return fail(shell, "cd: too many arguments");
        }
        if (directory == null) {
            return fail(shell, "cd: " + variable + " not set");
        }
        Libc libc = shell.libc();
        String before = libc.getcwd();
        if (libc.chdir(directory) < 0) {
            libc.perror("cd: " + directory);
            return 1;
        }
        String now = libc.getcwd();
        shell.variables().export("OLDPWD", before == null ? "" : before);
        shell.variables().export("PWD", now == null ? directory : now);
        if (back) {
            libc.printf("%s\n", directory);
        }
        return 0;
    }

    private static int exit(Shell shell, List<String> argv) {
        if (argv.size() > 1 && !argv.get(1).matches("[0-9]{1,9}")) {
            fail(shell, "exit: " + argv.get(1) + ": numeric argument required");
            return shell.exit(WRONG_USE);
        }
        return shell.exit(argv.size() > 1 ? Integer.parseInt(argv.get(1)) & 0xff : shell.lastStatus());
    }

    private static int export(Shell shell, List<String> argv) {
        if (argv.size() == 1) {
            shell.variables().environment().forEach(entry -> shell.libc().printf("export %s\n", entry));
        }
        for (String argument : argv.subList(1, argv.size())) {
            int equals = argument.indexOf('=');
            String variable = equals < 0 ? argument : argument.substring(0, equals);
            if (!Variables.isName(variable)) {
                return fail(shell, "export: '" + argument + "': not a valid identifier");
            }
            if (equals < 0) {
                shell.variables().export(variable);
            } else {
                shell.variables().export(variable, argument.substring(equals + 1));
            }
        }
        return 0;
    }

    private static int unset(Shell shell, List<String> argv) {
        argv.subList(1, argv.size()).forEach(shell.variables()::unset);
        return 0;
    }

    /** {@code break [N]} and {@code continue [N]}; the debugger's programs of these names where no loop can be meant. */
    private static int leaveLoop(Shell shell, List<String> argv) {
        String loops = argv.size() > 1 ? argv.get(1) : "1";
        if (!shell.compounds().isInLoop() || !loops.matches("[0-9]+")) {
            return shell.launcher().runProgram(argv);
        }
        if (!loops.matches("0*[1-9][0-9]{0,8}")) {
            return shell.fail(argv.getFirst() + ": Illegal number: " + loops);
        }
        shell.compounds().leave(Integer.parseInt(loops), argv.getFirst().equals("continue"));
        return 0;
    }

    /** {@code read [-r] NAME...}: byte by byte, since what follows the line is for others. */
    private static int read(Shell shell, List<String> argv) {
        boolean raw = argv.size() > 1 && argv.get(1).equals("-r");
        List<String> names = argv.subList(raw ? 2 : 1, argv.size());
        for (String name : names) {
            if (!Variables.isName(name)) {
                shell.complain("read: " + name + ": bad variable name");
                return WRONG_USE;
            }
        }
        if (names.isEmpty()) {
            shell.complain("read: arg count");
            return WRONG_USE;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean ended = readLine(shell.libc(), raw, line);
        String rest = Utf8.decode(line.toByteArray()).strip();
        for (String name : names.subList(0, names.size() - 1)) {
            String[] fields = rest.split("[ \t]+", 2);
            shell.variables().set(name, fields[0]);
            rest = fields.length > 1 ? fields[1] : "";
        }
        shell.variables().set(names.getLast(), rest);
        if (shell.isInterrupted()) {
            return Jobs.exitCode(Signal.SIGINT.number());
        }
        return ended ? 0 : 1;
    }

    /** Returns whether the line has an end. */
    private static boolean readLine(Libc libc, boolean raw, ByteArrayOutputStream line) {
        byte[] next = new byte[1];
        boolean escaped = false;
        while (libc.read(Libc.STDIN_FILENO, next) == 1) {
            if (!raw && !escaped && next[0] == '\\') {
                escaped = true;
                continue;
            }
            if (next[0] == '\n' && !escaped) {
                return true;
            }
            if (next[0] != '\n') {
                line.write(next[0]);
            }
            escaped = false;
        }
        return false;
    }

    private static int umask(Shell shell, List<String> argv) {
        Libc libc = shell.libc();
        if (argv.size() == 1) {
            int mask = libc.umask(0);
            libc.umask(mask);
            libc.printf("%04o\n", mask);
            return 0;
        }
        if (!argv.get(1).matches("[0-7]{1,4}")) {
            return fail(shell, "umask: " + argv.get(1) + ": octal number out of range");
        }
        libc.umask(Integer.parseInt(argv.get(1), 8));
        return 0;
    }
}
