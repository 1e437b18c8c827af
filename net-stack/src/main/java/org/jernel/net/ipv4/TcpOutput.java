package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;

/** Decides what may be sent now, and sends it. Modelled on {@code net/ipv4/tcp_output.c}. */
final class TcpOutput {

    /** Nagle's algorithm is off: TCP_NODELAY. */
    static final int NAGLE_OFF = 1;

    /** Only full segments: TCP_CORK and MSG_MORE. */
    static final int NAGLE_CORK = 2;

    /** Send it whatever the others say. */
    static final int NAGLE_PUSH = 4;

    private TcpOutput() {}

    /** What the user's options make of Nagle's algorithm. {@code tp->nonagle}. */
    static int nonagle(TcpSock sk) {
        return (sk.tcp.noDelay ? NAGLE_OFF : 0) | (sk.tcp.cork ? NAGLE_CORK : 0);
    }

    /** How many bytes a segment may carry now. {@code tcp_current_mss}, with {@code tcp_bound_to_half_wnd}. */
    static int currentMss(TcpSock sk) {
        IpVersion ip = IpVersion.of(sk.daddr);
        int headers = ip.headerLength() + TcpHeader.LENGTH + TcpSegment.establishedOptionsLength(sk);
        int mtu = ip.mtu(sk.route);
        int clamp = sk.tcp.userMss == 0 ? sk.rxOpt.mssClamp : Math.min(sk.rxOpt.mssClamp, sk.tcp.userMss);
        int mss = Math.min(clamp - TcpSegment.establishedOptionsLength(sk), mtu - headers);
        int half = sk.maxWindow > TcpSock.MSS_DEFAULT ? sk.maxWindow >> 1 : sk.maxWindow;
        if (half != 0 && mss > half) {
            mss = Math.max(half, MIN_MTU - headers);
        }
        sk.mssCache = mss;
        return mss;
    }

    /** Adds to the end of what is to be sent. {@code tcp_add_write_queue_tail}. */
    static void queueSkb(TcpSock sk, SkBuff skb) {
        sk.writeSeq = skb.endSeq;
        sk.writeQueue.queueTail(skb);
        sk.chargeWmem(skb.truesize());
    }

    /** Sends what may be sent, and sees to it that the rest is not forgotten. {@code __tcp_push_pending_frames}. */
    @KernelFunction("__tcp_push_pending_frames")
    static void pushPendingFrames(TcpSock sk, int nonagle) {
        if (sk.state() != TcpState.CLOSE && writeXmit(sk, nonagle, false)) {
            sk.timer.checkProbeTimer();
        }
    }

    /** Sends the first segment if it may go. {@code tcp_push_one}. */
    static void pushOne(TcpSock sk) {
        boolean _ = writeXmit(sk, NAGLE_PUSH, true);
    }

    /** Returns true if there is something to send and nothing on its way whose acknowledgement would bring us back. */
    @KernelFunction("tcp_write_xmit")
    private static boolean writeXmit(TcpSock sk, int nonagle, boolean one) {
        SkBuff skb = sk.writeQueue.peek();
        if (skb == null) {
            return false;
        }
        int mss = currentMss(sk);
        boolean stopped = false;
        while (skb != null) {
            // The FIN is not worth a wait. tcp_cwnd_test
            if (!sk.congestion.maySend(sk) && (skb.tcpFlags & TcpHeader.FIN) == 0) {
                stopped = true;
                break;
            }
            boolean last = sk.writeQueue.next(skb) == null;
            int end = skb.len() > mss ? skb.seq + mss : skb.endSeq;
            if (TcpSeq.after(end, sk.wndEnd()) || !mayGoSmall(sk, skb, mss, last ? nonagle : NAGLE_PUSH)) {
                break;
            }
            if (skb.len() > mss) {
                fragment(sk, skb, mss);
            }
            sendNew(sk, skb, mss);
            if (one) {
                break;
            }
            skb = sk.writeQueue.peek();
        }
        sk.congestion.validate(sk, stopped);
        return sk.rtxQueue.isEmpty() && !sk.writeQueue.isEmpty();
    }

    /** Nagle's algorithm as Minshall mended it: one small segment at a time is on its way. {@code tcp_nagle_test}. */
    private static boolean mayGoSmall(TcpSock sk, SkBuff skb, int mss, int nonagle) {
        boolean cannotWait = (skb.tcpFlags & TcpHeader.FIN) != 0 || sk.isUrgentMode();
        if ((nonagle & NAGLE_PUSH) != 0 || cannotWait || skb.len() >= mss) {
            return true;
        }
        if ((nonagle & NAGLE_CORK) != 0) {
            return false;
        }
        boolean smallOneUnderWay =
                TcpSeq.after(sk.sndSml, sk.sndUna) && !TcpSeq.after(sk.sndSml, sk.sndNxt);
        return nonagle != 0 || sk.rtxQueue.isEmpty() || !smallOneUnderWay;
    }

    private static void sendNew(TcpSock sk, SkBuff skb, int mss) {
        if (skb.len() < mss) {
            sk.sndSml = skb.endSeq;
        }
        boolean first = sk.rtxQueue.isEmpty();
        long now = sk.now();
        if (first && sk.counters.lastDataSent != 0) {
            sk.congestion.restart(now - sk.counters.lastDataSent, sk.rtt.rto());
        }
        sk.counters.lastDataSent = now;
        skb.sentNanos = now;
        sk.writeQueue.unlink(skb);
        sk.rtxQueue.queueTail(skb);
        sk.sndNxt = skb.endSeq;
        if (skb.len() > 0) {
            sk.ipv4.count(LinuxMib.TCP_ORIG_DATA_SENT);
        }
        TcpSegment.transmit(sk, skb.cloneSkb());
        if (first) {
            sk.timer.rearmRto();
        }
    }

    /** Cuts a packet of the write queue in two. {@code tcp_fragment}. */
    static void fragment(TcpSock sk, SkBuff skb, int length) {
        int rest = skb.len() - length;
        SkBuff tail = SkBuff.alloc(rest);
        System.arraycopy(skb.bytes(), skb.data() + length, tail.bytes(), tail.put(rest), rest);
        tail.seq = skb.seq + length;
        tail.endSeq = skb.endSeq;
        tail.tcpFlags = skb.tcpFlags;
        skb.trim(length);
        skb.endSeq = tail.seq;
        skb.tcpFlags &= ~(TcpHeader.FIN | TcpHeader.PSH);
        sk.writeQueue.queueAfter(skb, tail);
        sk.chargeWmem(tail.truesize());
    }

    /** Sends the oldest segment that is not acknowledged once more. */
    static void retransmitHead(TcpSock sk) {
        SkBuff skb = sk.rtxQueue.peek();
        if (skb != null) {
            retransmit(sk, skb);
        }
    }

    /** {@code tcp_retransmit_skb}. */
    static void retransmit(TcpSock sk, SkBuff skb) {
        sk.congestion.notLost(skb);
        skb.retransmitted = true;
        sk.counters.totalRetransmits++;
        sk.ipv4.count(TcpMib.RETRANS_SEGS);
        sk.counters.bytesRetransmitted += skb.len();
        // The receiver may be reading a clone's headers, so this one must not share the bytes.
        TcpSegment.transmit(sk, skb.copy());
    }

    /** Sends what of the next segment fits the window, or a segment that only asks. {@code tcp_write_wakeup}. */
    static void writeWakeup(TcpSock sk) {
        SkBuff skb = sk.writeQueue.peek();
        if (skb != null && TcpSeq.before(skb.seq, sk.wndEnd())) {
            int fits = Math.min(sk.wndEnd() - skb.seq, currentMss(sk));
            if (fits < skb.len()) {
                fragment(sk, skb, fits);
            }
            skb.tcpFlags |= TcpHeader.PSH;
            sendNew(sk, skb, sk.mssCache);
        } else {
            if (sk.isUrgentMode() && !TcpSeq.after(sk.sndUp, sk.sndUna + MAX_URGENT_POINTER)) {
                // In the window, so that the peer looks at the urgent pointer.
                TcpSegment.transmitEmpty(sk, TcpHeader.ACK, sk.sndUna);
            }
            // Below the window, so that the peer must answer with where it stands.
            TcpSegment.transmitEmpty(sk, TcpHeader.ACK, sk.sndUna - 1);
        }
    }

    /** Sends an acknowledgement without data. {@code tcp_send_ack}. */
    static void sendAck(TcpSock sk) {
        if (sk.state() != TcpState.CLOSE) {
            TcpSegment.transmitEmpty(sk, TcpHeader.ACK, sk.sndNxt);
        }
    }

    /** Acknowledges in a while, in the hope of data to go with it. {@code tcp_send_delayed_ack}. */
    static void sendDelayedAck(TcpSock sk) {
        sk.ack.schedule();
        sk.timer.armDelayedAck();
    }

    /** Ends our side of the stream: on the last segment if that has not gone yet. {@code tcp_send_fin}. */
    static void sendFin(TcpSock sk) {
        SkBuff tail = sk.writeQueue.peekTail();
        if (tail == null) {
            SkBuff fin = control(sk.writeSeq, TcpHeader.ACK | TcpHeader.FIN);
            queueSkb(sk, fin);
        } else {
            tail.tcpFlags |= TcpHeader.FIN;
            tail.endSeq++;
            sk.writeSeq++;
        }
        pushPendingFrames(sk, NAGLE_OFF);
    }

    /** A packet without data for the write queue; SYN and FIN take a number each. */
    static SkBuff control(int seq, int flags) {
        SkBuff skb = SkBuff.alloc(0);
        skb.seq = seq;
        skb.endSeq = seq + ((flags & (TcpHeader.SYN | TcpHeader.FIN)) != 0 ? 1 : 0);
        skb.tcpFlags = flags;
        return skb;
    }

    /** Breaks the connection off. {@code tcp_send_active_reset}. */
    static void sendActiveReset(TcpSock sk) {
        sk.ipv4.count(TcpMib.OUT_RSTS);
        TcpSegment.transmitEmpty(sk, TcpHeader.ACK | TcpHeader.RST, acceptableSeq(sk));
    }

    /** The highest number that the peer surely takes. {@code tcp_acceptable_seq}. */
    private static int acceptableSeq(TcpSock sk) {
        return TcpSeq.before(sk.wndEnd(), sk.sndNxt) ? sk.wndEnd() : sk.sndNxt;
    }

    /** Begins a connection with a SYN. {@code tcp_connect}. */
    @KernelFunction("tcp_connect")
    static void connect(TcpSock sk) {
        sk.ipv4.count(TcpMib.ACTIVE_OPENS);
        SkBuff syn = control(sk.writeSeq, TcpHeader.SYN);
        sk.writeSeq++;
        sk.sndNxt = sk.writeSeq;
        sk.pushedSeq = sk.writeSeq;
        syn.sentNanos = sk.now();
        sk.rtxQueue.queueTail(syn);
        sk.chargeWmem(syn.truesize());
        TcpSegment.transmit(sk, syn.cloneSkb());
        sk.timer.rearmRto();
    }

    /** Answers a SYN in SYN_SENT with SYN and ACK: both sides have called at once. {@code tcp_send_synack}. */
    static void sendSynack(TcpSock sk) {
        SkBuff syn = sk.rtxQueue.peek();
        if (syn != null) {
            syn.tcpFlags |= TcpHeader.ACK;
            TcpSegment.transmit(sk, syn.copy());
        }
    }

    /** True if any segment is on its way or waits to be sent. */
    static boolean hasOutstanding(TcpSock sk) {
        return !sk.writeQueue.isEmpty() || !sk.rtxQueue.isEmpty();
    }

    /** The farthest that a header can say urgent data ends at. */
    static final int MAX_URGENT_POINTER = 0xffff;

    /** RFC 791: every host takes packets of this length. */
    private static final int MIN_MTU = 68;
}
