package org.jernel.user.bin;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A number as C writes it: {@code strtol(3)} without a base. */
final class CNumber {

    private static final Pattern NUMBER = Pattern.compile("([+-]?)(0[xX]([0-9a-fA-F]+)|0[0-7]*|[1-9][0-9]*)");
    private static final int OCTAL = 8;
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    private CNumber() {}

    /** Decimal, {@code 0x} hexadecimal or {@code 0} octal, with or without a sign; null for what does not fit a register. */
    static @Nullable Long parse(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return null;
        }
        String digits = number.group(2);
        int radix = number.group(3) != null ? HEXADECIMAL : digits.startsWith("0") ? OCTAL : DECIMAL;
        BigInteger magnitude = new BigInteger(number.group(3) != null ? number.group(3) : digits, radix);
        boolean negative = number.group(1).equals("-");
        BigInteger value = negative ? magnitude.negate() : magnitude;
        return value.bitLength() < Long.SIZE + (negative ? 0 : 1) ? (Long) value.longValue() : null;
    }
}
