package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.time.KernelTimer;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetSock;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;

/**
 * What is remembered of a connection that has ended, so that its stray segments are understood. {@code tcp_timewait_sock}.
 *
 * <p>Lock order: this object's monitor, then those of {@link InetHashTables}.
 */
final class TimewaitSock implements TcpMiniSock, BindOwner {

    /** A new connection may take over after this, on this host: {@code tcp_tw_reuse_delay}. */
    private static final long REUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    final In6Addr saddr;
    final int sport;
    final In6Addr daddr;
    final int dport;
    final int sndNxt;
    final int tsOffset;

    /** The window last offered, as the header has it. */
    final int rcvWnd;

    /** Written under this. */
    volatile int rcvNxt;

    /** Written under this. */
    volatile int tsRecent;

    /** FIN_WAIT2 or TIME_WAIT. Written under this. */
    volatile TcpState substate;

    final boolean tstampOk;

    private final Ipv4 ipv4;
    private final int family;
    private final In6Addr rcvSaddr;
    private final boolean ipv6Only;
    private final boolean reuseAddr;
    private final boolean reusePort;
    private final int boundDevIf;
    private final KernelTimer timer;
    private long since;

    /** When it is forgotten. */
    private volatile long deadline;

    TimewaitSock(TcpSock sk, TcpState substate) {
        this.ipv4 = sk.ipv4;
        this.family = sk.family();
        this.saddr = sk.saddr;
        this.sport = sk.num;
        this.daddr = sk.daddr;
        this.dport = sk.dport;
        this.sndNxt = sk.sndNxt;
        this.rcvNxt = sk.rcvNxt;
        this.rcvWnd = sk.receiveWindow() >> sk.rxOpt.rcvWscale;
        this.tstampOk = sk.rxOpt.tstampOk;
        this.tsRecent = sk.rxOpt.tsRecent;
        this.tsOffset = sk.tsOffset;
        this.rcvSaddr = sk.rcvSaddr;
        this.ipv6Only = sk.ipv6Only;
        this.reuseAddr = sk.options().reuseAddr;
        this.reusePort = sk.options().reusePort;
        this.boundDevIf = sk.boundDevIf();
        this.substate = substate;
        this.since = sk.now();
        this.timer = ipv4.timers().timer(this::kill);
    }

    Ipv4 ipv4() {
        return ipv4;
    }

    /** {@code inet_twsk_reschedule}. */
    void reschedule(long nanos) {
        deadline = ipv4.clock().deadline(nanos);
        timer.modTimer(deadline);
    }

    /** The peer's FIN has come, or come again. */
    synchronized void enterTimeWait(int peerNext) {
        substate = TcpState.TIME_WAIT;
        rcvNxt = peerNext;
        since = ipv4.clock().monotonicNanos();
        reschedule(TcpTimer.TIMEWAIT_NANOS);
    }

    /** Gives port and numbers free. {@code inet_twsk_kill}. */
    void kill() {
        timer.delTimer();
        ipv4.hash().established().remove(saddr, sport, daddr, dport, this);
        ipv4.hash().unbind(sport, this);
    }

    /**
     * True if a connecting sock may have these numbers now; it is then given sequence numbers beyond the old ones.
     * {@code tcp_twsk_unique} with {@code tcp_tw_reuse} for loopback.
     */
    synchronized boolean mayBeReusedFor(TcpSock sk) {
        if (!tstampOk || substate != TcpState.TIME_WAIT || sk.now() - since < REUSE_NANOS) {
            return false;
        }
        sk.writeSeq = sndNxt + TcpMinisocks.ISN_BEYOND;
        sk.rxOpt.tsRecent = tsRecent;
        sk.tsOffset = tsOffset;
        return true;
    }

    @Override
    public TcpRow tcpRow() {
        long left = Math.max(0, deadline - ipv4.clock().monotonicNanos());
        return new TcpRow(TcpRow.TIMER_TIMEWAIT, left, 0, 0, 3, null);
    }

    @Override
    public int family() {
        return family;
    }

    @Override
    public TcpState state() {
        return substate;
    }

    @Override
    public SockAddr localAddress() {
        return InetSock.sockAddr(family(), saddr, sport, 0);
    }

    @Override
    public SockAddr peerAddress() {
        return InetSock.sockAddr(family(), daddr, dport, 0);
    }

    @Override
    public In6Addr rcvSaddr() {
        return rcvSaddr;
    }

    @Override
    public boolean isIpv6Only() {
        return ipv6Only;
    }

    @Override
    public boolean reuseAddr() {
        return reuseAddr;
    }

    @Override
    public int boundDevIf() {
        return boundDevIf;
    }

    @Override
    public boolean reusePort() {
        return reusePort;
    }

    @Override
    public boolean isListening() {
        return false;
    }

    @Override
    public boolean givesWay() {
        return ipv4.net().kernel().config().rebindsTimeWait();
    }
}
