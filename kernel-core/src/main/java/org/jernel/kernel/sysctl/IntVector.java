package org.jernel.kernel.sysctl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jernel.kernel.file.FilePosition;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A row of numbers with tabs between them. {@code proc_dointvec} and {@code proc_dointvec_minmax}.
 *
 * <p>As on Linux only a read from the beginning tells anything, be it not all of it, and only a write at the beginning counts;
 * of numbers up to what is none those are taken, though the write is EINVAL.
 *
 * @param values the numbers now
 * @param store takes as many numbers as were written, at most all; false for what is out of range
 */
record IntVector(Supplier<int[]> values, Predicate<int[]> store) implements ProcHandler {

    /** Digits and sign of what can still be a number. {@code TMPBUFLEN}. */
    private static final int LONGEST = 21;

    private static final int OCTAL = 8;
    private static final int DECIMAL = 10;
    private static final int HEX = 16;

    @Override
    public byte[] read(int room, FilePosition position) {
        if (position.get() != 0) {
            return new byte[0];
        }
        String text =
                Arrays.stream(values.get()).mapToObj(Integer::toString).collect(Collectors.joining("\t", "", "\n"));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] told = Arrays.copyOf(bytes, Math.min(room, bytes.length));
        position.set(told.length);
        return told;
    }

    @Override
    public long write(byte[] bytes, FilePosition position) {
        if (position.get() != 0) {
            position.set(position.get() + bytes.length);
            return bytes.length;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Integer> numbers = new ArrayList<>();
        int at = skipBlanks(text, 0);
        boolean good = true;
        while (good && at < text.length() && numbers.size() < values.get().length) {
            int end = endOfNumber(text, at);
            Integer number = end < 0 ? null : parse(text.substring(at, end));
            good = number != null;
            if (number != null) {
                numbers.add(number);
                at = skipBlanks(text, end);
            }
        }
        if (numbers.isEmpty()) {
            return Errno.EINVAL.negated();
        }
        good &= store.test(numbers.stream().mapToInt(Integer::intValue).toArray());
        if (!good) {
            return Errno.EINVAL.negated();
        }
        position.set(at);
        return at;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    /** Where a number ends, or -1 for what does not end as one: with a blank, a NUL or the text. */
    private static int endOfNumber(String text, int from) {
        int at = from;
        while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != 0) {
            at++;
        }
        boolean ends =
                at == text.length() || text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\n';
        return ends && at - from < LONGEST ? at : -1;
    }

    /** As C writes numbers; null for what is none or does not fit. {@code proc_get_long} with {@code do_proc_dointvec_conv}. */
    private static @Nullable Integer parse(String text) {
        boolean negative = text.length() > 1 && text.charAt(0) == '-';
        String digits = negative ? text.substring(1) : text;
        int radix = DECIMAL;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = HEX;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = OCTAL;
        }
        if (digits.isEmpty() || Character.digit(digits.charAt(0), radix) < 0) {
            return null;
        }
        try {
            long number = negative ? -Long.parseLong(digits, radix) : Long.parseLong(digits, radix);
            return number == (int) number ? (int) number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
