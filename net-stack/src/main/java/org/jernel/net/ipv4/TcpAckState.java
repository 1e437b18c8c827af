package org.jernel.net.ipv4;

/** What is owed to the peer by way of acknowledgement. {@code icsk_ack}. */
final class TcpAckState {

    /** How many segments are acknowledged at once at first. {@code TCP_MAX_QUICKACKS}. */
    private static final int MAX_QUICKACKS = 16;

    /** An acknowledgement is owed. {@code ICSK_ACK_SCHED}. */
    boolean scheduled;

    /** It must not wait. {@code ICSK_ACK_NOW}. */
    boolean now;

    /** The peer has pushed: once, and then again. {@code ICSK_ACK_PUSHED} and {@code ICSK_ACK_PUSHED2}. */
    boolean pushed;

    boolean pushedTwice;

    /** Segments that are still to be acknowledged at once. */
    int quick;

    /** The two sides take turns, so acknowledgements ride on answers. */
    boolean pingpong;

    /** The user looked for data at least once since data came; false in the very beginning. */
    boolean started;

    /** When data came last, in clock nanoseconds. */
    long lastReceived;

    /** The size of the peer's segments, as far as seen. */
    int rcvMss = TcpSock.MSS_DEFAULT;

    void schedule() {
        scheduled = true;
    }

    /** An acknowledgement has gone out, alone or with data. */
    void sent(int segments) {
        scheduled = false;
        now = false;
        pushed = false;
        pushedTwice = false;
        quick = Math.max(0, quick - segments);
    }

    /** {@code tcp_in_quickack_mode}. */
    boolean isQuick() {
        return quick > 0 && !pingpong;
    }

    /** {@code tcp_incr_quickack}: as many as fill the window with segments of this size, in twos. */
    void enterQuick(int rcvWnd) {
        int wanted = Math.max(2, rcvWnd / (2 * Math.max(1, rcvMss)));
        quick = Math.max(quick, Math.min(wanted, MAX_QUICKACKS));
        pingpong = false;
    }

    /** A segment with PSH came. */
    void push() {
        pushedTwice |= pushed;
        pushed = true;
    }
}
