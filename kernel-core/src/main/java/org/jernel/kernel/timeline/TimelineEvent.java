package org.jernel.kernel.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A call of a system call or of a function, from its beginning to its end.
 *
 * @param pid the task that it ran in, 0 in none
 * @param comm the task's name
 * @param category {@code syscall}, {@code function}, or {@code softirq} for packets on their way in
 * @param startNanos on the kernel's monotonic clock
 */
public record TimelineEvent(
        int pid, String comm, String category, String name, long startNanos, long nanos, List<Value> values) {

    public TimelineEvent {
        values = List.copyOf(values);
    }

    /** An argument, or {@code ret}. */
    public record Value(String name, long value) {}

    private static final int FIXED_WORDS = 6;

    /** The event as a line of words: pid, category, name, start, length, values, and at the end the task's name. */
    String line() {
        String texts = values.stream().map(each -> each.name() + "=" + each.value()).collect(Collectors.joining(","));
        return "%d %s %s %d %d %s %s\n".formatted(
                pid, category, name, startNanos, nanos, texts.isEmpty() ? "-" : texts, comm);
    }

    /** Reads what {@link #line} wrote. */
    public static TimelineEvent of(String line) {
        String[] words = line.split(" ", FIXED_WORDS + 1);
        List<Value> values = new ArrayList<>();
        if (!words[5].equals("-")) {
            for (String text : words[5].split(",")) {
                int equals = text.indexOf('=');
                values.add(new Value(text.substring(0, equals), Long.parseLong(text.substring(equals + 1))));
            }
        }
        return new TimelineEvent(
                Integer.parseInt(words[0]), words[FIXED_WORDS], words[1], words[2], Long.parseLong(words[3]),
                Long.parseLong(words[4]), values);
    }
}
