package org.jernel.net.inet;

/** The values behind the IPPROTO_TCP options of one sock, with Linux's defaults. */
public final class TcpOptions {

    private static final int KEEPALIVE_TIME_SECONDS = 7200;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 75;
    private static final int KEEPALIVE_PROBES = 9;

    /** {@code TCP_RTO_MAX}. */
    private static final int MAX_RETRANSMIT_SECONDS = 120;

    private static final int MAX_RETRANSMITS = 255;

    public volatile boolean noDelay;
    public volatile boolean cork;
    public volatile boolean quickAck = true;

    /** TCP_MAXSEG as set by the user, 0 for none. */
    public volatile int userMss;

    public volatile int keepIdleSeconds = KEEPALIVE_TIME_SECONDS;
    public volatile int keepIntervalSeconds = KEEPALIVE_INTERVAL_SECONDS;
    public volatile int keepProbes = KEEPALIVE_PROBES;
    public volatile int userTimeoutMillis;

    /** TCP_SYNCNT, 0 where the kernel's own number holds. */
    public volatile int synRetries;

    /** TCP_LINGER2 as set, 0 for the kernel's own time, -1 for none at all. */
    public volatile int linger2Seconds;

    /** {@code max_qlen}: how many connections with data in their SYN would wait. */
    public volatile int fastOpenQueue;

    /** TCP_DEFER_ACCEPT, in repetitions of the answer to a SYN. */
    public volatile int deferAccept;

    /** {@code icsk_syn_retries}, or the kernel's own number. */
    public int synRetries(int own) {
        return synRetries == 0 ? own : synRetries;
    }

    /** How long FIN_WAIT2 lasts without an owner, by itself or as the kernel says; -1 for not at all. */
    public int finTimeoutSeconds(int own) {
        return linger2Seconds == 0 ? own : linger2Seconds;
    }

    /** How long so many repetitions take, each wait twice the last. {@code retrans_to_secs}. */
    public int deferAcceptSeconds() {
        int wait = 1;
        int seconds = 0;
        for (int i = 0; i < deferAccept; i++) {
            seconds += wait;
            wait = Math.min(2 * wait, MAX_RETRANSMIT_SECONDS);
        }
        return seconds;
    }

    /** {@code secs_to_retrans}. */
    void setDeferAcceptSeconds(int seconds) {
        int wait = 1;
        int reached = 0;
        int repetitions = 0;
        while (reached < seconds && repetitions < MAX_RETRANSMITS) {
            reached += wait;
            wait = Math.min(2 * wait, MAX_RETRANSMIT_SECONDS);
            repetitions++;
        }
        deferAccept = repetitions;
    }

    /**
     * Takes over a listener's values, as a connection of it does; all but TCP_DEFER_ACCEPT and TCP_FASTOPEN, which are for
     * listeners.
     */
    public void inherit(TcpOptions listener) {
        noDelay = listener.noDelay;
        cork = listener.cork;
        quickAck = listener.quickAck;
        userMss = listener.userMss;
        keepIdleSeconds = listener.keepIdleSeconds;
        keepIntervalSeconds = listener.keepIntervalSeconds;
        keepProbes = listener.keepProbes;
        userTimeoutMillis = listener.userTimeoutMillis;
        synRetries = listener.synRetries;
        linger2Seconds = listener.linger2Seconds;
    }
}
