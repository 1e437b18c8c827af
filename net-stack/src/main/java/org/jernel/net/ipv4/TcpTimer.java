package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

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

    private static final long RTO_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RTO_MAX_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final int SYN_RETRIES = 6;
    private static final int SYN_LINEAR_TIMEOUTS = 4;
    private static final int RETRIES2 = 15;
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
            retransmit.set(sk.now() + rto());
        }
    }

    private long rto() {
        if (sk.state() == TcpState.SYN_SENT) {
            int doublings = Math.max(0, sk.retransmits - SYN_LINEAR_TIMEOUTS);
            return Math.min(TIMEOUT_INIT_NANOS << doublings, RTO_MAX_NANOS);
        }
        return backoff(sk.retransmits);
    }

    private static long backoff(int times) {
        return Math.min(RTO_MIN_NANOS << Math.min(times, RETRIES2), RTO_MAX_NANOS);
    }

    /** Nothing is on its way, so no acknowledgement will open the window: asks for it. {@code tcp_check_probe_timer}. */
    void checkProbeTimer() {
        if (!retransmit.isSet()) {
            retransmit.set(sk.now() + backoff(sk.probesOut));
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

    /** FIN_WAIT2 of a sock that nobody has open does not last for ever. */
    void armFinWait2() {
        keepalive.set(sk.now() + TIMEWAIT_NANOS);
    }

    /** SO_KEEPALIVE is set, or the connection is made with it. {@code tcp_set_keepalive}. */
    void armKeepalive() {
        if (sk.options().keepAlive && sk.isConnectedOrConnecting()) {
            keepalive.set(sk.now() + TimeUnit.SECONDS.toNanos(sk.tcp.keepIdleSeconds));
        } else if (!sk.options().keepAlive) {
            keepalive.clear();
        }
    }

    private void delackTimer() {
        if (sk.state() != TcpState.CLOSE && sk.ack.scheduled) {
            // The answer that the acknowledgement waited for did not come.
            sk.ack.pingpong = false;
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
        int most = RETRIES2;
        if (sk.state() == TcpState.SYN_SENT) {
            most = SYN_RETRIES;
        } else if (sk.isOrphan()) {
            most = ORPHAN_RETRIES;
        }
        if (sk.retransmits >= most) {
            TcpProto.writeErr(sk, Errno.ETIMEDOUT);
            return;
        }
        sk.retransmits++;
        TcpOutput.retransmitHead(sk);
        rearmRto();
    }

    /** {@code tcp_probe_timer}. */
    private void probeTimer() {
        if (sk.probesOut >= (sk.isOrphan() ? ORPHAN_RETRIES : RETRIES2)) {
            TcpProto.writeErr(sk, Errno.ETIMEDOUT);
            return;
        }
        sk.probesOut++;
        TcpOutput.writeWakeup(sk);
        checkProbeTimer();
    }

    /** {@code tcp_keepalive_timer}. */
    private void keepaliveTimer() {
        if (sk.state() == TcpState.FIN_WAIT2 && sk.isOrphan()) {
            TcpMinisocks.timeWait(sk, TcpState.FIN_WAIT2, TIMEWAIT_NANOS);
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
        } else if (sk.keepaliveProbes >= sk.tcp.keepProbes) {
            TcpOutput.sendActiveReset(sk);
            TcpProto.writeErr(sk, Errno.ETIMEDOUT);
        } else {
            sk.keepaliveProbes++;
            TcpSegment.transmitEmpty(sk, TcpHeader.ACK, sk.sndUna - 1);
            keepalive.set(sk.now() + TimeUnit.SECONDS.toNanos(sk.tcp.keepIntervalSeconds));
        }
    }
}
