package org.jernel.kernel.printk;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Bytes that any log can show, {@code %*pE}. Modelled on {@code string_escape_mem} of {@code lib/string_helpers.c}. */
final class EscapedText {

    /** What is escaped. {@code ESCAPE_SPACE} and its like. */
    private enum Kind {
        SPACE,
        SPECIAL,
        NULL,
        OCTAL,
        NON_PRINTABLE,
        HEX
    }

    private static final Set<Kind> ANY = EnumSet.of(Kind.SPACE, Kind.SPECIAL, Kind.NULL, Kind.OCTAL);
    private static final Set<Kind> ANY_NON_PRINTABLE = EnumSet.range(Kind.SPACE, Kind.NON_PRINTABLE);

    private static final Map<Character, Set<Kind>> OPTIONS = Map.of(
            'a', ANY,
            'c', EnumSet.of(Kind.SPECIAL),
            'h', EnumSet.of(Kind.HEX),
            'n', EnumSet.of(Kind.NULL),
            'o', EnumSet.of(Kind.OCTAL),
            'p', EnumSet.of(Kind.NON_PRINTABLE),
            's', EnumSet.of(Kind.SPACE));

    private static final Map<Integer, String> SPACES = Map.of(
            (int) '\n', "\\n",
            (int) '\r', "\\r",
            (int) '\t', "\\t",
            0x0b, "\\v",
            (int) '\f', "\\f");

    private static final Map<Integer, String> SPECIALS = Map.of(
            (int) '\\', "\\\\",
            0x07, "\\a",
            0x1b, "\\e",
            (int) '"', "\\\"");

    private EscapedText() {}

    /** As many bytes as the width says, one without it. */
    static @Nullable String escape(Object argument, String options, int width) {
        byte[] bytes = BytesText.bytes(argument);
        if (bytes == null) {
            return null;
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (int i = 1; OPTIONS.containsKey(BytesText.option(options, i)); i++) {
            kinds.addAll(OPTIONS.get(BytesText.option(options, i)));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(width < 0 ? 1 : width, bytes.length); i++) {
            text.append(escape(bytes[i], kinds.isEmpty() ? ANY_NON_PRINTABLE : kinds));
        }
        return text.toString();
    }

    /** The kinds in Linux's order; octal numbers hide hexadecimal ones. */
    private static String escape(byte b, Set<Kind> kinds) {
        int c = b & 0xff;
        String asItIs = new String(new byte[] {b}, StandardCharsets.ISO_8859_1);
        if (kinds.contains(Kind.NON_PRINTABLE) && isPrintable(c)) {
            return asItIs;
        }
        if (kinds.contains(Kind.SPACE) && SPACES.containsKey(c)) {
            return SPACES.get(c);
        }
        if (kinds.contains(Kind.SPECIAL) && SPECIALS.containsKey(c)) {
            return SPECIALS.get(c);
        }
        if (kinds.contains(Kind.NULL) && c == 0) {
            return "\\0";
        }
        if (kinds.contains(Kind.OCTAL)) {
            return "\\" + (c >> 6) + (c >> 3 & 7) + (c & 7);
        }
        return kinds.contains(Kind.HEX) ? "\\x" + HexFormat.of().toHexDigits(b) : asItIs;
    }

    /** {@code isprint}: the kernel's characters are those of Latin 1. */
    private static boolean isPrintable(int c) {
        return (c >= ' ' && c <= '~') || c >= 0xa0;
    }
}
