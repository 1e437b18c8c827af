package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.TcpInfoLayout;

/**
 * {@code struct tcp_info} as Linux 6.18 has it. Modelled on {@code tcp_get_info} of {@code net/ipv4/tcp.c}; rates, and the times
 * in which something held the connection back, are not measured and told as 0.
 */
final class TcpInfo {

    private static final int OPTION_TIMESTAMPS = 1;
    private static final int OPTION_SACK = 2;
    private static final int OPTION_WSCALE = 4;

    private static final long UNLIMITED = -1;
    private static final int NEVER = -1;

    private final byte[] bytes = new byte[TcpInfoLayout.SIZE];

    private TcpInfo() {}

    static byte[] of(TcpSock sk) {
        TcpInfo info = new TcpInfo();
        info.putByte(TcpInfoLayout.TCPI_STATE, sk.state().number());
        info.putInt(TcpInfoLayout.TCPI_SND_CWND, sk.congestion.window());
        info.putInt(TcpInfoLayout.TCPI_REORDERING, TcpCongestion.REORDERING);
        info.putLong(TcpInfoLayout.TCPI_PACING_RATE, UNLIMITED);
        info.putLong(TcpInfoLayout.TCPI_MAX_PACING_RATE, UNLIMITED);
        if (sk.state() == TcpState.LISTEN) {
            info.putInt(TcpInfoLayout.TCPI_UNACKED, sk.ackBacklog);
            info.putInt(TcpInfoLayout.TCPI_SACKED, sk.maxAckBacklog);
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
        putByte(TcpInfoLayout.TCPI_OPTIONS, (options.tstampOk ? OPTION_TIMESTAMPS : 0)
                | (options.sackOk ? OPTION_SACK : 0)
                | (options.wscaleOk ? OPTION_WSCALE : 0));
        putByte(TcpInfoLayout.TCPI_WSCALE, options.wscaleOk ? options.sndWscale | options.rcvWscale << 4 : 0);
        putInt(TcpInfoLayout.TCPI_SND_MSS, sk.mssCache);
        // The size of the peer's segments is a guess from the handshake on.
        putInt(TcpInfoLayout.TCPI_RCV_MSS, sk.advmss == 0 ? 0 : sk.ack.rcvMss);
        putInt(TcpInfoLayout.TCPI_PMTU, sk.route == null ? 0 : IpVersion.of(sk.daddr).mtu(sk.route));
        putInt(TcpInfoLayout.TCPI_ADVMSS, sk.advmss);
    }

    private void putSending(TcpSock sk) {
        int again = 0;
        for (SkBuff skb = sk.rtxQueue.peek(); skb != null; skb = sk.rtxQueue.next(skb)) {
            again += skb.retransmitted && !skb.lost ? 1 : 0;
        }
        putByte(TcpInfoLayout.TCPI_CA_STATE, sk.congestion.state().number());
        putByte(TcpInfoLayout.TCPI_RETRANSMITS, sk.retransmits);
        putByte(TcpInfoLayout.TCPI_PROBES, sk.probesOut);
        putByte(TcpInfoLayout.TCPI_BACKOFF, Math.max(sk.retransmits, sk.probesOut));
        putInt(TcpInfoLayout.TCPI_UNACKED, sk.rtxQueue.length());
        putInt(TcpInfoLayout.TCPI_SACKED, sk.congestion.duplicates());
        putInt(TcpInfoLayout.TCPI_LOST, sk.congestion.lost());
        putInt(TcpInfoLayout.TCPI_RETRANS, again);
        putInt(TcpInfoLayout.TCPI_SND_SSTHRESH, sk.congestion.threshold());
        putInt(TcpInfoLayout.TCPI_NOTSENT_BYTES, (int) Math.max(0, sk.unsent()));
        putInt(TcpInfoLayout.TCPI_SND_WND, sk.sndWnd);
    }

    private void putTimes(TcpSock sk) {
        long least = sk.rtt.leastNanos();
        putInt(TcpInfoLayout.TCPI_RTO, micros(sk.timer.rto()));
        putInt(TcpInfoLayout.TCPI_ATO, sk.ack.started ? micros(TcpTimer.DELACK_NANOS) : 0);
        putInt(TcpInfoLayout.TCPI_LAST_DATA_SENT, millisSince(sk, sk.counters.lastDataSent));
        putInt(TcpInfoLayout.TCPI_LAST_DATA_RECV, millisSince(sk, sk.ack.lastReceived));
        putInt(TcpInfoLayout.TCPI_LAST_ACK_RECV, millisSince(sk, sk.counters.lastAckReceived));
        putInt(TcpInfoLayout.TCPI_RTT, micros(sk.rtt.smoothedNanos()));
        putInt(TcpInfoLayout.TCPI_RTTVAR, micros(sk.rtt.varianceNanos()));
        putInt(TcpInfoLayout.TCPI_MIN_RTT, least == Long.MAX_VALUE ? NEVER : micros(least));
    }

    private void putReceiving(TcpSock sk) {
        putInt(TcpInfoLayout.TCPI_RCV_SSTHRESH, sk.rcvSsthresh);
        putInt(TcpInfoLayout.TCPI_RCV_RTT, micros(sk.receiveSpace.rttNanos()));
        putInt(TcpInfoLayout.TCPI_RCV_SPACE, sk.receiveSpace.space());
        putInt(TcpInfoLayout.TCPI_RCV_WND, sk.receiveWindow());
    }

    private void putCounters(TcpCounters counters) {
        putInt(TcpInfoLayout.TCPI_TOTAL_RETRANS, counters.totalRetransmits);
        putLong(TcpInfoLayout.TCPI_BYTES_ACKED, counters.bytesAcked);
        putLong(TcpInfoLayout.TCPI_BYTES_RECEIVED, counters.bytesReceived);
        putInt(TcpInfoLayout.TCPI_SEGS_OUT, counters.segmentsOut);
        putInt(TcpInfoLayout.TCPI_SEGS_IN, counters.segmentsIn);
        putInt(TcpInfoLayout.TCPI_DATA_SEGS_IN, counters.dataSegmentsIn);
        putInt(TcpInfoLayout.TCPI_DATA_SEGS_OUT, counters.dataSegmentsOut);
        putInt(TcpInfoLayout.TCPI_DELIVERED, counters.delivered);
        putLong(TcpInfoLayout.TCPI_BYTES_SENT, counters.bytesSent);
        putLong(TcpInfoLayout.TCPI_BYTES_RETRANS, counters.bytesRetransmitted);
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
