package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.syscall.Errno;

/** The timers of one sock. Modelled on {@code net/ipv4/tcp_timer.c}; all under the sock's lock. */
final class TcpTimer {

    /** {@code TCP_DELACK_MIN}. */
    static final long DELACK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** {@code TCP_TIMEWAIT_LEN}, and what FIN_WAIT2 lasts without an owner: {@code tcp_fin_timeout}. */
    static final long TIMEWAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** {@code TCP_TIMEOUT_INIT}: RFC 6298, 2.1. */
    static final long TIMEOUT_INIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long RTO_MAX_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final int SYN_LINEAR_TIMEOUTS = 4;

    /** A wait doubles no more often. */
    private static final int MOST_DOUBLINGS = 15;

    private static final int ORPHAN_RETRIES = 8;

    private final TcpSock sk;
    private final LazyTimer retransmit;
    private final LazyTimer delayedAck;
    private final LazyTimer keepalive;

    TcpTimer(TcpSock sk) {
        this.sk = sk;
        this.retransmit = new LazyTimer(sk, this::writeTimer);
        this.delayedAck = new LazyTimer(sk, this::delackTimer);
        this.keepalive = new LazyTimer(sk, this::keepaliveTimer);
    }

    /** What the sock waits for, with {@code references} to it beside those of its timers. {@code get_tcp4_sock}. */
    TcpRow row(int references, TcpRow.Connection connection) {
        boolean resends = retransmit.isSet();
        int waits = TcpRow.TIMER_NONE;
        if (resends) {
            waits = sk.rtxQueue.isEmpty() ? TcpRow.TIMER_PROBE : TcpRow.TIMER_RETRANSMIT;
        } else if (keepalive.isSet()) {
            waits = TcpRow.TIMER_KEEPALIVE;
        }
        long left = resends ? retransmit.leftNanos() : keepalive.leftNanos();
        int held = references + (waits == TcpRow.TIMER_NONE ? 0 : 1);
        return new TcpRow(waits, left, sk.retransmits, sk.probesOut, held, connection);
    }

    /** Nothing of the sock may fire any more. {@code tcp_clear_xmit_timers}. */
    void deleteAll() {
        retransmit.delete();
        delayedAck.delete();
        keepalive.delete();
    }

    /** {@code tcp_rearm_rto}: the time runs from the latest progress on. */
    void rearmRto() {
        if (sk.rtxQueue.isEmpty()) {
            retransmit.clear();
        } else {
            retransmit.set(sk.now() + clampToUserTimeout(rto(), sk.retransStamp));
        }
    }

    /** How long the next acknowledgement is waited for. {@code icsk_rto}. */
    long rto() {
        if (sk.state() == TcpState.SYN_SENT) {
            int doublings = Math.max(0, sk.retransmits - SYN_LINEAR_TIMEOUTS);
            return doubled(TIMEOUT_INIT_NANOS, doublings);
        }
        return backoff(sk.retransmits);
    }

    private long backoff(int times) {
        return doubled(sk.rtt.rto(), times);
    }

    /** What of TCP_USER_TIMEOUT is left since then, at most {@code nanos}. {@code tcp_clamp_rto_to_user_timeout}. */
    private long clampToUserTimeout(long nanos, long since) {
        if (sk.tcp.userTimeoutMillis == 0 || since == 0) {
            return nanos;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(sk.tcp.userTimeoutMillis) - (sk.now() - since);
        return Math.clamp(left, 1, nanos);
    }

    /** TCP_USER_TIMEOUT is over, where it is set. */
    private boolean isUserTimeoutOver(long since) {
        return sk.now() - since >= TimeUnit.MILLISECONDS.toNanos(sk.tcp.userTimeoutMillis);
    }

    /** Nothing is on its way, so no acknowledgement will open the window: asks for it. {@code tcp_check_probe_timer}. */
    void checkProbeTimer() {
        if (!retransmit.isSet()) {
            long wait = backoff(sk.probesOut);
            retransmit.set(sk.now() + (sk.probesOut == 0 ? wait : clampToUserTimeout(wait, sk.probesStamp)));
        }
    }

    /** The window is open again. {@code tcp_ack_probe}. */
    void ackProbe() {
        sk.probesOut = 0;
        if (sk.rtxQueue.isEmpty()) {
            retransmit.clear();
        }
    }

    void armDelayedAck() {
        if (!delayedAck.isSet()) {
            delayedAck.set(sk.now() + DELACK_NANOS);
        }
    }

    /** An acknowledgement went out. */
    void clearDelayedAck() {
        delayedAck.clear();
    }

    /**
     * FIN_WAIT2 of a sock that nobody has open lasts its time: the last part of it at most as a {@link TimewaitSock}.
     *
     * @param finFollows the segment in hand has the peer's FIN, which the sock itself is to see
     */
    void enterFinWait2(boolean finFollows) {
        long nanos = finTime();
        if (nanos > TIMEWAIT_NANOS) {
            keepalive.set(sk.now() + nanos - TIMEWAIT_NANOS);
        } else if (finFollows) {
            keepalive.set(sk.now() + nanos);
        } else {
            TcpMinisocks.timeWait(sk, TcpState.FIN_WAIT2, nanos);
        }
    }

    /** {@code tcp_fin_time}: at least what a lost FIN may take. */
    private long finTime() {
        long rto = rto();
        return Math.max(TimeUnit.SECONDS.toNanos(sk.tcp.finTimeoutSeconds(sk.net().sysctl().tcpFinTimeout.get())),
                (rto << 2) - (rto >> 1));
    }

    /** A wait that has doubled so many times, as far as it may. */
    static long doubled(long nanos, int times) {
        return Math.min(nanos << Math.min(times, MOST_DOUBLINGS), RTO_MAX_NANOS);
    }

    /** SO_KEEPALIVE is set, or the connection is made with it. {@code tcp_set_keepalive}. */
    void armKeepalive() {
        if (sk.options().keepAlive && sk.isConnectedOrConnecting()) {
            keepalive.set(sk.now() + TimeUnit.SECONDS.toNanos(sk.tcp.keepIdleSeconds));
        } else if (!sk.options().keepAlive) {
            keepalive.clear();
        }
    }

    /** Enough probes had no answer, or it took longer than TCP_USER_TIMEOUT, which goes first. */
    private boolean isDead(long idleNanos) {
        int most = sk.tcp.userTimeoutMillis;
        return most == 0
                ? sk.keepaliveProbes >= sk.tcp.keepProbes
                : sk.keepaliveProbes > 0 && idleNanos >= TimeUnit.MILLISECONDS.toNanos(most);
    }

    private void delackTimer() {
        if (sk.state() != TcpState.CLOSE && sk.ack.scheduled) {
            // The answer that the acknowledgement waited for did not come.
            sk.ack.pingpong = false;
            sk.ipv4.count(LinuxMib.DELAYED_ACKS);
            TcpOutput.sendAck(sk);
        }
    }

    private void writeTimer() {
        if (sk.state() == TcpState.CLOSE) {
            return;
        }
        if (!sk.rtxQueue.isEmpty()) {
            retransmitTimer();
        } else if (!sk.writeQueue.isEmpty()) {
            probeTimer();
        }
    }

    /** {@code tcp_retransmit_timer}. */
    private void retransmitTimer() {
        int most = sk.net().sysctl().tcpRetries2.get();
        if (sk.state() == TcpState.SYN_SENT) {
            most = sk.tcp.synRetries(sk.net().sysctl().tcpSynRetries.get());
        } else if (sk.isOrphan()) {
            most = orphanRetries();
        }
        boolean hasUserTimeout = sk.tcp.userTimeoutMillis != 0;
        boolean counts = !hasUserTimeout || sk.state() == TcpState.SYN_SENT;
        boolean tooLong = hasUserTimeout && sk.retransmits != 0 && isUserTimeoutOver(sk.retransStamp);
        if (tooLong || (counts && sk.retransmits >= most)) {
            writeErr();
            return;
        }
        SkBuff head = sk.rtxQueue.peek();
        if (sk.retransmits == 0 && head != null) {
            sk.retransStamp = head.sentNanos;
        }
        if (sk.state() != TcpState.SYN_SENT && sk.state() != TcpState.SYN_RECV) {
            sk.congestion.timeout(sk);
        }
        sk.ipv4.count(LinuxMib.TCP_TIMEOUTS);
        sk.retransmits++;
        TcpOutput.retransmitHead(sk);
        rearmRto();
    }

    /** {@code tcp_orphan_retries}. */
    private int orphanRetries() {
        int retries = sk.net().sysctl().tcpOrphanRetries.get();
        return retries == 0 ? ORPHAN_RETRIES : retries;
    }

    /** {@code tcp_probe_timer}. */
    private void probeTimer() {
        if (sk.probesOut == 0) {
            sk.probesStamp = sk.now();
        }
        boolean over = sk.tcp.userTimeoutMillis != 0
                ? isUserTimeoutOver(sk.probesStamp)
                : sk.probesOut >= sk.net().sysctl().tcpRetries2.get();
        if (over || (sk.isOrphan() && sk.probesOut >= orphanRetries())) {
            writeErr();
            return;
        }
        sk.probesOut++;
        TcpOutput.writeWakeup(sk);
        checkProbeTimer();
    }

    /** {@code tcp_write_err}. */
    private void writeErr() {
        sk.ipv4.count(LinuxMib.TCP_ABORT_ON_TIMEOUT);
        TcpProto.writeErr(sk, Errno.ETIMEDOUT);
    }

    /** {@code tcp_keepalive_timer}. */
    private void keepaliveTimer() {
        if (sk.state() == TcpState.FIN_WAIT2 && sk.isOrphan()) {
            long left = finTime() - TIMEWAIT_NANOS;
            if (left > 0) {
                TcpMinisocks.timeWait(sk, TcpState.FIN_WAIT2, left);
            } else {
                TcpOutput.sendActiveReset(sk);
                TcpProto.done(sk);
            }
            return;
        }
        if (!sk.options().keepAlive || !sk.isConnectedOrConnecting()) {
            return;
        }
        long idle = sk.now() - sk.lastHeard;
        long limit = TimeUnit.SECONDS.toNanos(sk.tcp.keepIdleSeconds);
        if (idle < limit || TcpOutput.hasOutstanding(sk)) {
            sk.keepaliveProbes = 0;
            keepalive.set(sk.now() + Math.max(1, limit - Math.min(idle, limit)));
        } else if (isDead(idle)) {
            TcpOutput.sendActiveReset(sk);
            writeErr();
        } else {
            sk.keepaliveProbes++;
            sk.ipv4.count(LinuxMib.TCP_KEEP_ALIVE);
            TcpSegment.transmitEmpty(sk, TcpHeader.ACK, sk.sndUna - 1);
            keepalive.set(sk.now() + TimeUnit.SECONDS.toNanos(sk.tcp.keepIntervalSeconds));
        }
    }
}
