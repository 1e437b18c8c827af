package org.jernel.user.bin;

import java.util.List;
import java.util.stream.Stream;

import org.jernel.user.libc.Libc;

/** A line of {@code /proc/modules}. */
record ModuleLine(String name, long size, int refcount, List<String> holders) {

    /** Of the fourth field, what is no module's name. */
    private static final List<String> NO_NAMES = List.of("", "-", "[permanent]");

    /** The modules, the newest first; none where the file cannot be read. */
    static List<ModuleLine> read(Libc libc) {
        String text = libc.readFile("/proc/modules");
        return text == null ? List.of() : text.lines().map(ModuleLine::parse).toList();
    }

    private static ModuleLine parse(String line) {
        String[] fields = line.split(" ");
        List<String> holders = Stream.of(fields[3].split(","))
                .filter(holder -> !NO_NAMES.contains(holder))
                .toList();
        return new ModuleLine(fields[0], Long.parseLong(fields[1]), Integer.parseInt(fields[2]), holders);
    }
}
