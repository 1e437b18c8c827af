package org.jernel.user.bin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/**
 * How much of a file {@code head} and {@code tail} show.
 *
 * @param bytes whether bytes are counted, and not lines
 * @param sign {@code +} or {@code -} if it stands before the number, and otherwise a blank
 * @param count the number, with its suffix
 */
record Extent(boolean bytes, char sign, long count) {

    private static final Extent TEN_LINES = new Extent(false, ' ', 10);
    private static final Pattern NUMBER = Pattern.compile("([+-]?)([0-9]+)(b|[kKMGTPE]i?|[kKMGTPE]B|)");
    private static final String POWERS = "KMGTPE";
    private static final int BLOCK = 512;
    private static final int WORD = 1024;
    private static final int DECIMAL = 1000;

    /** What {@code -c} or {@code -n} says, ten lines without them; null after saying that it is no number. */
    static @Nullable Extent parse(Libc libc, String program, Getopt.Use use) {
        boolean bytes = use.has('c');
        String text = use.value(bytes ? 'c' : 'n');
        if (text == null) {
            return TEN_LINES;
        }
        Matcher number = NUMBER.matcher(text);
        BigInteger count = number.matches() ? count(number.group(2), number.group(3)) : null;
        if (count == null || count.bitLength() >= Long.SIZE) {
            libc.dprintf(
                    Libc.STDERR_FILENO,
                    "%s: invalid number of %s: '%s'%s\n",
                    program,
                    bytes ? "bytes" : "lines",
                    text,
                    count == null ? "" : ": Value too large for defined data type");
            return null;
        }
        return new Extent(bytes, number.group(1).isEmpty() ? ' ' : number.group(1).charAt(0), count.longValue());
    }

    private static BigInteger count(String digits, String suffix) {
        BigInteger number = new BigInteger(digits);
        if (suffix.isEmpty()) {
            return number;
        }
        if (suffix.equals("b")) {
            return number.multiply(BigInteger.valueOf(BLOCK));
        }
        int power = POWERS.indexOf(Character.toUpperCase(suffix.charAt(0))) + 1;
        return number.multiply(BigInteger.valueOf(suffix.endsWith("B") ? DECIMAL : WORD).pow(power));
    }

    /** A command line whose first option may be a number in the old way: {@code -20} is {@code -n 20}. */
    static List<String> modern(List<String> argv, String signs) {
        if (argv.size() < 2 || !argv.get(1).matches("[" + signs + "][0-9]+")) {
            return argv;
        }
        String old = argv.get(1);
        List<String> words = new ArrayList<>(argv);
        words.set(1, "-n" + (old.startsWith("+") ? old : old.substring(1)));
        return words;
    }

    /**
     * How many bytes of a piece still belong to so many lines or bytes.
     *
     * @param left how many are left of them
     */
    int within(byte[] piece, int length, long left) {
        if (bytes) {
            return (int) Math.min(length, left);
        }
        long lines = left;
        int at = 0;
        while (at < length && lines > 0) {
            lines -= piece[at++] == '\n' ? 1 : 0;
        }
        return at;
    }

    /** How many of what is counted stand in the first bytes of a piece; a line is there with its end. */
    long countIn(byte[] piece, int length) {
        if (bytes) {
            return length;
        }
        long lines = 0;
        for (int i = 0; i < length; i++) {
            lines += piece[i] == '\n' ? 1 : 0;
        }
        return lines;
    }
}
