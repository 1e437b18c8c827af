package org.jernel.test.junit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The last lines of a kernel's strace. */
final class SyscallTrace implements Consumer<String> {

    private static final int KEPT = 200;

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private long dropped;

    @Override
    public synchronized void accept(String text) {
        line.append(text);
        int end = line.indexOf("\n");
        while (end >= 0) {
            keep(line.substring(0, end));
            line.delete(0, end + 1);
            end = line.indexOf("\n");
        }
    }

    private void keep(String whole) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
            dropped++;
        }
        lines.addLast(whole);
    }

    @Override
    public synchronized String toString() {
        String skipped = dropped == 0 ? "" : "  ... " + dropped + " earlier\n";
        String begun = line.isEmpty() ? "" : "\n  " + line + " <unfinished ...>";
        return lines.stream().map(whole -> "  " + whole).collect(Collectors.joining("\n", skipped, begun));
    }
}
