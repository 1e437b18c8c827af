package org.jernel.user.bin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Lists all tasks, which are what {@code /proc} has numbers of: {@code ps [-ef] [aux]}, in the columns of procps. */
final class Ps implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-ef] [aux]", "efA");
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int TICKS_PER_SECOND = 100;
    private static final int KILOBYTE = 1024;
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The columns that are asked for. */
    private record Layout(String header, BiFunction<Common, ProcTask, String> line) {}

    private static final Layout SHORT = new Layout("    PID TTY          TIME CMD", Ps::shortLine);
    private static final Layout FULL =
            new Layout("UID          PID    PPID  C STIME TTY          TIME CMD", Ps::fullLine);
    private static final Layout USER =
            new Layout("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND", Ps::userLine);

    /**
     * What is told of all tasks in the same way.
     *
     * @param bootTime seconds since the epoch
     * @param kilobytes of all memory
     */
    private record Common(Users users, long bootTime, long now, long kilobytes) {

        static Common read(Libc libc) {
            Long micros = libc.bootTime();
            String memory = libc.readFile("/proc/meminfo");
            return new Common(
                    new Users(libc),
                    micros == null ? 0 : micros / MICROS_PER_SECOND,
                    libc.time(),
                    memory == null ? 1 : Long.parseLong(memory.split("\\s+", 3)[1]));
        }

        String start(ProcTask task) {
            return START.format(Instant.ofEpochSecond(bootTime + task.startTicks() / TICKS_PER_SECOND));
        }

        /** How much of the time since its start a task has used, in tenths of percents. */
        double processor(ProcTask task) {
            double alive = Math.max(1, now - bootTime - task.startTicks() / TICKS_PER_SECOND);
            return 100.0 * task.ticks() / TICKS_PER_SECOND / alive;
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(1)) {
            return use.exitCode(1);
        }
        if (!use.operands().isEmpty() && !use.operands().getFirst().matches("[auxw]+")) {
            use.refuse("unsupported option '%s'".formatted(use.operands().getFirst()));
            return 1;
        }
        List<String> names = libc.readDirectory("/proc");
        if (names == null || libc.readFile("/proc/self/stat") == null) {
            libc.dprintf(Libc.STDERR_FILENO, "Error, do this: mount -t proc proc /proc\n");
            return 1;
        }
        Layout layout = use.has('f') ? FULL : SHORT;
        if (!use.operands().isEmpty()) {
            layout = use.operands().getFirst().contains("u") ? USER : SHORT;
        }
        Common common = Common.read(libc);
        BiFunction<Common, ProcTask, String> line = layout.line();
        libc.printf("%s\n", layout.header());
        names.stream()
                .filter(name -> name.matches("[0-9]+"))
                .map(Integer::valueOf)
                .sorted(Comparator.naturalOrder())
                .map(pid -> ProcTask.read(libc, pid))
                .filter(Objects::nonNull)
                .forEach(task -> libc.printf("%s\n", line.apply(common, task)));
        return 0;
    }

    private static String time(ProcTask task) {
        long seconds = task.ticks() / TICKS_PER_SECOND;
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String shortLine(Common common, ProcTask task) {
        return String.format(Locale.ROOT, "%7d %-8s %8s %s", task.pid(), "?", time(task), task.name());
    }

    private static String fullLine(Common common, ProcTask task) {
        return String.format(
                Locale.ROOT,
                "%-8s %7d %7d %2d %5s %-8s %8s %s",
                common.users().user(task.uid()),
                task.pid(),
                task.ppid(),
                Math.min(99, (long) common.processor(task)),
                common.start(task),
                "?",
                time(task),
                task.command());
    }

    private static String userLine(Common common, ProcTask task) {
        long seconds = task.ticks() / TICKS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%-8s %7d %4.1f %4.1f %6d %5d %-8s %-4s %5s %6s %s",
                common.users().user(task.uid()),
                task.pid(),
                Math.min(99.9, common.processor(task)),
                100.0 * task.residentKilobytes() / common.kilobytes(),
                task.bytes() / KILOBYTE,
                task.residentKilobytes(),
                "?",
                task.stat(),
                common.start(task),
                String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60),
                task.command());
    }
}
