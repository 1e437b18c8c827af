package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.DebuggerProgram;
import org.jernel.user.libc.Libc;

/**
 * The commands of a debugger, each a program of its name: breakpoints are set and stopped tasks looked at and steered through
 * files of {@code /sys/kernel/debug}.
 */
public final class Gdb implements DebuggerProgram {

    private static final String COMMANDS = "breakpoints";
    private static final String REASONS = "breakpoints_error";

    /** What {@code info} shows, and the files that tell it. */
    private static final Map<String, String> SUBJECTS = Map.of(
            "breakpoints", COMMANDS, "b", COMMANDS, "args", "args", "stopped", "stopped", "threads", "stopped");

    private static final Map<String, String> USAGE = Map.of(
            "break", "SYMBOL",
            "delete", "[NUMBER]",
            "continue", "[PID]",
            "finish", "[PID]",
            "return", "VALUE [PID]",
            "set", "arg INDEX = VALUE [PID]",
            "bt", "[PID]",
            "info", "breakpoints | args | stopped");

    @Override
    public int main(Libc libc, List<String> argv) {
        String command = argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
        if (Getopt.of(USAGE.getOrDefault(command, ""), "").posix().showsHelp(libc, argv)) {
            return 0;
        }
        List<String> operands = argv.subList(1, argv.size());
        return switch (command + "/" + operands.size()) {
            case "bt/0" -> showStopped(libc, command, "backtrace");
            case "bt/1" -> backtrace(libc, operands.getFirst());
            case "info/1" -> info(libc, operands.getFirst());
            case "break/1" -> {
                int code = write(libc, command, operands, "");
                if (code == 0) {
                    tellNewest(libc);
                }
                yield code;
            }
            case "delete/0", "delete/1", "continue/0", "finish/0", "return/1" -> write(libc, command, operands, "");
            case "continue/1", "finish/1" -> write(libc, command, List.of(), operands.getFirst());
            case "return/2" -> write(libc, command, operands.subList(0, 1), operands.getLast());
            case "set/4" -> set(libc, operands, "");
            case "set/5" -> set(libc, operands.subList(0, 4), operands.getLast());
            default -> usage(libc, command);
        };
    }

    /** As gdb tells of a breakpoint that it has set; the table has the newest last, and its places below it. */
    private static void tellNewest(Libc libc) {
        List<String> numbered = DebugFile.read(libc, COMMANDS).lines().filter(line -> line.matches("\\d+ .*")).toList();
        if (!numbered.isEmpty()) {
            List<String> columns = Arrays.asList(numbered.getLast().split("\\s+", 3));
            libc.printf("Breakpoint %s at %s\n", columns.get(0), columns.get(1));
        }
    }

    /** Where a task stands at a breakpoint, or else where it waits in the kernel. */
    private static int backtrace(Libc libc, String pid) {
        if (!pid.matches("\\d{1,9}")) {
            libc.dprintf(Libc.STDERR_FILENO, "bt: '%s' is no number\n", pid);
            return 1;
        }
        StringBuilder stop = new StringBuilder();
        boolean isMeant = false;
        for (String line : DebugFile.read(libc, "backtrace").lines().toList()) {
            isMeant = line.startsWith("#") ? isMeant : line.endsWith("[" + pid + "]");
            stop.append(isMeant ? line + "\n" : "");
        }
        if (!stop.isEmpty()) {
            libc.printf("%s", stop);
            return 0;
        }
        String stack = libc.readFile("/proc/" + pid + "/stack");
        if (stack == null) {
            libc.dprintf(Libc.STDERR_FILENO, "bt: %s: %s\n", pid,
                    libc.errno() == Errno.ENOENT.number() ? "No such process" : libc.strerror(libc.errno()));
            return 1;
        }
        List<String> functions = stack.lines().map(line -> line.replaceAll("^\\S+ |\\+.*", "")).toList();
        for (int i = 0; i < functions.size(); i++) {
            libc.printf("#%-3d%s ()\n", i, functions.get(i));
        }
        if (functions.isEmpty()) {
            String comm = libc.readFile("/proc/" + pid + "/comm");
            libc.printf("%s[%s] is in user mode\n", comm == null ? "task" : comm.strip(), pid);
        }
        return 0;
    }

    private static int info(Libc libc, String subject) {
        String file = SUBJECTS.get(subject);
        if (file == null) {
            return usage(libc, "info");
        }
        return file.equals("args") ? showStopped(libc, "info", file) : DebugFile.show(libc, "info", file);
    }

    /** Shows what the tasks that stand have; without one it says so. */
    private static int showStopped(Libc libc, String command, String file) {
        if (DebugFile.read(libc, "stopped").isEmpty()) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: no task stands at a breakpoint\n", command);
            return 1;
        }
        return DebugFile.show(libc, command, file);
    }

    private static int set(Libc libc, List<String> words, String pid) {
        boolean wellFormed = words.get(0).equals("arg") && words.get(2).equals("=");
        return wellFormed ? write(libc, "set", "arg", List.of(words.get(1), words.get(3)), pid) : usage(libc, "set");
    }

    private static int write(Libc libc, String command, List<String> operands, String pid) {
        return write(libc, command, command, operands, pid);
    }

    private static int write(Libc libc, String program, String command, List<String> operands, String pid) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(operands);
        if (!pid.isEmpty()) {
            line.add("pid=" + pid);
        }
        return DebugFile.write(libc, program, COMMANDS, String.join(" ", line), REASONS);
    }

    private static int usage(Libc libc, String command) {
        libc.dprintf(Libc.STDERR_FILENO, "usage: %s %s\n", command, USAGE.getOrDefault(command, ""));
        return 2;
    }
}
