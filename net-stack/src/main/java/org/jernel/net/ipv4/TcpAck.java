package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;

/** What an acknowledgement changes on the sending side. {@code tcp_ack} of {@code net/ipv4/tcp_input.c}. */
final class TcpAck {

    private TcpAck() {}

    /** Takes the acknowledgement and window of a segment in. False if it acknowledges what was never sent. */
    static boolean ack(TcpSock sk, SkBuff skb) {
        int acked = skb.ackSeq;
        if (TcpSeq.before(acked, sk.sndUna)) {
            return true;
        }
        if (TcpSeq.after(acked, sk.sndNxt)) {
            return false;
        }
        boolean progress = acked != sk.sndUna;
        if (progress) {
            sk.retransmits = 0;
            sk.retransStamp = 0;
            sk.counters.bytesAcked += acked - sk.sndUna;
        }
        sk.counters.lastAckReceived = sk.now();
        boolean news = updateWindow(sk, skb) || skb.endSeq != skb.seq;
        if (!TcpSeq.before(sk.sndUp, sk.sndUna) && !TcpSeq.after(sk.sndUp, acked)) {
            sk.sndUp = acked;
        }
        sk.sndUna = acked;
        if (sk.options().keepAlive) {
            sk.lastHeard = sk.now();
        }
        if (progress) {
            int segments = cleanRtxQueue(sk);
            sk.counters.delivered += segments;
            sk.congestion.acked(sk, segments);
            sk.timer.rearmRto();
        } else if (!news && !sk.rtxQueue.isEmpty()) {
            sk.congestion.duplicateAck(sk);
        }
        SkBuff next = sk.writeQueue.peek();
        if (sk.probesOut != 0 && (next == null || !TcpSeq.after(next.endSeq, sk.wndEnd()))) {
            sk.timer.ackProbe();
        }
        return true;
    }

    /**
     * A later segment's window counts, or a larger one of the same. True if it is another than before. {@code
     * tcp_ack_update_window}.
     */
    private static boolean updateWindow(TcpSock sk, SkBuff skb) {
        int window = TcpHeader.window(skb);
        if ((skb.tcpFlags & TcpHeader.SYN) == 0) {
            window <<= sk.rxOpt.sndWscale;
        }
        boolean newer = TcpSeq.after(skb.ackSeq, sk.sndUna)
                || TcpSeq.after(skb.seq, sk.sndWl1)
                || (skb.seq == sk.sndWl1 && window > sk.sndWnd);
        boolean moves = newer && window != sk.sndWnd;
        if (newer) {
            sk.sndWl1 = skb.seq;
            sk.sndWnd = window;
            sk.maxWindow = Math.max(sk.maxWindow, window);
        }
        return moves;
    }

    /** Lets go of what the peer has, and measures how long that took. Returns the segments. {@code tcp_clean_rtx_queue}. */
    private static int cleanRtxQueue(TcpSock sk) {
        int freed = 0;
        int segments = 0;
        long firstSent = 0;
        boolean ambiguous = false;
        for (SkBuff skb = sk.rtxQueue.peek(); skb != null; skb = sk.rtxQueue.peek()) {
            if (TcpSeq.after(skb.endSeq, sk.sndUna)) {
                trimHead(sk, skb);
                break;
            }
            sk.rtxQueue.unlink(skb);
            freed += skb.truesize();
            firstSent = segments == 0 ? skb.sentNanos : firstSent;
            ambiguous |= skb.retransmitted;
            sk.congestion.notLost(skb);
            segments++;
        }
        sk.chargeWmem(-freed);
        // Karn's algorithm: of one that was sent twice it is not known which is acknowledged. RFC 6298 section 3.
        if (segments > 0 && !ambiguous) {
            sk.rtt.sample(sk.now() - firstSent);
        }
        return segments;
    }

    /** The peer has the first part of a segment. {@code tcp_trim_head}. */
    private static void trimHead(TcpSock sk, SkBuff skb) {
        int known = sk.sndUna - skb.seq;
        if (known > 0) {
            skb.pull(Math.min(known, skb.len()));
            skb.seq = sk.sndUna;
        }
    }

    /** Sends what the acknowledgement made room for, and wakes writers. {@code tcp_data_snd_check}. */
    static void dataSndCheck(TcpSock sk) {
        if (!sk.writeQueue.isEmpty()) {
            TcpOutput.pushPendingFrames(sk, TcpOutput.nonagle(sk));
        }
        sk.checkSpace();
    }
}
