package org.jernel.net.core;

import org.jernel.kernel.wait.WaitQueueHead;

/** The values behind the SOL_SOCKET options of one sock, as Linux keeps them in {@code struct sock}. */
public final class SockOptions {

    private static final int SOCK_MIN_SNDBUF = 4608;
    private static final int SOCK_MIN_RCVBUF = 2304;

    private static final int DEFAULT_RMEM = 131072;
    private static final int DEFAULT_WMEM = 87040;

    /** {@code sk_rcvbuf}, in bytes, doubled already. */
    public volatile int rcvbuf = DEFAULT_RMEM;

    /** {@code sk_sndbuf}, in bytes, doubled already. */
    public volatile int sndbuf = DEFAULT_WMEM;

    /** SOCK_RCVBUF_LOCK: the caller chose the size, so the protocol leaves it. */
    public volatile boolean rcvbufLocked;

    /** SOCK_SNDBUF_LOCK. */
    public volatile boolean sndbufLocked;

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

    /** SOCK_PASSCRED: who sent a message comes with it; AF_UNIX only. */
    public volatile boolean passCred;

    /** SO_TIMESTAMP and its relatives: when a message came is told with it, in this form. */
    public volatile Timestamping timestamping = Timestamping.NONE;

    /** {@code sk_lingertime} in nanoseconds. */
    public volatile long lingerNanos;

    public volatile int priority;
    public volatile int mark;

    /** {@code sk_bound_dev_if}: the number of the only device whose packets count, 0 for all of them. */
    public volatile int boundDevIf;

    /** {@code sk_incoming_cpu}: the CPU that packets came by last, or that SO_INCOMING_CPU asks for; -1 for none. */
    public volatile int incomingCpu = -1;

    /** Takes the sizes of a protocol that has none of its own. {@code sock_init_data}. */
    public void useDefaultBuffers(NetSysctl sysctl) {
        rcvbuf = sysctl.rmemDefault.get();
        sndbuf = sysctl.wmemDefault.get();
    }

    /** Notes the CPU that a packet came by. {@code sk_incoming_cpu_update}. */
    public void noteIncomingCpu(int cpu) {
        // Others read it: what has not changed is not written.
        if (incomingCpu != cpu) {
            incomingCpu = cpu;
        }
    }

    /** Half of a buffer is for what the packets cost beside their bytes, so twice the size is kept: socket(7). */
    void setRcvbuf(int bytes) {
        rcvbufLocked = true;
        rcvbuf = Math.max(2 * Math.min(bytes, Integer.MAX_VALUE / 2), SOCK_MIN_RCVBUF);
    }

    void setSndbuf(int bytes) {
        sndbufLocked = true;
        sndbuf = Math.max(2 * Math.min(bytes, Integer.MAX_VALUE / 2), SOCK_MIN_SNDBUF);
    }

    /** Any mark goes where no protocol has a say. {@code sk_setsockopt}. */
    void setPlainRcvlowat(int bytes) {
        rcvlowat = bytes < 0 ? Integer.MAX_VALUE : Math.max(1, bytes);
    }

    /**
     * Cuts the mark to what the buffer can hold, and lets the buffer grow if it may. {@code tcp_set_rcvlowat}.
     *
     * @param mostRmem what the buffer may grow to, half of which is the highest low-water mark
     */
    void setRcvlowat(int bytes, int mostRmem) {
        int wanted = bytes < 0 ? Integer.MAX_VALUE : bytes;
        int most = (rcvbufLocked ? rcvbuf : mostRmem) / 2;
        rcvlowat = Math.max(1, Math.min(wanted, most));
        if (!rcvbufLocked) {
            rcvbuf = Math.max(rcvbuf, 2 * rcvlowat);
        }
    }

    /** Takes over a listener's values, as a connection of it does; all but the priority, as {@code sk_clone} has it. */
    public void inherit(SockOptions listener) {
        rcvbuf = listener.rcvbuf;
        sndbuf = listener.sndbuf;
        rcvbufLocked = listener.rcvbufLocked;
        sndbufLocked = listener.sndbufLocked;
        rcvlowat = listener.rcvlowat;
        rcvtimeoNanos = listener.rcvtimeoNanos;
        sndtimeoNanos = listener.sndtimeoNanos;
        reuseAddr = listener.reuseAddr;
        reusePort = listener.reusePort;
        keepAlive = listener.keepAlive;
        broadcast = listener.broadcast;
        oobInline = listener.oobInline;
        lingerOn = listener.lingerOn;
        lingerNanos = listener.lingerNanos;
        mark = listener.mark;
        boundDevIf = listener.boundDevIf;
        timestamping = listener.timestamping;
    }
}
