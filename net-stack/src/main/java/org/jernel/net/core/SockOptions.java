package org.jernel.net.core;

import org.jernel.kernel.wait.WaitQueueHead;

/** The values behind the SOL_SOCKET options of one sock, as Linux keeps them in {@code struct sock}. */
public final class SockOptions {

    private static final int DEFAULT_RMEM = 131072;
    private static final int DEFAULT_WMEM = 87040;

    /** {@code sk_rcvbuf}, in bytes, doubled already. */
    public volatile int rcvbuf = DEFAULT_RMEM;

    /** {@code sk_sndbuf}, in bytes, doubled already. */
    public volatile int sndbuf = DEFAULT_WMEM;

    /** {@code sk_rcvlowat}. */
    public volatile int rcvlowat = 1;

    /** {@code sk_rcvtimeo} in nanoseconds; {@link WaitQueueHead#MAX_SCHEDULE_TIMEOUT} for none. */
    public volatile long rcvtimeoNanos = WaitQueueHead.MAX_SCHEDULE_TIMEOUT;

    /** {@code sk_sndtimeo} in nanoseconds. */
    public volatile long sndtimeoNanos = WaitQueueHead.MAX_SCHEDULE_TIMEOUT;

    public volatile boolean reuseAddr;
    public volatile boolean reusePort;
    public volatile boolean keepAlive;
    public volatile boolean broadcast;
    public volatile boolean oobInline;
    public volatile boolean lingerOn;

    /** {@code sk_lingertime} in nanoseconds. */
    public volatile long lingerNanos;

    public volatile int priority;
    public volatile int mark;
}
