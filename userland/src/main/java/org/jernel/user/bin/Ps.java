package org.jernel.user.bin;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Lists all tasks, which are what {@code /proc} has numbers of: {@code ps [-ef]}, in the columns of procps. */
public final class Ps implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-ef]", "efA");

    private static final int PPID = 1;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int TICKS_PER_SECOND = 100;

    /** What {@code /proc/PID} tells of a task. */
    private record Row(int pid, int ppid, String state, String comm, String cmdline, int uid, long seconds) {

        String time() {
            return String.format(
                    Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
        }

        String command() {
            String zombie = state.equals("Z") ? "<defunct>" : "";
            if (zombie.isEmpty() && !cmdline.isEmpty()) {
                return cmdline;
            }
            return ("[" + comm + "] " + zombie).strip();
        }

        String name() {
            return state.equals("Z") ? comm + " <defunct>" : comm;
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        List<String> names = libc.readDirectory("/proc");
        if (names == null || libc.readFile("/proc/self/stat") == null) {
            libc.dprintf(Libc.STDERR_FILENO, "Error, do this: mount -t proc proc /proc\n");
            return 1;
        }
        boolean full = use.has('f');
        Users users = new Users(libc);
        libc.printf(
                "%s\n",
                full
                        ? "UID          PID    PPID TTY          TIME CMD"
                        : "    PID TTY          TIME CMD");
        names.stream()
                .filter(name -> name.matches("[0-9]+"))
                .map(Integer::valueOf)
                .sorted(Comparator.naturalOrder())
                .map(pid -> read(libc, pid))
                .forEach(process -> {
                    if (process != null) {
                        print(libc, full, users, process);
                    }
                });
        return 0;
    }

    private static void print(Libc libc, boolean full, Users users, Row process) {
        if (full) {
            libc.printf(
                    "%-8s %7d %7d %-8s %8s %s\n",
                    users.user(process.uid()),
                    process.pid(),
                    process.ppid(),
                    "?",
                    process.time(),
                    process.command());
        } else {
            libc.printf("%7d %-8s %8s %s\n", process.pid(), "?", process.time(), process.name());
        }
    }

    /** A task may be gone before its files are read. */
    private static @Nullable Row read(Libc libc, int pid) {
        String directory = "/proc/" + pid;
        String stat = libc.readFile(directory + "/stat");
        String cmdline = libc.readFile(directory + "/cmdline");
        Stat owner = libc.stat(directory);
        if (stat == null || owner == null) {
            return null;
        }
        // The name may have blanks and parentheses in it.
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 1).strip().split(" ");
        return new Row(
                pid,
                Integer.parseInt(fields[PPID]),
                fields[0],
                stat.substring(stat.indexOf('(') + 1, close),
                cmdline == null ? "" : cmdline.replace('\0', ' ').strip(),
                owner.uid(),
                (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND);
    }
}
