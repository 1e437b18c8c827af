package org.jernel.kernel.printk;

import org.jspecify.annotations.Nullable;

/** One walk along a format and its arguments. {@code vsnprintf}. */
final class FormatRun {

    /** The longest line that Linux logs; width and precision are cut to it, and so is the whole. {@code LOG_LINE_MAX}. */
    private static final int LOG_LINE_MAX = 1024;

    private static final String CONVERSIONS = "diuxXocspn%";

    private final StringBuilder out = new StringBuilder();
    private final PointerFormats pointers;
    private final String format;
    private final @Nullable Object[] arguments;
    private int nextArgument;
    private int at;

    FormatRun(PointerFormats pointers, String format, @Nullable Object[] arguments) {
        this.pointers = pointers;
        this.format = format;
        this.arguments = arguments;
    }

    /** The formatted text, at most 1024 characters of it. */
    String run() {
        while (at < format.length() && out.length() < LOG_LINE_MAX) {
            int percent = format.indexOf('%', at);
            if (percent < 0) {
                percent = format.length();
            }
            out.append(format, at, percent);
            at = percent;
            if (at < format.length()) {
                conversion();
            }
        }
        if (out.length() > LOG_LINE_MAX) {
            out.setLength(LOG_LINE_MAX);
        }
        return out.toString();
    }

    private void conversion() {
        int start = at;
        at++;
        FormatSpec spec = new FormatSpec();
        while (at < format.length() && spec.flag(format.charAt(at))) {
            at++;
        }
        int beforeWidth = at;
        int width = number();
        if (width < 0) {
            spec.left = true;
            width = width == Integer.MIN_VALUE ? Integer.MAX_VALUE : -width;
        }
        spec.width = at == beforeWidth ? FormatSpec.NO_WIDTH : Math.min(width, LOG_LINE_MAX);
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            spec.precision = Math.clamp(number(), 0, LOG_LINE_MAX);
        }
        int modifiers = at;
        while (at < format.length() && "hlLqjzt".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        spec.modifier = format.substring(modifiers, at);
        char conversion = at < format.length() ? format.charAt(at) : 0;
        if (conversion == 0 || CONVERSIONS.indexOf(conversion) < 0) {
            out.append(format, start, at);
            return;
        }
        at++;
        convert(spec, conversion);
    }

    /** A number in the format, or the next argument for {@code *}; 0 where there is none. */
    private int number() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            return nextArgument < arguments.length && arguments[nextArgument++] instanceof Number n ? n.intValue() : 0;
        }
        int value = 0;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            value = Math.min(value * 10 + (format.charAt(at) - '0'), LOG_LINE_MAX);
            at++;
        }
        return value;
    }

    private void convert(FormatSpec spec, char conversion) {
        if (conversion == '%') {
            out.append('%');
            return;
        }
        if (nextArgument >= arguments.length) {
            out.append("%!").append(conversion).append("(missing)");
            return;
        }
        Object argument = arguments[nextArgument++];
        switch (conversion) {
            case 's' -> spec.string(out, String.valueOf(argument == null ? "(null)" : argument));
            case 'p' -> pointer(spec, argument);
            case 'c' -> character(spec, argument);
            case 'n' -> bad(conversion, argument);
            default -> {
                if (argument instanceof Number number) {
                    spec.number(out, conversion, number);
                } else {
                    bad(conversion, argument);
                }
            }
        }
    }

    private void character(FormatSpec spec, @Nullable Object argument) {
        spec.precision = FormatSpec.NO_PRECISION;
        if (argument instanceof Character c) {
            spec.string(out, c.toString());
        } else if (argument instanceof Number n) {
            spec.string(out, String.valueOf((char) (n.intValue() & 0xff)));
        } else {
            bad('c', argument);
        }
    }

    /** Every letter and digit behind the p belongs to it, also those that mean nothing. */
    private void pointer(FormatSpec spec, @Nullable Object argument) {
        int start = at;
        while (at < format.length() && isAlphanumeric(format.charAt(at))) {
            at++;
        }
        if (!pointers.append(out, spec, format.substring(start, at), argument)) {
            bad('p', argument);
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void bad(char conversion, @Nullable Object argument) {
        out.append("%!").append(conversion).append('(').append(argument).append(')');
    }
}
