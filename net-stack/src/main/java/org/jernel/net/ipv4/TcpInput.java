package org.jernel.net.ipv4;

import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Timestamping;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** The states of RFC 9293 and what a segment does to them. Modelled on {@code net/ipv4/tcp_input.c}. */
final class TcpInput {

    private TcpInput() {}

    /** A segment for a sock that is no listener. {@code tcp_v4_do_rcv}. */
    static void receive(TcpSock sk, SkBuff skb) {
        sk.counters.segmentsIn++;
        if (sk.options().timestamping != Timestamping.NONE) {
            skb.tstamp = sk.ipv4.clock().realtimeNanos();
        }
        if (skb.len() > TcpHeader.headerLength(skb)) {
            sk.counters.dataSegmentsIn++;
        }
        boolean answered = switch (sk.state()) {
            case ESTABLISHED -> {
                rcvEstablished(sk, skb);
                yield true;
            }
            case SYN_SENT -> rcvSynSent(sk, skb);
            default -> rcvStateProcess(sk, skb);
        };
        if (!answered) {
            TcpIpv4.sendReset(sk.ipv4, skb);
        }
    }

    /** {@code tcp_rcv_established}, the slow path; on loopback it is fast enough to be the only one. */
    private static void rcvEstablished(TcpSock sk, SkBuff skb) {
        sk.rxOpt.parse(skb, false);
        if ((skb.tcpFlags & TcpHeader.ACK) == 0 && (skb.tcpFlags & (TcpHeader.RST | TcpHeader.SYN)) == 0) {
            return;
        }
        if (!validateIncoming(sk, skb)) {
            return;
        }
        replaceTsRecent(sk, skb);
        if (!TcpAck.ack(sk, skb)) {
            return;
        }
        sk.urgent.segment(sk, skb);
        TcpDataQueue.queue(sk, skb);
        TcpAck.dataSndCheck(sk);
        ackSndCheck(sk);
    }

    /** The peer's timestamp is echoed from now on, if the segment is the next one. {@code tcp_replace_ts_recent}. */
    private static void replaceTsRecent(TcpSock sk, SkBuff skb) {
        if (sk.rxOpt.sawTstamp && !TcpSeq.after(skb.seq, sk.rcvWup)) {
            sk.rxOpt.tsRecent = sk.rxOpt.rcvTsval;
        }
    }

    /** RFC 9293, 3.10.7.4, with the challenges of RFC 5961. False if the segment is dealt with. */
    private static boolean validateIncoming(TcpSock sk, SkBuff skb) {
        boolean reset = (skb.tcpFlags & TcpHeader.RST) != 0;
        boolean old = sk.rxOpt.sawTstamp && sk.rxOpt.tsRecent - sk.rxOpt.rcvTsval > 0;
        if (old && !reset) {
            sk.ipv4.count(LinuxMib.PAWS_ESTAB);
            sendDupack(sk, skb);
            return false;
        }
        boolean inWindow = !TcpSeq.before(skb.endSeq, sk.rcvWup)
                && !TcpSeq.after(skb.seq, sk.rcvNxt + sk.receiveWindow());
        if (!inWindow) {
            if (!reset) {
                sendDupack(sk, skb);
            }
            return false;
        }
        if (reset) {
            if (skb.seq == sk.rcvNxt) {
                reset(sk);
            } else {
                TcpOutput.sendAck(sk);
            }
            return false;
        }
        if ((skb.tcpFlags & TcpHeader.SYN) != 0 && !isCrossedSynack(sk, skb)) {
            TcpOutput.sendAck(sk);
            return false;
        }
        return true;
    }

    /** Both sides have called at once, and this is the other's answer to our SYN. */
    private static boolean isCrossedSynack(TcpSock sk, SkBuff skb) {
        return sk.state() == TcpState.SYN_RECV
                && !sk.isOrphan()
                && (skb.tcpFlags & TcpHeader.ACK) != 0
                && skb.endSeq == sk.rcvNxt
                && skb.endSeq == skb.seq + 1
                && skb.ackSeq == sk.sndNxt;
    }

    private static void sendDupack(TcpSock sk, SkBuff skb) {
        if (skb.endSeq != skb.seq && TcpSeq.before(skb.seq, sk.rcvNxt)) {
            sk.ack.enterQuick(sk.rcvWnd);
        }
        TcpOutput.sendAck(sk);
    }

    /** The peer broke off: what the user will be told depends on where we stood. {@code tcp_reset}. */
    static void reset(TcpSock sk) {
        Errno errno = switch (sk.state()) {
            case SYN_SENT -> Errno.ECONNREFUSED;
            case CLOSE_WAIT -> Errno.EPIPE;
            default -> Errno.ECONNRESET;
        };
        if (sk.state() != TcpState.CLOSE) {
            sk.setErr(errno.number());
            sk.purgeWriteQueues();
            TcpProto.done(sk);
            if (!sk.isOrphan()) {
                sk.errorReport();
            }
        }
    }

    /** Acknowledges now or later. {@code __tcp_ack_snd_check}. */
    private static void ackSndCheck(TcpSock sk) {
        TcpAckState ack = sk.ack;
        if (!ack.scheduled) {
            return;
        }
        boolean windowMoves = sk.rcvNxt - sk.rcvWup > ack.rcvMss
                && (sk.inq() < sk.options().rcvlowat || TcpWindow.candidate(sk) >= sk.rcvWnd);
        if (windowMoves || ack.isQuick() || ack.now) {
            TcpOutput.sendAck(sk);
        } else {
            TcpOutput.sendDelayedAck(sk);
        }
    }

    /** {@code tcp_rcv_synsent_state_process}. False if the segment deserves a reset. */
    private static boolean rcvSynSent(TcpSock sk, SkBuff skb) {
        sk.rxOpt.parse(skb, (skb.tcpFlags & TcpHeader.SYN) != 0);
        boolean acks = (skb.tcpFlags & TcpHeader.ACK) != 0;
        boolean reset = (skb.tcpFlags & TcpHeader.RST) != 0;
        boolean syn = (skb.tcpFlags & TcpHeader.SYN) != 0;
        if (acks && (!TcpSeq.after(skb.ackSeq, sk.sndUna) || TcpSeq.after(skb.ackSeq, sk.sndNxt))) {
            return false;
        }
        if (reset) {
            if (acks) {
                reset(sk);
            }
            return true;
        }
        if (!syn) {
            return true;
        }
        agreeOnOptions(sk);
        sk.rcvNxt = skb.seq + 1;
        sk.rcvWup = sk.rcvNxt;
        sk.copiedSeq = sk.rcvNxt;
        if (acks) {
            boolean _ = TcpAck.ack(sk, skb);
            sk.sndWl1 = skb.seq;
            establish(sk, TcpHeader.window(skb));
            if (sk.tcp.deferAccept == 0) {
                TcpOutput.sendAck(sk);
            } else {
                // Who means to send at once may let the acknowledgement ride on that: tcp(7).
                sk.ack.enterQuick(sk.rcvWnd);
                TcpOutput.sendDelayedAck(sk);
            }
            TcpAck.dataSndCheck(sk);
        } else {
            sk.setState(TcpState.SYN_RECV);
            sk.sndWnd = TcpHeader.window(skb);
            sk.sndWl1 = skb.seq;
            sk.maxWindow = sk.sndWnd;
            TcpOutput.sendSynack(sk);
            sk.timer.rearmRto();
        }
        return true;
    }

    /** What both SYNs offered is in force. */
    private static void agreeOnOptions(TcpSock sk) {
        TcpReceivedOptions options = sk.rxOpt;
        if (!options.wscaleOk) {
            options.rcvWscale = 0;
            options.sndWscale = 0;
            sk.windowClamp = Math.min(sk.windowClamp, TcpWindow.MAX_UNSCALED);
        }
        options.tstampOk = options.sawTstamp;
        if (options.sawTstamp) {
            options.tsRecent = options.rcvTsval;
            sk.advmss -= TcpSock.TIMESTAMP_ALIGNED;
        }
    }

    /** The handshake is complete. {@code tcp_finish_connect} with {@code tcp_init_transfer}. */
    private static void establish(TcpSock sk, int window) {
        sk.sndWnd = window;
        sk.maxWindow = Math.max(sk.maxWindow, window);
        sk.setState(TcpState.ESTABLISHED);
        int mss = TcpOutput.currentMss(sk);
        if (!sk.options().sndbufLocked) {
            sk.options().sndbuf = sk.ipv4.sndbufFor(sk.options().sndbuf, Math.max(mss, sk.rxOpt.mssClamp));
        }
        sk.receiveSpace.init(sk);
        sk.timer.rearmRto();
        if (sk.options().keepAlive) {
            sk.lastHeard = sk.now();
            sk.timer.armKeepalive();
        }
        if (!sk.isOrphan()) {
            sk.stateChange();
        }
    }

    /** {@code tcp_rcv_state_process} for the states between and after. False if the segment deserves a reset. */
    private static boolean rcvStateProcess(TcpSock sk, SkBuff skb) {
        if (sk.state() == TcpState.CLOSE) {
            return false;
        }
        sk.rxOpt.parse(skb, false);
        int flags = skb.tcpFlags;
        if ((flags & (TcpHeader.ACK | TcpHeader.RST | TcpHeader.SYN)) == 0 || !validateIncoming(sk, skb)) {
            return true;
        }
        if ((flags & TcpHeader.ACK) == 0) {
            return true;
        }
        replaceTsRecent(sk, skb);
        if (!TcpAck.ack(sk, skb)) {
            if (sk.state() == TcpState.SYN_RECV) {
                return false;
            }
            TcpOutput.sendAck(sk);
            return true;
        }
        boolean allAcked = sk.sndUna == sk.writeSeq;
        switch (sk.state()) {
            case SYN_RECV -> {
                sk.copiedSeq = sk.rcvNxt;
                sk.sndWl1 = skb.seq;
                establish(sk, TcpHeader.window(skb) << sk.rxOpt.sndWscale);
                TcpClose.shutdown(sk, sk.shutdownMask());
            }
            case FIN_WAIT1 -> {
                if (allAcked && !finAcked(sk, skb)) {
                    return false;
                }
            }
            case CLOSING -> {
                if (allAcked) {
                    TcpMinisocks.timeWait(sk, TcpState.TIME_WAIT, TcpTimer.TIMEWAIT_NANOS);
                }
            }
            case LAST_ACK -> {
                if (allAcked) {
                    TcpProto.done(sk);
                }
            }
            default -> {
                // the others wait for data or a FIN
            }
        }
        sk.urgent.segment(sk, skb);
        return takeData(sk, skb);
    }

    /** Our FIN is acknowledged. False if the segment brings data that nobody will read any more. */
    private static boolean finAcked(TcpSock sk, SkBuff skb) {
        sk.setState(TcpState.FIN_WAIT2);
        sk.setShutdownMask(sk.shutdownMask() | Shutdown.SEND_SHUTDOWN);
        if (!sk.isOrphan()) {
            sk.stateChange();
            return true;
        }
        if (hasNewData(sk, skb) || sk.tcp.linger2Seconds < 0) {
            TcpProto.done(sk);
            return false;
        }
        sk.timer.enterFinWait2((skb.tcpFlags & TcpHeader.FIN) != 0);
        return true;
    }

    private static boolean hasNewData(TcpSock sk, SkBuff skb) {
        int fin = (skb.tcpFlags & TcpHeader.FIN) != 0 ? 1 : 0;
        return skb.endSeq != skb.seq && TcpSeq.after(skb.endSeq - fin, sk.rcvNxt);
    }

    private static boolean takeData(TcpSock sk, SkBuff skb) {
        switch (sk.state()) {
            case FIN_WAIT1, FIN_WAIT2 -> {
                // RFC 9293, 3.6.1: a half that is closed for reading answers data with a reset.
                if (sk.isShutdown(Shutdown.RCV_SHUTDOWN) && hasNewData(sk, skb)) {
                    reset(sk);
                    return false;
                }
                TcpDataQueue.queue(sk, skb);
            }
            case ESTABLISHED -> TcpDataQueue.queue(sk, skb);
            default -> {
                // The peer's FIN has come: nothing can follow it.
                if (skb.endSeq != skb.seq && !TcpSeq.after(skb.endSeq, sk.rcvNxt)) {
                    sk.ack.schedule();
                    sk.ack.now = true;
                }
            }
        }
        if (sk.state() != TcpState.CLOSE) {
            TcpAck.dataSndCheck(sk);
            ackSndCheck(sk);
        }
        return true;
    }
}
