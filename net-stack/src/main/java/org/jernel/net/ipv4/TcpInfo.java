package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;

/**
 * {@code struct tcp_info} as Linux 6.18 has it. Modelled on {@code tcp_get_info} of {@code net/ipv4/tcp.c}; rates, and the times
 * in which something held the connection back, are not measured and told as 0.
 */
final class TcpInfo {

    private static final int SIZE = 280;

    private static final int OPTION_TIMESTAMPS = 1;
    private static final int OPTION_SACK = 2;
    private static final int OPTION_WSCALE = 4;

    private static final long UNLIMITED = -1;
    private static final int NEVER = -1;

    private final byte[] bytes = new byte[SIZE];

    private TcpInfo() {}

    static byte[] of(TcpSock sk) {
        TcpInfo info = new TcpInfo();
        info.putByte(0, sk.state().number());
        info.putInt(80, sk.congestion.window());
        info.putInt(88, TcpCongestion.REORDERING);
        info.putLong(104, UNLIMITED);
        info.putLong(112, UNLIMITED);
        if (sk.state() == TcpState.LISTEN) {
            info.putInt(24, sk.ackBacklog);
            info.putInt(28, sk.maxAckBacklog);
        } else {
            info.putNegotiated(sk);
            info.putSending(sk);
            info.putTimes(sk);
            info.putReceiving(sk);
            info.putCounters(sk.counters);
        }
        return info.bytes;
    }

    private void putNegotiated(TcpSock sk) {
        TcpReceivedOptions options = sk.rxOpt;
        putByte(5, (options.tstampOk ? OPTION_TIMESTAMPS : 0)
                | (options.sackOk ? OPTION_SACK : 0)
                | (options.wscaleOk ? OPTION_WSCALE : 0));
        putByte(6, options.wscaleOk ? options.sndWscale | options.rcvWscale << 4 : 0);
        putInt(16, sk.mssCache);
        // The size of the peer's segments is a guess from the handshake on.
        putInt(20, sk.advmss == 0 ? 0 : sk.ack.rcvMss);
        putInt(60, sk.route == null ? 0 : IpVersion.of(sk.daddr).mtu(sk.route));
        putInt(84, sk.advmss);
    }

    private void putSending(TcpSock sk) {
        int again = 0;
        for (SkBuff skb = sk.rtxQueue.peek(); skb != null; skb = sk.rtxQueue.next(skb)) {
            again += skb.retransmitted && !skb.lost ? 1 : 0;
        }
        putByte(1, sk.congestion.state().number());
        putByte(2, sk.retransmits);
        putByte(3, sk.probesOut);
        putByte(4, Math.max(sk.retransmits, sk.probesOut));
        putInt(24, sk.rtxQueue.length());
        putInt(28, sk.congestion.duplicates());
        putInt(32, sk.congestion.lost());
        putInt(36, again);
        putInt(76, sk.congestion.threshold());
        putInt(144, (int) Math.max(0, sk.unsent()));
        putInt(228, sk.sndWnd);
    }

    private void putTimes(TcpSock sk) {
        long least = sk.rtt.leastNanos();
        putInt(8, micros(sk.timer.rto()));
        putInt(12, sk.ack.started ? micros(TcpTimer.DELACK_NANOS) : 0);
        putInt(44, millisSince(sk, sk.counters.lastDataSent));
        putInt(52, millisSince(sk, sk.ack.lastReceived));
        putInt(56, millisSince(sk, sk.counters.lastAckReceived));
        putInt(68, micros(sk.rtt.smoothedNanos()));
        putInt(72, micros(sk.rtt.varianceNanos()));
        putInt(148, least == Long.MAX_VALUE ? NEVER : micros(least));
    }

    private void putReceiving(TcpSock sk) {
        putInt(64, sk.rcvSsthresh);
        putInt(92, micros(sk.receiveSpace.rttNanos()));
        putInt(96, sk.receiveSpace.space());
        putInt(232, sk.receiveWindow());
    }

    private void putCounters(TcpCounters counters) {
        putInt(100, counters.totalRetransmits);
        putLong(120, counters.bytesAcked);
        putLong(128, counters.bytesReceived);
        putInt(136, counters.segmentsOut);
        putInt(140, counters.segmentsIn);
        putInt(152, counters.dataSegmentsIn);
        putInt(156, counters.dataSegmentsOut);
        putInt(192, counters.delivered);
        putLong(200, counters.bytesSent);
        putLong(208, counters.bytesRetransmitted);
    }

    private static int micros(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private static int millisSince(TcpSock sk, long then) {
        return (int) TimeUnit.NANOSECONDS.toMillis(sk.now() - then);
    }

    private void putByte(int offset, int value) {
        bytes[offset] = (byte) value;
    }

    private void putInt(int offset, int value) {
        LittleEndian.put(bytes, offset, value, Integer.BYTES);
    }

    private void putLong(int offset, long value) {
        LittleEndian.put(bytes, offset, value, Long.BYTES);
    }
}
