package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/** {@code struct timespec}, {@code timeval} and what is made of them. Modelled on strace's {@code print_timespec.c}. */
final class Times {

    static final int SIZE = 16;

    static final Printer TIMESPEC = Printers.struct(SIZE, Times::timespec);
    static final Printer TIMEVAL = Printers.struct(SIZE, Times::timeval);
    static final Printer ITIMERSPEC = Printers.struct(2 * SIZE,
            value -> "{it_interval=" + timespec(value) + ", it_value=" + timespec(value) + "}");
    static final Printer ITIMERVAL = Printers.struct(2 * SIZE,
            value -> "{it_interval=" + timeval(value) + ", it_value=" + timeval(value) + "}");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ");

    private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND = Instant.parse("9999-12-30T00:00:00Z").getEpochSecond();

    private Times() {}

    static String timespec(ByteBuffer value) {
        return "{tv_sec=" + value.getLong() + ", tv_nsec=" + Long.toUnsignedString(value.getLong()) + "}";
    }

    static String timeval(ByteBuffer value) {
        return "{tv_sec=" + value.getLong() + ", tv_usec=" + Long.toUnsignedString(value.getLong()) + "}";
    }

    /** What is left of a sleep: only a call that a signal ended has written it. */
    static String remaining(TracedCall call, long address) {
        return call.failed() ? String.valueOf(TIMESPEC.print(call, address)) : Printers.address(address);
    }

    /** A time of the calendar; null for one that its years of four digits do not reach. */
    static @Nullable String date(long seconds) {
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
            return null;
        }
        return DATE.format(Instant.ofEpochSecond(seconds).atZone(ZoneId.systemDefault()));
    }
}
