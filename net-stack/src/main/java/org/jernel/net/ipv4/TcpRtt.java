package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

/** The round trip as far as measured, and how long to wait for an acknowledgement. RFC 6298, with Linux's least wait. */
final class TcpRtt {

    /** {@code TCP_RTO_MIN}: what the variance counts for at least. */
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(120);

    private boolean measured;
    private long smoothed;
    private long variance = TcpTimer.TIMEOUT_INIT_NANOS / 4;
    private long least = Long.MAX_VALUE;

    /** A segment that was sent once took so long to be acknowledged. {@code tcp_rtt_estimator}. */
    void sample(long nanos) {
        least = Math.min(least, nanos);
        if (measured) {
            variance += (Math.abs(nanos - smoothed) - variance) / 4;
            smoothed += (nanos - smoothed) / 8;
        } else {
            measured = true;
            smoothed = nanos;
            variance = nanos / 2;
        }
    }

    /** {@code __tcp_set_rto}, before any doubling. */
    long rto() {
        return measured
                ? Math.min(smoothed + Math.max(MIN_NANOS, 4 * variance), MAX_NANOS)
                : TcpTimer.TIMEOUT_INIT_NANOS;
    }

    long smoothedNanos() {
        return smoothed;
    }

    long varianceNanos() {
        return variance;
    }

    /** The least that was measured; Long.MAX_VALUE before. {@code tcp_min_rtt}. */
    long leastNanos() {
        return least;
    }
}
