package org.jernel.user.bin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Waits: {@code sleep NUMBER[smhd]...}. */
final class Sleep implements Program {

    private static final Getopt OPTIONS = Getopt.of("NUMBER[smhd]...", "").posix();
    private static final Map<String, Integer> UNITS = Map.of("s", 1, "m", 60, "h", 3600, "d", 86400);
    private static final Pattern INTERVAL = Pattern.compile(
            "(?:((?:[0-9]{1,99}\\.?[0-9]{0,99}|\\.[0-9]{1,99})([eE][+-]?[0-9]{1,4})?)|inf(?:inity)?)([smhd]?)");
    private static final int NANO_DIGITS = 9;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(1);
        }
        long total = 0;
        for (String operand : use.operands()) {
            Long nanos = nanos(operand);
            if (nanos == null) {
                use.refuse("invalid time interval '%s'".formatted(operand));
                return 1;
            }
            total = total + nanos < 0 ? Long.MAX_VALUE : total + nanos;
        }
        int slept = libc.nanosleep(total);
        while (total == Long.MAX_VALUE && slept == 0) {
            slept = libc.nanosleep(total);
        }
        return 0;
    }

    /** An interval as floating point with a unit, {@code inf} for without end; null if it is none. */
    static @Nullable Long nanos(@Nullable String text) {
        Matcher interval = INTERVAL.matcher(text == null ? "" : text);
        if (!interval.matches()) {
            return null;
        }
        if (interval.group(1) == null) {
            return Long.MAX_VALUE;
        }
        Integer unit = UNITS.get(interval.group(3));
        BigDecimal nanos = new BigDecimal(interval.group(1)).multiply(BigDecimal.valueOf(unit == null ? 1 : unit))
                .movePointRight(NANO_DIGITS);
        return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).setScale(0, RoundingMode.UP).longValue();
    }
}
