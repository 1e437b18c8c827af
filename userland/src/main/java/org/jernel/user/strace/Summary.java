package org.jernel.user.strace;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The table of {@code -c}. Modelled on strace's {@code count.c}; the times are always the clock's, as with {@code -w}: there
 * is no account of the time that tasks spend in the kernel, which the tool sums without.
 */
final class Summary {

    private static final String HEAD = """
            % time     seconds  usecs/call     calls    errors syscall
            """;
    private static final String RULE = """
            ------ ----------- ----------- --------- --------- ----------------
            """;

    private final Map<String, Counts> counts = new TreeMap<>();

    private static final class Counts {
        long calls;
        long errors;
        long nanos;
    }

    void add(String name, long nanos, boolean failed) {
        Counts of = counts.computeIfAbsent(name, any -> new Counts());
        of.calls++;
        of.errors += failed ? 1 : 0;
        of.nanos += nanos;
    }

    @Override
    public String toString() {
        if (counts.isEmpty()) {
            return "";
        }
        Counts total = new Counts();
        for (Counts one : counts.values()) {
            total.calls += one.calls;
            total.errors += one.errors;
            total.nanos += one.nanos;
        }
        StringBuilder table = new StringBuilder(HEAD).append(RULE);
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanos))
                .forEach(entry -> table.append(row(entry.getValue(), total, entry.getKey())));
        return table.append(RULE).append(row(total, total, "total")).toString();
    }

    private static String row(Counts of, Counts total, String name) {
        double percent = total.nanos == 0 ? of == total ? 100 : 0 : 100.0 * of.nanos / total.nanos;
        return "%6.2f %11.6f %11d %9d %9s %s\n".formatted(
                percent,
                of.nanos / (double) TimeUnit.SECONDS.toNanos(1),
                TimeUnit.NANOSECONDS.toMicros(of.nanos) / of.calls,
                of.calls,
                of.errors == 0 ? "" : of.errors,
                name);
    }
}
