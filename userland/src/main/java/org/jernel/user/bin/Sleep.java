package org.jernel.user.bin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Waits: {@code sleep NUMBER[smhd]...}. */
public final class Sleep implements Program {

    private static final Getopt OPTIONS = Getopt.of("NUMBER[smhd]...", "").posix();
    private static final Map<Character, Integer> UNITS = Map.of('s', 1, 'm', 60, 'h', 3600, 'd', 86400);

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(1);
        }
        Duration total = Duration.ZERO;
        for (String operand : use.operands()) {
            Duration interval = interval(operand);
            if (interval == null) {
                use.refuse("invalid time interval '%s'".formatted(operand));
                return 1;
            }
            total = total.plus(interval);
        }
        libc.nanosleep(total.toNanos());
        return 0;
    }

    private static @Nullable Duration interval(String text) {
        if (!text.matches("([0-9]{1,9}\\.?[0-9]{0,9}|\\.[0-9]{1,9})[smhd]?")) {
            return null;
        }
        Integer unit = UNITS.get(text.charAt(text.length() - 1));
        BigDecimal number = new BigDecimal(unit == null ? text : text.substring(0, text.length() - 1));
        BigDecimal nanos = number.multiply(BigDecimal.valueOf(unit == null ? 1 : unit)).movePointRight(9);
        return Duration.ofNanos(nanos.longValue());
    }
}
