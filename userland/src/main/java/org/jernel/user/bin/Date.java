package org.jernel.user.bin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Shows the time, which is always that of UTC: {@code date [-u] [+FORMAT]}. */
final class Date implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-u] [+FORMAT]", "u").with("utc", 'u').with("universal", 'u');
    private static final String PLAIN = "%a %b %e %T UTC %Y";

    /** What a letter behind a percent sign stands for, as a pattern of {@link DateTimeFormatter}. */
    private static final Map<Character, DateTimeFormatter> FIELDS = Map.ofEntries(
            field('Y', "yyyy"), field('m', "MM"), field('d', "dd"), field('e', "ppd"), field('j', "DDD"),
            field('H', "HH"), field('I', "hh"), field('M', "mm"), field('S', "ss"), field('N', "nnnnnnnnn"),
            field('a', "EEE"), field('A', "EEEE"), field('b', "MMM"), field('B', "MMMM"), field('p', "a"),
            field('y', "yy"), field('F', "yyyy-MM-dd"), field('T', "HH:mm:ss"), field('R', "HH:mm"),
            field('D', "MM/dd/yy"), field('Z', "'UTC'"), field('z', "'+0000'"),
            field('n', "'\n'"), field('t', "'\t'"), field('%', "'%'"));

    private static Map.Entry<Character, DateTimeFormatter> field(char letter, String pattern) {
        return Map.entry(letter, DateTimeFormatter.ofPattern(pattern, Locale.US));
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(1)) {
            return use.exitCode(1);
        }
        String format = use.operands().isEmpty() ? "+" + PLAIN : use.operands().getFirst();
        if (!format.startsWith("+")) {
            libc.dprintf(2, "date: invalid date '%s'\n", format);
            return 1;
        }
        Instant now = Instant.EPOCH.plus(libc.gettimeofday(), ChronoUnit.MICROS);
        libc.printf("%s\n", format(format.substring(1), now.atZone(ZoneOffset.UTC)));
        return 0;
    }

    static String format(String format, ZonedDateTime time) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char letter = format.charAt(i) == '%' && i + 1 < format.length() ? format.charAt(i + 1) : 0;
            DateTimeFormatter field = FIELDS.get(letter);
            if (letter == 's') {
                text.append(time.toEpochSecond());
            } else if (letter == 'u') {
                text.append(time.getDayOfWeek().getValue());
            } else if (field != null) {
                field.formatTo(time, text);
            } else {
                text.append(format.charAt(i));
                continue;
            }
            i++;
        }
        return text.toString();
    }
}
