package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;

/**
 * How much may be on its way: Reno's slow start, congestion avoidance and fast retransmit (RFC 5681) with NewReno's recovery
 * (RFC 6582), in segments. Modelled on {@code tcp_reno_*} of {@code net/ipv4/tcp_cong.c} and on {@code tcp_fastretrans_alert};
 * what the peer's SACK blocks say is not used. Under the sock's lock.
 */
final class TcpCongestion {

    /** {@code TCP_INIT_CWND}: RFC 6928. */
    static final int INITIAL_WINDOW = 10;

    /** {@code TCP_INFINITE_SSTHRESH}. */
    static final int INFINITE_THRESHOLD = 0x7fffffff;

    /** Acknowledgements of the same that mean a loss and not a detour. {@code tcp_reordering}. */
    static final int REORDERING = 3;

    /** {@code enum tcp_ca_state}, whose numbers TCP_INFO tells; there is no congestion notification, so none is for that. */
    enum State {
        OPEN(0),
        DISORDER(1),
        RECOVERY(3),
        LOSS(4);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private State state = State.OPEN;
    private int window = INITIAL_WINDOW;
    private int threshold = INFINITE_THRESHOLD;

    /** Segments acknowledged since the window grew last, in congestion avoidance. {@code snd_cwnd_cnt}. */
    private int acknowledged;

    /** Segments that the peer has behind a gap, as many as it complained. {@code sacked_out}. */
    private int duplicates;

    /** Segments taken for lost and not sent again. {@code lost_out}. */
    private int lost;

    /** The end of what was sent when trouble began. {@code high_seq}. */
    private int highSeq;

    /** The most that was on its way lately, and whether the window was what kept it from being more. */
    private int mostOut;

    private boolean limited;
    private int usageSeq;

    /** @param initialSeq a number before all that will be acknowledged */
    TcpCongestion(int initialSeq) {
        highSeq = initialSeq;
        usageSeq = initialSeq;
    }

    State state() {
        return state;
    }

    int window() {
        return window;
    }

    int threshold() {
        return threshold;
    }

    /** The threshold, or -1 in the first slow start, which has none. {@code tcp_in_initial_slowstart}. */
    int shownThreshold() {
        return threshold == INFINITE_THRESHOLD ? -1 : threshold;
    }

    int duplicates() {
        return duplicates;
    }

    int lost() {
        return lost;
    }

    /** {@code tcp_packets_in_flight}. */
    private int inFlight(TcpSock sk) {
        return sk.rtxQueue.length() - duplicates - lost;
    }

    boolean maySend(TcpSock sk) {
        return inFlight(sk) < window;
    }

    /** Remembers whether the window was used: one that is not says nothing of the network. {@code tcp_cwnd_validate}. */
    void validate(TcpSock sk, boolean stopped) {
        boolean full = stopped || !maySend(sk);
        int out = sk.rtxQueue.length();
        if (!TcpSeq.before(sk.sndUna, usageSeq) || full || (!limited && out > mostOut)) {
            limited = full;
            mostOut = out;
            usageSeq = sk.sndNxt;
        }
    }

    /** RFC 5681, 4.1: after a pause the network is not known any more. {@code tcp_cwnd_restart}. */
    void restart(long idleNanos, long rto) {
        int least = Math.min(INITIAL_WINDOW, window);
        for (long left = idleNanos - rto; left > 0 && window > least; left -= rto) {
            threshold = Math.max(threshold == INFINITE_THRESHOLD ? 0 : threshold, window / 2 + window / 4);
            window = Math.max(window / 2, least);
        }
        acknowledged = 0;
    }

    /** So many segments are acknowledged that were not before. */
    void acked(TcpSock sk, int segments) {
        boolean recovered = !TcpSeq.before(sk.sndUna, highSeq);
        switch (state) {
            case OPEN, DISORDER -> {
                state = State.OPEN;
                duplicates = 0;
                forgetTrouble(sk);
                grow(segments);
            }
            case RECOVERY -> {
                if (recovered) {
                    state = State.OPEN;
                    duplicates = 0;
                    window = Math.min(window, threshold);
                } else {
                    // A part only: the next segment is lost too.
                    duplicates = Math.max(0, duplicates - Math.max(0, segments - 1));
                    TcpOutput.retransmitHead(sk);
                }
            }
            case LOSS -> {
                grow(segments);
                if (recovered) {
                    state = State.OPEN;
                } else {
                    retransmitLost(sk);
                }
            }
        }
    }

    /** What lies two gigabytes back would seem to lie ahead, and no loss would be seen before it is reached again. */
    private void forgetTrouble(TcpSock sk) {
        if (TcpSeq.after(sk.sndUna, highSeq)) {
            highSeq = sk.sndUna - 1;
        }
    }

    /** {@code tcp_reno_cong_avoid}. */
    private void grow(int segments) {
        boolean slowStart = window < threshold;
        if (slowStart ? window >= 2 * mostOut : !limited) {
            return;
        }
        int left = segments;
        if (slowStart) {
            int grown = Math.min(window + segments, threshold);
            left -= grown - window;
            window = grown;
        }
        acknowledged += left;
        if (acknowledged >= window) {
            acknowledged -= window;
            window++;
        }
    }

    /** The peer has acknowledged the same again, so something came that does not follow. */
    void duplicateAck(TcpSock sk) {
        if (state == State.LOSS) {
            return;
        }
        // The first one is missing.
        duplicates = Math.min(duplicates + 1, sk.rtxQueue.length() - 1);
        if (state == State.RECOVERY) {
            return;
        }
        state = State.DISORDER;
        if (duplicates >= REORDERING && TcpSeq.after(sk.sndUna, highSeq)) {
            threshold = Math.max(window / 2, 2);
            window = threshold;
            acknowledged = 0;
            highSeq = sk.sndNxt;
            state = State.RECOVERY;
            TcpOutput.retransmitHead(sk);
        }
    }

    /** Nothing was acknowledged for too long: all is lost. {@code tcp_enter_loss}. */
    void timeout(TcpSock sk) {
        boolean fresh = state == State.OPEN || state == State.DISORDER
                || !TcpSeq.after(highSeq, sk.sndUna)
                || (state == State.LOSS && sk.retransmits == 0);
        if (fresh) {
            threshold = Math.max(window / 2, 2);
        }
        window = 1;
        acknowledged = 0;
        duplicates = 0;
        lost = 0;
        for (SkBuff skb = sk.rtxQueue.peek(); skb != null; skb = sk.rtxQueue.next(skb)) {
            skb.lost = true;
            lost++;
        }
        highSeq = sk.sndNxt;
        state = State.LOSS;
    }

    /** Sends again as much as the window allows. {@code tcp_xmit_retransmit_queue}. */
    private void retransmitLost(TcpSock sk) {
        for (SkBuff skb = sk.rtxQueue.peek(); skb != null && maySend(sk); skb = sk.rtxQueue.next(skb)) {
            if (skb.lost) {
                TcpOutput.retransmit(sk, skb);
            }
        }
    }

    /** The segment is on its way again, or is acknowledged after all. */
    void notLost(SkBuff skb) {
        if (skb.lost) {
            skb.lost = false;
            lost--;
        }
    }
}
