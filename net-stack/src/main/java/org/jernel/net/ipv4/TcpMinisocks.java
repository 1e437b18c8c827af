package org.jernel.net.ipv4;

import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.device.SoftIrq;

/** Connections before and after their life: handshakes and TIME_WAIT. Modelled on {@code net/ipv4/tcp_minisocks.c}. */
final class TcpMinisocks {

    /** How far a new connection's numbers lie beyond those of the one it replaces: more than any unscaled window. */
    static final int ISN_BEYOND = 65535 + 2;

    /** Handshakes in progress that the smallest backlog still allows. */
    private static final int MIN_REQUESTS = 8;

    /** What a segment for TIME_WAIT asks for. {@code enum tcp_tw_status}. */
    enum TwStatus {
        /** Nothing. */
        SUCCESS,
        /** A reset, and an end. */
        RST,
        /** An acknowledgement. */
        ACK,
        /** A new connection. */
        SYN,
        /** An end without a word. */
        KILL
    }

    private TcpMinisocks() {}

    /** A SYN for a listener. {@code tcp_conn_request}; the listener is locked. */
    static void connRequest(TcpSock listener, SkBuff syn, int isnOrZero) {
        // The client takes a lost SYN for a slow network and tries again, by when accept may have been called. There are no
        // SYN cookies: handshakes that nobody completes only keep others out of this one listener.
        if (isAcceptQueueFull(listener)) {
            listener.ipv4.count(LinuxMib.LISTEN_OVERFLOWS);
        }
        if (isAcceptQueueFull(listener) || listener.requests.size() > Math.max(MIN_REQUESTS, listener.maxAckBacklog)) {
            listener.ipv4.count(LinuxMib.LISTEN_DROPS);
            return;
        }
        TcpReceivedOptions options = new TcpReceivedOptions();
        options.parse(syn, true);
        options.tstampOk = options.sawTstamp;
        options.tsRecent = options.sawTstamp ? options.rcvTsval : 0;
        options.rcvWscale = options.wscaleOk ? TcpWindow.initialScale(listener) : 0;
        new RequestSock(listener, syn, options, isnOrZero).start();
    }

    /** {@code sk_acceptq_is_full}: one more than the backlog may wait. */
    private static boolean isAcceptQueueFull(TcpSock listener) {
        return listener.ackBacklog > listener.maxAckBacklog;
    }

    /** A segment of a handshake in progress. {@code tcp_check_req}; the listener is locked. */
    static void checkReq(RequestSock req, SkBuff skb) {
        TcpReceivedOptions seen = new TcpReceivedOptions();
        seen.tstampOk = req.options.tstampOk;
        seen.parse(skb, false);
        int flags = skb.tcpFlags & (TcpHeader.RST | TcpHeader.SYN | TcpHeader.ACK);
        if (flags == TcpHeader.SYN && skb.seq == req.rcvIsn) {
            req.sendSynack();
            return;
        }
        if ((flags & TcpHeader.ACK) != 0 && skb.ackSeq != req.sntIsn + 1) {
            if ((flags & TcpHeader.RST) == 0) {
                TcpIpv4.sendReset(req.listener.ipv4, skb);
            }
            return;
        }
        boolean old = seen.sawTstamp && req.options.tsRecent - seen.rcvTsval > 0;
        if (old || !isInWindow(skb, req.rcvIsn + 1, req.rcvIsn + 1 + req.rcvWnd)) {
            if ((flags & TcpHeader.RST) == 0) {
                TcpSegment.sendBare(req.listener.ipv4, req.saddr, req.sport, req.daddr, req.dport,
                        TcpHeader.ACK, req.sntIsn + 1, req.rcvIsn + 1, req.rcvWnd >> req.options.rcvWscale);
            }
            return;
        }
        if ((flags & (TcpHeader.RST | TcpHeader.SYN)) != 0) {
            if ((flags & TcpHeader.RST) == 0) {
                TcpIpv4.sendReset(req.listener.ipv4, skb);
            }
            req.listener.ipv4.count(LinuxMib.EMBRYONIC_RSTS);
            req.listener.ipv4.count(TcpMib.ATTEMPT_FAILS);
            req.drop();
            return;
        }
        if ((flags & TcpHeader.ACK) != 0 && !req.isDeferred(skb) && !isAcceptQueueFull(req.listener)) {
            if (seen.sawTstamp) {
                req.options.tsRecent = seen.rcvTsval;
            }
            becomeChild(req, skb);
        }
    }

    /** {@code tcp_in_window}. */
    private static boolean isInWindow(SkBuff skb, int start, int end) {
        return skb.seq == start
                || (TcpSeq.after(skb.endSeq, start) && TcpSeq.before(skb.seq, end))
                || (skb.seq == end && skb.seq == skb.endSeq);
    }

    /** The last segment of the handshake: a connection for accept. {@code tcp_v4_syn_recv_sock} and what follows it. */
    private static void becomeChild(RequestSock req, SkBuff skb) {
        TcpSock listener = req.listener;
        TcpSock child = createOpenreqChild(req);
        child.lockSock();
        try {
            req.drop();
            if (!listener.ipv4.hash().established()
                    .replace(req.saddr, req.sport, req.daddr, req.dport, null, child)) {
                return;
            }
            listener.ipv4.hash().inheritPort(req.sport, child);
            child.portHeld = true;
            listener.acceptQueue.add(child);
            listener.ackBacklog = listener.acceptQueue.size();
            TcpInput.receive(child, skb);
        } finally {
            child.releaseSock();
        }
        listener.wakeReaders();
    }

    /** {@code tcp_create_openreq_child}. */
    private static TcpSock createOpenreqChild(RequestSock req) {
        TcpSock listener = req.listener;
        listener.ipv4.count(TcpMib.PASSIVE_OPENS);
        TcpSock child = new TcpSock(listener.ipv4, listener.proto(), listener.family());
        child.options().inherit(listener.options());
        child.options().noteIncomingCpu(SoftIrq.CPU);
        child.tcp.inherit(listener.tcp);
        child.tos = listener.tos;
        child.ttl = listener.ttl;
        child.ipv6.inherit(listener.ipv6);
        child.ipv6Only = listener.ipv6Only;
        child.saddr = req.saddr;
        child.rcvSaddr = req.saddr;
        child.num = req.sport;
        child.daddr = req.daddr;
        child.dport = req.dport;
        child.route = listener.ipv4.routing().lookup(req.daddr, listener.boundDevIf());
        child.ipId = listener.ipv4.random().getRandomInt();
        child.rxOpt = req.options;
        child.tsOffset = req.tsOffset;
        // A shutdown before listen(2) counts for every connection.
        child.setShutdownMask(listener.shutdownMask());
        child.setState(TcpState.SYN_RECV);
        int receiveNext = req.rcvIsn + 1;
        child.rcvNxt = receiveNext;
        child.rcvWup = receiveNext;
        child.copiedSeq = receiveNext;
        child.sndUna = req.sntIsn + 1;
        child.sndNxt = child.sndUna;
        child.sndSml = child.sndUna;
        child.writeSeq = child.sndUna;
        child.pushedSeq = child.sndUna;
        child.sndUp = child.sndUna;
        child.sndWl1 = req.rcvIsn;
        child.congestion = new TcpCongestion(req.sntIsn);
        if (req.isSentOnce()) {
            child.rtt.sample(child.now() - req.sentNanos());
        }
        child.counters.delivered = 1;
        child.counters.segmentsIn = 1;
        child.rcvWnd = req.rcvWnd;
        child.rcvSsthresh = req.rcvWnd;
        child.windowClamp = TcpWindow.fullSpace(child);
        child.advmss = req.mss - TcpSegment.establishedOptionsLength(child);
        return child;
    }

    /** The connection's memory takes its place, and the sock is done. {@code tcp_time_wait}. */
    static void timeWait(TcpSock sk, TcpState substate, long nanos) {
        Ipv4 ipv4 = sk.ipv4;
        TimewaitSock tw = new TimewaitSock(sk, substate);
        if (ipv4.hash().established().replace(sk.saddr, sk.num, sk.daddr, sk.dport, sk, tw)) {
            ipv4.hash().sharePort(sk.num, tw, sk.portByConnect);
            ipv4.count(LinuxMib.TW);
            tw.reschedule(nanos);
        }
        TcpProto.done(sk);
    }

    /**
     * A segment for a connection that has ended. {@code tcp_timewait_state_process}.
     *
     * <p>What it says is to be done after tw's monitor is given back, since that comes after the port table's.
     */
    static TwStatus timewaitStateProcess(TimewaitSock tw, SkBuff skb) {
        TcpReceivedOptions seen = new TcpReceivedOptions();
        seen.tstampOk = tw.tstampOk;
        seen.parse(skb, false);
        synchronized (tw) {
            boolean old = seen.sawTstamp && tw.tsRecent - seen.rcvTsval > 0;
            return tw.substate == TcpState.FIN_WAIT2 ? finWait2(tw, skb, seen, old) : timeWait(tw, skb, seen, old);
        }
    }

    private static TwStatus timeWait(TimewaitSock tw, SkBuff skb, TcpReceivedOptions seen, boolean old) {
        boolean empty = skb.seq == tw.rcvNxt && skb.seq == skb.endSeq;
        boolean reset = (skb.tcpFlags & TcpHeader.RST) != 0;
        if (!old && reset && skb.seq == tw.rcvNxt) {
            return TwStatus.KILL;
        }
        if (!old && empty) {
            tw.reschedule(TcpTimer.TIMEWAIT_NANOS);
            return TwStatus.SUCCESS;
        }
        boolean syn = (skb.tcpFlags & (TcpHeader.SYN | TcpHeader.RST | TcpHeader.ACK)) == TcpHeader.SYN;
        boolean newer = TcpSeq.after(skb.seq, tw.rcvNxt)
                || (seen.sawTstamp && seen.rcvTsval - tw.tsRecent > 0);
        if (syn && !old && newer) {
            return TwStatus.SYN;
        }
        if (reset) {
            return TwStatus.SUCCESS;
        }
        if (old || (skb.tcpFlags & TcpHeader.ACK) != 0) {
            tw.reschedule(TcpTimer.TIMEWAIT_NANOS);
        }
        return TwStatus.ACK;
    }

    private static TwStatus finWait2(TimewaitSock tw, SkBuff skb, TcpReceivedOptions seen, boolean old) {
        int flags = skb.tcpFlags;
        if (old || !isInWindow(skb, tw.rcvNxt, tw.rcvNxt + Math.max(1, tw.rcvWnd))) {
            return (flags & TcpHeader.RST) == 0 ? TwStatus.ACK : TwStatus.SUCCESS;
        }
        if ((flags & TcpHeader.RST) != 0) {
            return TwStatus.KILL;
        }
        if ((flags & TcpHeader.SYN) != 0 && !TcpSeq.before(skb.seq, tw.rcvNxt)) {
            return TwStatus.RST;
        }
        if ((flags & TcpHeader.ACK) == 0 || !TcpSeq.after(skb.endSeq, tw.rcvNxt) || skb.endSeq == skb.seq) {
            // Our FIN is acknowledged once more, which needs no answer.
            return TwStatus.SUCCESS;
        }
        if ((flags & TcpHeader.FIN) == 0 || skb.endSeq != tw.rcvNxt + 1) {
            // Data for a reader that has gone: the writer must know.
            return TwStatus.RST;
        }
        if (seen.sawTstamp) {
            tw.tsRecent = seen.rcvTsval;
        }
        tw.enterTimeWait(skb.endSeq);
        return TwStatus.ACK;
    }

    /** Says where the connection ended. {@code tcp_v4_timewait_ack}. */
    static void timewaitAck(TimewaitSock tw) {
        if (tw.tstampOk) {
            TcpSegment.sendBareWithTimestamp(tw.ipv4(), tw, tw.rcvWnd);
        } else {
            TcpSegment.sendBare(tw.ipv4(), tw.saddr, tw.sport, tw.daddr, tw.dport,
                    TcpHeader.ACK, tw.sndNxt, tw.rcvNxt, tw.rcvWnd);
        }
    }
}
