package org.jernel.user.bin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.BitSet;
import java.util.Locale;

/** What ping counts, and the lines that it ends with. Times are in microseconds. */
final class PingStatistics {

    private static final int SEQUENCES = 0x10000;
    private static final int SIGNIFICANT_DIGITS = 6;

    private final BitSet answered = new BitSet(SEQUENCES);
    private long transmitted;
    private long received;
    private long duplicates;
    private long errors;
    private long least = Long.MAX_VALUE;
    private long most;
    private long sum;
    private double squares;
    private long timed;

    long transmitted() {
        return transmitted;
    }

    long received() {
        return received;
    }

    long errors() {
        return errors;
    }

    long longestTime() {
        return most;
    }

    /** Whether there are requests that nothing has come back for. */
    boolean isInFlight() {
        return transmitted > received + errors;
    }

    /** Counts a request, whose sequence number may have been used before. */
    void sent() {
        transmitted++;
        answered.clear((int) transmitted % SEQUENCES);
    }

    /** Counts a request that came to nothing, as the kernel says. */
    void failed() {
        errors++;
    }

    /** Counts a reply; true for one to a request that had one before. */
    boolean replied(int sequence) {
        if (answered.get(sequence)) {
            duplicates++;
            return true;
        }
        answered.set(sequence);
        received++;
        return false;
    }

    void took(long micros) {
        least = Math.min(least, micros);
        most = Math.max(most, micros);
        sum += micros;
        squares += (double) micros * micros;
        timed++;
    }

    /** The lines at the end. */
    String summary(String target, long elapsedMicros) {
        StringBuilder text = new StringBuilder("\n--- " + target + " ping statistics ---\n");
        text.append(transmitted).append(" packets transmitted, ").append(received).append(" received");
        if (duplicates > 0) {
            text.append(", +").append(duplicates).append(" duplicates");
        }
        if (errors > 0) {
            text.append(", +").append(errors).append(" errors");
        }
        if (transmitted > 0) {
            text.append(", ").append(loss()).append("% packet loss, time ");
            text.append((elapsedMicros + 500) / 1000).append("ms");
        }
        text.append('\n');
        if (timed > 0) {
            long average = sum / timed;
            long deviation = (long) Math.sqrt(Math.max(0, squares / timed - (double) average * average));
            text.append("rtt min/avg/max/mdev = ").append(millis(least)).append('/').append(millis(average))
                    .append('/').append(millis(most)).append('/').append(millis(deviation)).append(" ms");
        }
        return text.append('\n').toString();
    }

    /** The share of requests without a reply, as C's %g has it. */
    private String loss() {
        double percent = (transmitted - received) * 100.0 / transmitted;
        BigDecimal digits = new BigDecimal(percent, new MathContext(SIGNIFICANT_DIGITS));
        return digits.signum() == 0 ? "0" : digits.stripTrailingZeros().toPlainString();
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%d.%03d", micros / 1000, micros % 1000);
    }

    /** One time as a reply's line tells it: the shorter, the more exact. */
    static String time(long micros) {
        if (micros >= 100_000 - 50) {
            return (micros + 500) / 1000 + " ms";
        }
        if (micros >= 10_000 - 5) {
            return String.format(Locale.ROOT, "%d.%d ms", (micros + 50) / 1000, (micros + 50) % 1000 / 100);
        }
        if (micros >= 1000) {
            return String.format(Locale.ROOT, "%d.%02d ms", (micros + 5) / 1000, (micros + 5) % 1000 / 10);
        }
        return millis(micros) + " ms";
    }
}
