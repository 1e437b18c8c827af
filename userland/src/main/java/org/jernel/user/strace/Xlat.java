package org.jernel.user.strace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A table of the names of numbers, from the resource {@code xlat.txt}. Modelled on strace's {@code xlat.c}. */
final class Xlat implements Printer {

    private static final Map<String, Xlat> TABLES = load();

    private final String unknown;
    private final Map<Long, String> names = new LinkedHashMap<>();

    private Xlat(String unknown) {
        this.unknown = unknown.isEmpty() ? "" : " /* " + unknown + " */";
    }

    /** The table of that name, to print one of its numbers. */
    static Xlat of(String table) {
        return Objects.requireNonNull(TABLES.get(table), table);
    }

    /** A printer of numbers that are made of the table's bits. */
    static Printer flagsOf(String table) {
        Xlat xlat = of(table);
        return (call, value) -> xlat.flags(value);
    }

    boolean has(long value) {
        return names.containsKey(value & 0xffff_ffffL);
    }

    @Override
    public String print(TracedCall call, long value) {
        return value(value);
    }

    /** The name of a number. {@code printxval}. */
    String value(long value) {
        String name = names.get(value & 0xffff_ffffL);
        return name == null ? Printers.hex(value & 0xffff_ffffL) + unknown : name;
    }

    /** The names of the bits of a number, joined. {@code printflags}. */
    String flags(long value) {
        long left = value & 0xffff_ffffL;
        if (left == 0) {
            return names.getOrDefault(0L, "0");
        }
        String text = moreFlags(left);
        return text.equals("|" + Printers.hex(left)) ? Printers.hex(left) + unknown : text.substring(1);
    }

    /** The names of bits that stand behind others, each after a stroke: nothing for none, and no remark for the unknown. */
    String moreFlags(long value) {
        long left = value & 0xffff_ffffL;
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Long, String> entry : names.entrySet()) {
            long bits = entry.getKey();
            if (bits != 0 && (left & bits) == bits) {
                text.append('|').append(entry.getValue());
                left &= ~bits;
            }
        }
        return left == 0 ? text.toString() : text + "|" + Printers.hex(left);
    }

    private static Map<String, Xlat> load() {
        Map<String, Xlat> tables = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Xlat.class.getResourceAsStream("xlat.txt"))) {
            Xlat table = new Xlat("");
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("[")) {
                    String[] words = line.split(" ", 2);
                    table = new Xlat(words.length > 1 ? words[1] : "");
                    tables.put(words[0].substring(1, words[0].length() - 1), table);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    // Of a number with two meanings the name has spaces.
                    int number = line.lastIndexOf(' ') + 1;
                    table.names.putIfAbsent(Long.decode(line.substring(number)), line.substring(0, number - 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(tables);
    }
}
