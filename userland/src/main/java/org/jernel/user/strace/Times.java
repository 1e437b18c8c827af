package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

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
    private static final DateTimeFormatter DATE_AND_NANOS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSZ");

    private static final long UTIME_NOW = 0x3fff_ffff;
    private static final long UTIME_OMIT = 0x3fff_fffe;
    private static final int TIMER_ABSTIME = 1;

    private Times() {}

    static String timespec(ByteBuffer value) {
        return "{tv_sec=" + value.getLong() + ", tv_nsec=" + Long.toUnsignedString(value.getLong()) + "}";
    }

    static String timeval(ByteBuffer value) {
        return "{tv_sec=" + value.getLong() + ", tv_usec=" + Long.toUnsignedString(value.getLong()) + "}";
    }

    /** What is left of a sleep: only a call that a signal ended has written it. */
    static String remaining(TracedCall call, long address) {
        return call.isRestarted() ? String.valueOf(TIMESPEC.print(call, address)) : Printers.address(address);
    }

    /** A sleep until a time leaves nothing. */
    static String remainingUnlessAbsolute(TracedCall call, long address) {
        return (call.arg(1) & TIMER_ABSTIME) == 0 ? remaining(call, address) : Printers.address(address);
    }

    /** Access and modification of a file, as {@code utimensat} takes them. */
    static String fileTimes(TracedCall call, long address) {
        ByteBuffer times = call.struct(address, 2 * SIZE);
        return times == null ? Printers.address(address) : "[" + fileTime(times) + ", " + fileTime(times) + "]";
    }

    private static String fileTime(ByteBuffer times) {
        long seconds = times.getLong();
        long nanos = times.getLong();
        if (nanos == UTIME_NOW || nanos == UTIME_OMIT) {
            return nanos == UTIME_NOW ? "UTIME_NOW" : "UTIME_OMIT";
        }
        String text = "{tv_sec=" + seconds + ", tv_nsec=" + Long.toUnsignedString(nanos) + "}";
        boolean hasDate = (seconds != 0 || nanos != 0) && nanos >= 0 && nanos < TimeUnit.SECONDS.toNanos(1)
                && hasDate(seconds);
        return hasDate ? text + " /* " + date(seconds, nanos) + " */" : text;
    }

    private static boolean hasDate(long seconds) {
        return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
    }

    private static String date(long seconds, long nanos) {
        return (nanos == 0 ? DATE : DATE_AND_NANOS).format(
                Instant.ofEpochSecond(seconds, nanos).atZone(ZoneId.systemDefault()));
    }

    /** A time of the calendar; null for one that its years of four digits do not reach. */
    static @Nullable String date(long seconds) {
        return hasDate(seconds) ? date(seconds, 0) : null;
    }
}
