package org.jernel.kernel.printk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Bytes, bits and UUIDs as text. {@code hex_string}, {@code bitmap_string}, {@code uuid_string} and {@code fourcc_string}.
 */
final class BytesText {

    private static final int HEX_MAX = 64;
    private static final int BITS_IN_GROUP = 32;
    private static final int UUID_SIZE = 16;

    /** All of a fourcc but the bit that says big-endian. */
    private static final int FOURCC_FORMAT = 0x7fff_ffff;

    private static final int[] UUID_BIG = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int[] UUID_LITTLE = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

    private BytesText() {}

    /** {@code %*ph}: as many bytes as the width says, one without it. */
    static @Nullable String hex(Object argument, String options, int width) {
        byte[] bytes = bytes(argument);
        if (bytes == null) {
            return null;
        }
        HexFormat format = switch (option(options, 1)) {
            case 'C' -> HexFormat.ofDelimiter(":");
            case 'D' -> HexFormat.ofDelimiter("-");
            case 'N' -> HexFormat.of();
            default -> HexFormat.ofDelimiter(" ");
        };
        return format.formatHex(bytes, 0, Math.min(Math.min(width < 0 ? 1 : width, HEX_MAX), bytes.length));
    }

    /** What a pointer to characters leads to: bytes, also as a text of which each character is one. */
    static byte @Nullable [] bytes(Object argument) {
        return switch (argument) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.ISO_8859_1);
            default -> null;
        };
    }

    /** {@code %*pb} and {@code %*pbl}: as many bits as the width says. */
    static @Nullable String bitmap(Object argument, String options, int width) {
        BitSet bits = switch (argument) {
            case BitSet set -> set;
            case long[] words -> BitSet.valueOf(words);
            default -> null;
        };
        if (bits == null) {
            return null;
        }
        return option(options, 1) == 'l' ? ranges(bits, Math.max(0, width)) : groups(bits, Math.max(0, width));
    }

    private static String groups(BitSet bits, int length) {
        StringBuilder text = new StringBuilder();
        int start = (length - 1) / BITS_IN_GROUP * BITS_IN_GROUP;
        for (int from = length == 0 ? -1 : start; from >= 0; from -= BITS_IN_GROUP) {
            int inGroup = Math.min(BITS_IN_GROUP, length - from);
            long[] words = bits.get(from, from + inGroup).toLongArray();
            String digits = Long.toHexString(words.length == 0 ? 0 : words[0]);
            text.append(text.isEmpty() ? "" : ",").append("0".repeat((inGroup + 3) / 4 - digits.length()))
                    .append(digits);
        }
        return text.toString();
    }

    private static String ranges(BitSet bits, int length) {
        List<String> ranges = new ArrayList<>();
        for (int from = bits.nextSetBit(0); from >= 0 && from < length;) {
            int end = Math.min(length, bits.nextClearBit(from));
            ranges.add(end - from == 1 ? Integer.toString(from) : from + "-" + (end - 1));
            from = bits.nextSetBit(end);
        }
        return String.join(",", ranges);
    }

    static @Nullable String uuid(Object argument, String options, int width) {
        if (!(argument instanceof byte[] bytes) || bytes.length != UUID_SIZE) {
            return null;
        }
        char option = option(options, 1);
        HexFormat digits = option == 'B' || option == 'L' ? HexFormat.of().withUpperCase() : HexFormat.of();
        int[] order = option == 'l' || option == 'L' ? UUID_LITTLE : UUID_BIG;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < UUID_SIZE; i++) {
            text.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "").append(digits.toHexDigits(bytes[order[i]]));
        }
        return text.toString();
    }

    /** {@code %p4cc}: four characters from the lowest byte on, and which end of the format's data is first. */
    static @Nullable String fourcc(Object argument, String options, int width) {
        if (option(options, 1) != 'c' || option(options, 2) != 'c') {
            return "(%p4?)";
        }
        if (!(argument instanceof Integer code)) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Integer.BYTES; i++) {
            int c = (code & FOURCC_FORMAT) >>> (i * Byte.SIZE) & 0xff;
            text.append(c >= ' ' && c <= '~' ? (char) c : '.');
        }
        text.append(code < 0 ? " big-endian (0x" : " little-endian (0x");
        return text.append(HexFormat.of().toHexDigits(code)).append(')').toString();
    }

    /** The letter at that place, or 0. */
    static char option(String options, int at) {
        return at < options.length() ? options.charAt(at) : 0;
    }
}
