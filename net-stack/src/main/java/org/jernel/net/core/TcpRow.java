package org.jernel.net.core;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/net/tcp} tells of an endpoint beside its addresses, state and queues.
 *
 * @param timer what it waits for, the {@code tr} of the file
 * @param expiresNanos in how long that timer fires
 * @param retransmits how often the same was sent again
 * @param probes how often a full or silent peer was asked
 * @param references who holds the endpoint
 * @param connection what only a connection has; null before and after one
 */
public record TcpRow(
        int timer, long expiresNanos, int retransmits, int probes, int references, @Nullable Connection connection) {

    public static final int TIMER_NONE = 0;
    public static final int TIMER_RETRANSMIT = 1;
    public static final int TIMER_KEEPALIVE = 2;
    public static final int TIMER_TIMEWAIT = 3;
    public static final int TIMER_PROBE = 4;

    /**
     * How a connection sends and acknowledges.
     *
     * @param rtoNanos how long an acknowledgement is waited for. {@code icsk_rto}
     * @param atoNanos how long our own may wait. {@code icsk_ack.ato}
     * @param quick {@code icsk_ack.quick << 1 | icsk_ack.pingpong}
     * @param window {@code snd_cwnd}
     * @param threshold {@code snd_ssthresh}, -1 before there is one
     */
    public record Connection(long rtoNanos, long atoNanos, int quick, int window, int threshold) {}

    /** What is told where the host keeps the connection and does not say more: nothing of timers and windows. */
    public static final TcpRow HOSTED =
            new TcpRow(TIMER_NONE, 0, 0, 0, 1, new Connection(0, 0, 0, 0, 0));

    /** As {@link #HOSTED}, with what the host tells of its connection. */
    public static TcpRow hosted(int retransmits, int probes, Connection connection) {
        return new TcpRow(TIMER_NONE, 0, retransmits, probes, 1, connection);
    }
}
