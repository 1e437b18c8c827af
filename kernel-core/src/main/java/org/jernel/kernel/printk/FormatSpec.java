package org.jernel.kernel.printk;

import java.util.Locale;

/** How one conversion is to look: flags, width, precision. {@code struct printf_spec}. */
final class FormatSpec {

    static final int NO_WIDTH = -1;
    static final int NO_PRECISION = -1;

    private static final int POINTER_DIGITS = 16;

    boolean left;
    int width = NO_WIDTH;
    int precision = NO_PRECISION;
    String modifier = "";

    private boolean zeroPad;
    private boolean plus;
    private boolean space;
    private boolean special;

    /** Takes a flag. Returns false if it is none. */
    boolean flag(char flag) {
        switch (flag) {
            case '-' -> left = true;
            case '+' -> plus = true;
            case ' ' -> space = true;
            case '#' -> special = true;
            case '0' -> zeroPad = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Appends a string, cut to the precision and filled up to the width. */
    void string(StringBuilder out, String text) {
        String cut = precision == NO_PRECISION || precision >= text.length() ? text : text.substring(0, precision);
        pad(out, "", cut, ' ');
    }

    /** Appends an address, which the kernel prints with all its digits. */
    void pointer(StringBuilder out, long address) {
        precision = POINTER_DIGITS;
        pad(out, "", digits(Long.toHexString(address)), ' ');
    }

    /** Appends an integer. */
    void number(StringBuilder out, char conversion, Number number) {
        if (conversion == 'd' || conversion == 'i') {
            long value = signed(number);
            String sign = value < 0 ? "-" : plus ? "+" : space ? " " : "";
            String magnitude = Long.toString(value);
            pad(out, sign, digits(value < 0 ? magnitude.substring(1) : magnitude), fill());
            return;
        }
        long value = unsigned(number);
        switch (conversion) {
            case 'x' -> pad(out, special ? "0x" : "", digits(Long.toHexString(value)), fill());
            case 'X' -> pad(out, special ? "0X" : "", digits(Long.toHexString(value).toUpperCase(Locale.ROOT)), fill());
            case 'o' -> pad(out, special && value != 0 ? "0" : "", digits(Long.toOctalString(value)), fill());
            default -> pad(out, "", digits(Long.toUnsignedString(value)), fill());
        }
    }

    /** What C would see of it: an {@code int}, unless the modifier says another width. */
    private long signed(Number number) {
        long value = number.longValue();
        return switch (modifier) {
            case "hh" -> (byte) value;
            case "h" -> (short) value;
            case "" -> (int) value;
            default -> value;
        };
    }

    /** As {@link #signed}, without a sign. */
    private long unsigned(Number number) {
        long value = number.longValue();
        return switch (modifier) {
            case "hh" -> value & 0xff;
            case "h" -> value & 0xffff;
            case "" -> value & 0xffff_ffffL;
            default -> value;
        };
    }

    private String digits(String shortest) {
        return "0".repeat(Math.max(0, precision - shortest.length())) + shortest;
    }

    private char fill() {
        return zeroPad && !left ? '0' : ' ';
    }

    private void pad(StringBuilder out, String prefix, String text, char fill) {
        String gap = String.valueOf(fill).repeat(Math.max(0, width - prefix.length() - text.length()));
        if (left) {
            out.append(prefix).append(text).append(gap);
        } else if (fill == '0') {
            out.append(prefix).append(gap).append(text);
        } else {
            out.append(gap).append(prefix).append(text);
        }
    }
}
