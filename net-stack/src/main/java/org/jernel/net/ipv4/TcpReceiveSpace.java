package org.jernel.net.ipv4;

/**
 * How fast the user reads, which is how large the receive buffer ought to be. {@code rcvq_space} and {@code rcv_rtt_est};
 * dynamic right-sizing of {@code net/ipv4/tcp_input.c}.
 */
final class TcpReceiveSpace {

    private int space;
    private int measuredFrom;
    private long measuredSince;

    private long rttNanos;
    private int rttUntil;
    private long rttSince;

    void init(TcpSock sk) {
        space = Math.min(sk.rcvWnd, 10 * sk.advmss);
        measuredFrom = sk.copiedSeq;
        measuredSince = sk.now();
    }

    /** What the user read lately in a round trip, in bytes. */
    int space() {
        return space;
    }

    /** The round trip as the receiver sees it; 0 before it was measured. */
    long rttNanos() {
        return rttNanos;
    }

    /** Data came: a window full of it takes a round trip. {@code tcp_rcv_rtt_measure}. */
    void measureRtt(TcpSock sk) {
        if (rttSince != 0 && TcpSeq.before(sk.rcvNxt, rttUntil)) {
            return;
        }
        long now = sk.now();
        if (rttSince != 0) {
            long sample = Math.max(1, now - rttSince);
            rttNanos = rttNanos == 0 ? sample : Math.min(rttNanos, sample);
        }
        rttUntil = sk.rcvNxt + sk.rcvWnd;
        rttSince = now;
    }

    /** The user has read: twice what was read in a round trip must fit. {@code tcp_rcv_space_adjust}. */
    void adjust(TcpSock sk) {
        int copied = sk.copiedSeq - measuredFrom;
        if (rttNanos == 0 || copied <= 0) {
            return;
        }
        long now = sk.now();
        if (now - measuredSince < rttNanos) {
            return;
        }
        if (copied > space) {
            if (!sk.options().rcvbufLocked) {
                grow(sk, copied);
            }
            space = copied;
        }
        measuredFrom = sk.copiedSeq;
        measuredSince = now;
    }

    private void grow(TcpSock sk, int copied) {
        long window = 2L * copied + 16L * sk.advmss;
        window += 2 * (window * (copied - space) / space);
        long buffer = Math.min(2 * window, sk.net().sysctl().tcpRmem.get(2));
        if (buffer > sk.options().rcvbuf) {
            sk.options().rcvbuf = (int) buffer;
            sk.windowClamp = TcpWindow.fromSpace((int) buffer);
        }
    }
}
