package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.jernel.kernel.fs.Vfs;
import org.jspecify.annotations.Nullable;

/** The printers of plain arguments: numbers, addresses, strings and arrays. Modelled on strace's {@code util.c}. */
final class Printers {

    static final Printer INT = (call, value) -> Integer.toString((int) value);
    static final Printer UNSIGNED = (call, value) -> Integer.toUnsignedString((int) value);
    static final Printer LONG = (call, value) -> Long.toString(value);
    static final Printer SIZE = (call, value) -> Long.toUnsignedString(value);
    static final Printer ADDRESS = (call, value) -> address(value);
    static final Printer HEX = (call, value) -> hex(value);
    static final Printer MODE = (call, value) -> mode((int) value);
    static final Printer PATH = (call, value) -> path(call, value);
    static final Printer STRING = (call, value) -> string(call, value);
    static final Printer FD = (call, value) -> call.descriptor((int) value);

    /** The result of what opens a file. */
    static final Function<TracedCall, @Nullable String> NEW_FD = call -> call.descriptor((int) call.result());

    static final Printer DIRFD = (call, value) -> (int) value == Vfs.AT_FDCWD
            ? "AT_FDCWD" + call.nameOf(Vfs.AT_FDCWD)
            : call.descriptor((int) value);
    static final Printer INT_POINTER = (call, value) -> {
        Integer pointed = call.intAt(value);
        return pointed == null ? address(value) : "[" + pointed + "]";
    };
    static final Printer LONG_POINTER = (call, value) -> {
        ByteBuffer pointed = call.struct(value, Long.BYTES);
        return pointed == null ? address(value) : "[" + pointed.getLong() + "]";
    };

    /** No path is longer; and a path is written in full, whatever {@code -s} says. */
    private static final int PATH_MAX = 4096;

    private Printers() {}

    static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    static String address(long value) {
        return value == 0 ? "NULL" : hex(value);
    }

    /** {@code %#03o}. */
    static String mode(int mode) {
        String digits = Integer.toOctalString(mode & 0xffff);
        return mode == 0 ? "000" : digits.length() < 2 ? "00" + digits : "0" + digits;
    }

    /** Bytes that argument {@code length} counts. */
    static Printer bytesOf(int length) {
        return (call, value) -> data(call, value, call.arg(length));
    }

    /** Bytes that the result counts. */
    static final Printer RESULT_BYTES = (call, value) -> data(call, value, call.result());

    /** So many bytes as far as they are written; an address where they cannot be read. {@code printstrn}. */
    static String data(TracedCall call, long address, long length) {
        if (length < 0) {
            return address(address);
        }
        int shown = (int) Math.min(length, call.stringLimit());
        byte[] bytes = address == 0 ? null : shown == 0 ? new byte[0] : call.bytes(address, shown);
        return bytes == null ? address(address) : call.quote(bytes) + (length > shown ? "..." : "");
    }

    /** A string up to its NUL, cut as {@code -s} says. {@code printstr}. */
    static String string(TracedCall call, long address) {
        byte[] bytes = call.string(address, call.stringLimit() + 1);
        if (bytes == null) {
            return address(address);
        }
        return bytes.length > call.stringLimit()
                ? call.quote(Arrays.copyOf(bytes, call.stringLimit())) + "..."
                : call.quote(bytes);
    }

    static String path(TracedCall call, long address) {
        byte[] bytes = call.string(address, PATH_MAX);
        return bytes == null ? address(address) : call.quote(bytes) + (bytes.length == PATH_MAX ? "..." : "");
    }

    /** A C string literal; an octal escape has as few digits as it can before what follows. {@code string_quote}. */
    static String quote(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            switch (c) {
                case '"', '\\' -> text.append('\\').append((char) c);
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case 0x0b -> text.append("\\v");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    boolean digitFollows = i + 1 < bytes.length && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
                    text.append(c >= ' ' && c < 0x7f
                            ? String.valueOf((char) c)
                            : (digitFollows ? "\\%03o" : "\\%o").formatted(c));
                }
            }
        }
        return text.append('"').toString();
    }

    /** Whether there is nothing that must be escaped by its number. */
    static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if ((b < ' ' || b >= 0x7f) && (b < '\t' || b > '\r')) {
                return false;
            }
        }
        return true;
    }

    /** Every byte in hexadecimal, as random bytes are written. */
    static String quoteHex(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            text.append("\\x%02x".formatted(b & 0xff));
        }
        return text.append('"').toString();
    }

    /** A printer of a struct of that size; the address where it cannot be read. */
    static Printer struct(int size, Function<ByteBuffer, String> text) {
        return (call, value) -> {
            ByteBuffer struct = call.struct(value, size);
            return struct == null ? address(value) : text.apply(struct);
        };
    }

    /**
     * An array: what memory holds of it, at most so many elements as {@code -s} allows. {@code print_array}.
     *
     * @param element the text of element i, or null where it cannot be read
     */
    static String array(TracedCall call, long address, long count, IntFunction<@Nullable String> element) {
        if (address == 0) {
            return "NULL";
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i == call.stringLimit()) {
                texts.add("...");
                break;
            }
            String text = element.apply(i);
            if (text == null) {
                if (i == 0) {
                    return address(address);
                }
                texts.add("... /* " + hex(address) + " */");
                break;
            }
            texts.add(text);
        }
        return "[" + String.join(", ", texts) + "]";
    }
}
