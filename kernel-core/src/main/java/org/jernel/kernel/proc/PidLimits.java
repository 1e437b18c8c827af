package org.jernel.kernel.proc;

import java.util.List;

import org.jernel.kernel.printk.Vsprintf;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.task.Rlimits;

/** {@code /proc/PID/limits}. {@code proc_pid_limits} of {@code fs/proc/base.c}. */
final class PidLimits {

    /** A limit by its number: what it is called and counted in. {@code lnames}. */
    private record Name(String name, String unit) {}

    private static final List<Name> NAMES = List.of(
            new Name("Max cpu time", "seconds"),
            new Name("Max file size", "bytes"),
            new Name("Max data size", "bytes"),
            new Name("Max stack size", "bytes"),
            new Name("Max core file size", "bytes"),
            new Name("Max resident set", "bytes"),
            new Name("Max processes", "processes"),
            new Name("Max open files", "files"),
            new Name("Max locked memory", "bytes"),
            new Name("Max address space", "bytes"),
            new Name("Max file locks", "locks"),
            new Name("Max pending signals", "signals"),
            new Name("Max msgqueue size", "bytes"),
            new Name("Max nice priority", ""),
            new Name("Max realtime priority", ""),
            new Name("Max realtime timeout", "us"));

    private PidLimits() {}

    static void show(ProcTask of, SeqFile text) {
        text.printf("%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
        for (int resource = 0; resource < NAMES.size(); resource++) {
            Name name = NAMES.get(resource);
            Rlimits.Limit limit = of.task().rlimits().limit(resource);
            text.printf("%-25s %-20s %-20s ", name.name(), number(limit.soft()), number(limit.hard()));
            text.puts(name.unit().isEmpty() ? "\n" : Vsprintf.format("%-10s\n", name.unit()));
        }
    }

    private static String number(long value) {
        return value == Rlimits.RLIM_INFINITY ? "unlimited" : Long.toUnsignedString(value);
    }
}
