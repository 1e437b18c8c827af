package org.jernel.net.ipv4;

import org.jernel.kernel.time.KernelTimer;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetSock;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;

/** A handshake that a listener has answered and that is not complete. {@code tcp_request_sock}; under the listener's lock. */
final class RequestSock implements TcpMiniSock {

    final TcpSock listener;
    final In6Addr saddr;
    final int sport;
    final In6Addr daddr;
    final int dport;

    /** The peer's initial sequence number and ours. */
    final int rcvIsn;

    final int sntIsn;

    final TcpReceivedOptions options;
    final int tsOffset;
    final int mss;
    final int rcvWnd;

    private final KernelTimer timer;
    private int timeouts;

    private long sentNanos;
    private boolean sentAgain;

    /** The last segment of the handshake has come, and the listener waits for data. {@code acked}. */
    private boolean acked;

    /** @param isnOrZero our initial sequence number if it must lie beyond those of a connection before, else 0 */
    RequestSock(TcpSock listener, SkBuff syn, TcpReceivedOptions options, int isnOrZero) {
        this.listener = listener;
        this.saddr = new In6Addr(syn.daddrHigh, syn.daddrLow);
        this.sport = TcpHeader.dest(syn);
        this.daddr = new In6Addr(syn.saddrHigh, syn.saddrLow);
        this.dport = TcpHeader.source(syn);
        this.rcvIsn = syn.seq;
        this.options = options;
        Ipv4 ipv4 = listener.ipv4;
        this.sntIsn = isnOrZero == 0
                ? ipv4.secureSeq().initialSequence(saddr, sport, daddr, dport, listener.now())
                : isnOrZero;
        this.tsOffset = ipv4.secureSeq().timestampOffset(saddr, daddr);
        IpVersion ip = IpVersion.of(daddr);
        int most = ip.mtu(ipv4.fib().lookup(daddr)) - ip.headerLength() - TcpHeader.LENGTH;
        this.mss = listener.tcp.userMss == 0 ? most : Math.min(most, listener.tcp.userMss);
        this.rcvWnd = TcpWindow.initialWindow(listener, mss - (options.tstampOk ? TcpSock.TIMESTAMP_ALIGNED : 0));
        this.timer = ipv4.timers().timer(this::timeout);
    }

    /** Enters the handshake where its segments are looked up, and answers the SYN. */
    void start() {
        if (listener.ipv4.hash().established().replace(saddr, sport, daddr, dport, null, this)) {
            listener.requests.add(this);
            arm();
            sendSynack();
        }
    }

    private void arm() {
        timer.modTimer(listener.now() + TcpTimer.doubled(TcpTimer.TIMEOUT_INIT_NANOS, timeouts));
    }

    /** {@code reqsk_timer_handler}. */
    private void timeout() {
        listener.lockSock();
        try {
            if (!listener.requests.contains(this)) {
                return;
            }
            int deferred = listener.tcp.deferAccept;
            boolean waitsForData = acked && timeouts < deferred;
            if (timeouts >= listener.tcp.synRetries(listener.net().sysctl().tcpSynackRetries.get()) && !waitsForData) {
                drop();
                return;
            }
            // The last answer before the time is up gives the peer a last chance to be accepted without data.
            boolean asks = !acked || timeouts >= deferred - 1;
            timeouts++;
            arm();
            if (asks) {
                sendSynack();
            }
        } finally {
            listener.releaseSock();
        }
    }

    /** TCP_DEFER_ACCEPT: a handshake that is complete is no connection before data comes, or the time is up. */
    boolean isDeferred(SkBuff skb) {
        boolean empty = skb.endSeq == rcvIsn + 1;
        boolean deferred = empty && timeouts < listener.tcp.deferAccept;
        acked |= deferred;
        return deferred;
    }

    /** {@code tcp_v4_send_synack} with {@code tcp_make_synack}. */
    void sendSynack() {
        sentAgain = sentNanos != 0;
        sentNanos = listener.now();
        int length = TcpHeader.LENGTH + TcpSegment.synOptionsLength(options, false);
        SkBuff skb = SkBuff.alloc(0);
        skb.setTransportHeader(skb.push(length));
        TcpHeader.write(
                skb, sport, dport, sntIsn, rcvIsn + 1, length, TcpHeader.SYN | TcpHeader.ACK, rcvWnd);
        TcpSegment.writeSynOptions(skb, listener.ipv4, options, false, mss, tsOffset);
        TcpSegment.sendBare(listener.ipv4, skb, saddr, daddr);
    }

    /** Else it is not known which of the answers the peer acknowledges. Karn's algorithm, RFC 6298 section 3. */
    boolean isSentOnce() {
        return !sentAgain;
    }

    /** When the answer went out, in clock nanoseconds. */
    long sentNanos() {
        return sentNanos;
    }

    /** The handshake is complete or given up; what stands in the table in its place stays. */
    void drop() {
        timer.delTimer();
        listener.requests.remove(this);
        listener.ipv4.hash().established().remove(saddr, sport, daddr, dport, this);
    }

    @Override
    public int uid() {
        return listener.uid();
    }

    @Override
    public TcpRow tcpRow() {
        long expires = sentNanos + TcpTimer.doubled(TcpTimer.TIMEOUT_INIT_NANOS, timeouts);
        return new TcpRow(TcpRow.TIMER_RETRANSMIT, Math.max(0, expires - listener.now()), timeouts, 0, 0, null);
    }

    @Override
    public int boundDevIf() {
        return listener.boundDevIf();
    }

    @Override
    public int family() {
        return listener.family();
    }

    /** NEW_SYN_RECV is the kernel's own word for it. */
    @Override
    public TcpState state() {
        return TcpState.SYN_RECV;
    }

    @Override
    public SockAddr localAddress() {
        return InetSock.sockAddr(family(), saddr, sport, 0);
    }

    @Override
    public SockAddr peerAddress() {
        return InetSock.sockAddr(family(), daddr, dport, 0);
    }
}
