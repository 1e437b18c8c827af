package org.jernel.test.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.Assertions;
import org.jernel.syscall.Errno;

/** What the calls of a scenario returned and wrote, in words that are the same on every arm. */
public final class Recording {

    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, String> ports = new HashMap<>();
    private final Map<String, String> autobound = new HashMap<>();
    private final Map<String, String> inodes = new HashMap<>();

    void add(String line) {
        lines.add(line);
    }

    /** Adds to the call that returned last what else it did. */
    public void note(String effect) {
        lines.add(lines.removeLast() + ", " + effect);
    }

    /** The calls in the order in which they returned, a line each. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Asserts that an arm saw what the host did. */
    void mustBe(Recording reference, Arm arm) {
        Assertions.assertThat(toString())
                .as("what %s saw, as against the host", arm)
                .isEqualTo(reference.toString());
    }

    /** Ports that the kernel picks differ from run to run: they are named in the order in which they are seen. */
    String port(int port) {
        return port == 0 ? "0" : ports.computeIfAbsent(port, p -> "P" + (ports.size() + 1));
    }

    /** Abstract names that the kernel picks, likewise. */
    String autobound(String name) {
        return autobound.computeIfAbsent(name, n -> "A" + (autobound.size() + 1));
    }

    /** Files, by their devices' numbers and their own, likewise. */
    String inode(long device, long number) {
        return inodes.computeIfAbsent(device + ":" + number, n -> "I" + (inodes.size() + 1));
    }

    /** A raw result in words: the error's name for one in [-4095, -1], else the number. */
    static String result(long result) {
        var errno = Errno.isError(result) ? Errno.of((int) -result) : null;
        return errno == null ? Long.toString(result) : "-" + errno;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
