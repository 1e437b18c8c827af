package org.jernel.net.inet;

/** The values behind the IPPROTO_TCP options of one sock, with Linux's defaults. */
public final class TcpOptions {

    private static final int KEEPALIVE_TIME_SECONDS = 7200;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 75;
    private static final int KEEPALIVE_PROBES = 9;

    public volatile boolean noDelay;
    public volatile boolean cork;
    public volatile boolean quickAck = true;

    /** TCP_MAXSEG as set by the user, 0 for none. */
    public volatile int userMss;

    public volatile int keepIdleSeconds = KEEPALIVE_TIME_SECONDS;
    public volatile int keepIntervalSeconds = KEEPALIVE_INTERVAL_SECONDS;
    public volatile int keepProbes = KEEPALIVE_PROBES;
    public volatile int userTimeoutMillis;

    /** Takes over every value of a listener's, as a connection of it does. */
    public void inherit(TcpOptions listener) {
        noDelay = listener.noDelay;
        cork = listener.cork;
        quickAck = listener.quickAck;
        userMss = listener.userMss;
        keepIdleSeconds = listener.keepIdleSeconds;
        keepIntervalSeconds = listener.keepIntervalSeconds;
        keepProbes = listener.keepProbes;
        userTimeoutMillis = listener.userTimeoutMillis;
    }
}
