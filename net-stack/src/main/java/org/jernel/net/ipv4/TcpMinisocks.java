package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jspecify.annotations.Nullable;

/** Connections before and after their life: handshakes and TIME_WAIT. Modelled on {@code net/ipv4/tcp_minisocks.c}. */
final class TcpMinisocks {

    /** How far a new connection's numbers lie beyond those of the one it replaces: more than any unscaled window. */
    static final int ISN_BEYOND = 65535 + 2;

    private TcpMinisocks() {}

    /** A SYN for a listener. {@code tcp_conn_request}; the listener is locked. */
    static void connRequest(TcpSock listener, SkBuff syn, int isnOrZero) {
        // The client takes a lost SYN for a slow network and tries again, by when accept may have been called.
        if (isAcceptQueueFull(listener) || listener.requests.size() > Math.max(8, listener.maxAckBacklog)) {
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
            req.drop();
            return;
        }
        if ((flags & TcpHeader.ACK) != 0 && !isAcceptQueueFull(req.listener)) {
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
        listener.dataReadyToAccept();
    }

    /** {@code tcp_create_openreq_child}. */
    private static TcpSock createOpenreqChild(RequestSock req) {
        TcpSock listener = req.listener;
        TcpSock child = new TcpSock(listener.ipv4, listener.proto());
        child.options().inherit(listener.options());
        child.tcp.inherit(listener.tcp);
        child.tos = listener.tos;
        child.ttl = listener.ttl;
        child.saddr = req.saddr;
        child.rcvSaddr = req.saddr;
        child.num = req.sport;
        child.daddr = req.daddr;
        child.dport = req.dport;
        child.route = listener.ipv4.fib().lookup(req.daddr);
        child.ipId = listener.ipv4.random().getRandomInt();
        child.rxOpt = req.options;
        child.tsOffset = req.tsOffset;
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
        child.sndWl1 = req.rcvIsn;
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
            tw.reschedule(nanos);
        }
        TcpProto.done(sk);
    }

    /**
     * A segment for a connection that has ended. {@code tcp_timewait_state_process}.
     *
     * @return the sequence number to begin with if the segment is a SYN that may have a new connection, else null
     */
    static @Nullable Integer timewaitStateProcess(TimewaitSock tw, SkBuff skb) {
        TcpReceivedOptions seen = new TcpReceivedOptions();
        seen.tstampOk = tw.tstampOk;
        seen.parse(skb, false);
        synchronized (tw) {
            boolean old = seen.sawTstamp && tw.tsRecent - seen.rcvTsval > 0;
            if (tw.substate == TcpState.FIN_WAIT2) {
                finWait2(tw, skb, seen, old);
                return null;
            }
            boolean empty = skb.seq == tw.rcvNxt && skb.seq == skb.endSeq;
            boolean reset = (skb.tcpFlags & TcpHeader.RST) != 0;
            if (!old && (empty || (reset && skb.seq == tw.rcvNxt))) {
                if (reset) {
                    tw.kill();
                } else {
                    tw.reschedule(TcpTimer.TIMEWAIT_NANOS);
                }
                return null;
            }
            boolean syn = (skb.tcpFlags & (TcpHeader.SYN | TcpHeader.RST | TcpHeader.ACK)) == TcpHeader.SYN;
            boolean newer = TcpSeq.after(skb.seq, tw.rcvNxt)
                    || (seen.sawTstamp && seen.rcvTsval - tw.tsRecent > 0);
            if (syn && !old && newer) {
                int isn = tw.sndNxt + ISN_BEYOND;
                return isn == 0 ? 1 : isn;
            }
            if (!reset) {
                if (old || (skb.tcpFlags & TcpHeader.ACK) != 0) {
                    tw.reschedule(TcpTimer.TIMEWAIT_NANOS);
                }
                sendAck(tw);
            }
            return null;
        }
    }

    private static void finWait2(TimewaitSock tw, SkBuff skb, TcpReceivedOptions seen, boolean old) {
        int flags = skb.tcpFlags;
        if (old || !isInWindow(skb, tw.rcvNxt, tw.rcvNxt + Math.max(1, tw.rcvWnd))) {
            if ((flags & TcpHeader.RST) == 0) {
                sendAck(tw);
            }
        } else if ((flags & TcpHeader.RST) != 0) {
            tw.kill();
        } else if ((flags & TcpHeader.SYN) != 0 && !TcpSeq.before(skb.seq, tw.rcvNxt)) {
            TcpIpv4.sendReset(tw.ipv4(), skb);
        } else if ((flags & TcpHeader.ACK) == 0
                || !TcpSeq.after(skb.endSeq, tw.rcvNxt)
                || skb.endSeq == skb.seq) {
            // An acknowledgement of our FIN once more, which needs no answer
            return;
        } else if ((flags & TcpHeader.FIN) == 0 || skb.endSeq != tw.rcvNxt + 1) {
            // Data for a reader that has gone: the writer must know.
            TcpIpv4.sendReset(tw.ipv4(), skb);
            tw.kill();
        } else {
            if (seen.sawTstamp) {
                tw.tsRecent = seen.rcvTsval;
            }
            tw.enterTimeWait(skb.endSeq);
            sendAck(tw);
        }
    }

    private static void sendAck(TimewaitSock tw) {
        if (tw.tstampOk) {
            TcpSegment.sendBareWithTimestamp(tw.ipv4(), tw, tw.rcvWnd);
        } else {
            TcpSegment.sendBare(tw.ipv4(), tw.saddr, tw.sport, tw.daddr, tw.dport,
                    TcpHeader.ACK, tw.sndNxt, tw.rcvNxt, tw.rcvWnd);
        }
    }
}
