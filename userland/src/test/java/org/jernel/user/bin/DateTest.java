package org.jernel.user.bin;

import java.time.Instant;
import java.time.ZoneOffset;

import org.jernel.user.Machine;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code date}, as that of coreutils answered for the same times. */
final class DateTest {

    private static String at(String time, String format) {
        return Date.format(format, Instant.parse(time).atZone(ZoneOffset.UTC));
    }

    @Test
    void everyFieldIsAsOnTheHost() {
        assertThat(at("2024-03-01T00:03:04.012345Z",
                "%Y|%m|%d|%e|%j|%H|%I|%M|%S|%N|%a|%A|%b|%B|%p|%y|%F|%T|%R|%D|%u|%Z|%z|%%|%s|%!|%"))
                .isEqualTo(
                        "2024|03|01| 1|061|00|12|03|04|012345000|Fri|Friday|Mar|March|AM|24|2024-03-01|00:03:04|00:03"
                                + "|03/01/24|5|UTC|+0000|%|1709251384|%!|%");
        assertThat(at("2024-01-07T10:03:04Z", "%u %e|%I %p")).isEqualTo("7  7|10 AM");
    }

    @Test
    void itIsTheKernelsTime() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Sh(), "sh", "-c", "date; date -u +%F; date x; date a b; true")).isZero();
            assertThat(machine.terminal().screen()).matches("""
                    [A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d UTC \\d{4}
                    \\d{4}-\\d\\d-\\d\\d
                    date: invalid date 'x'
                    date: extra operand 'b'
                    (?s).*""");
        }
    }
}
