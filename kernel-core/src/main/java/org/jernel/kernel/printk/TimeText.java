package org.jernel.kernel.printk;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Times as text: {@code %ptR} and {@code %ptT}. {@code time_and_date}. */
final class TimeText {

    private static final int TM_YEAR_BASE = 1900;

    private TimeText() {}

    static @Nullable String timeAndDate(Object argument, String options, int width) {
        LocalDateTime time = switch (argument) {
            case LocalDateTime dateTime -> dateTime;
            case Number seconds ->
                LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds.longValue()), ZoneOffset.UTC);
            default -> null;
        };
        char kind = BytesText.option(options, 1);
        if (time == null) {
            return null;
        }
        return kind == 'R' || kind == 'T' ? text(time, options.substring(2)) : "(%pt?)";
    }

    /** d and t choose one half, r leaves year and month as {@code struct tm} has them, s parts them by a space. */
    private static String text(LocalDateTime time, String letters) {
        boolean raw = letters.indexOf('r') >= 0;
        boolean onlyDate = letters.startsWith("d");
        boolean onlyTime = letters.startsWith("t");
        String separator = onlyDate || onlyTime ? "" : letters.indexOf('s') >= 0 ? " " : "T";
        int year = raw ? time.getYear() - TM_YEAR_BASE : time.getYear();
        int month = raw ? time.getMonthValue() - 1 : time.getMonthValue();
        String date = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, time.getDayOfMonth());
        String clock = String.format(
                Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
        return (onlyTime ? "" : date) + separator + (onlyDate ? "" : clock);
    }
}
