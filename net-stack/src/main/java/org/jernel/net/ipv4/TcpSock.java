package org.jernel.net.ipv4;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuffHead;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetConnectionSock;
import org.jernel.net.inet.TcpQueues;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one end of a connection knows. {@code struct tcp_sock} with what TCP uses of
 * {@code inet_connection_sock}; the names are RFC 9293's.
 *
 * <p>All under the sock's lock; volatile is what poll and waits look at without it.
 */
final class TcpSock extends InetConnectionSock implements TcpEndpoint, TcpQueues, BindOwner {

    /** What may be sent to a peer that has not named its MSS. RFC 9293, 3.7.1. */
    static final int MSS_DEFAULT = 536;

    /** Bytes of a timestamp option with its padding. {@code TCPOLEN_TSTAMP_ALIGNED}. */
    static final int TIMESTAMP_ALIGNED = 12;

    private static final byte[] RENO = {'r', 'e', 'n', 'o'};

    final Ipv4 ipv4;

    /** Null until the sock has a peer. */
    @Nullable Route route;

    /** {@code icsk_bind_hash} came from connect and not from bind. */
    boolean portByConnect;

    /** The port is ours; num may be remembered longer. {@code icsk_bind_hash}. */
    boolean portHeld;

    /** Of the next packet's IP header. {@code inet_id}. */
    int ipId;

    // Sending

    /** Written but not sent. {@code sk_write_queue}. */
    final SkBuffHead writeQueue = new SkBuffHead();

    /** Sent but not acknowledged. {@code tcp_rtx_queue}. */
    final SkBuffHead rtxQueue = new SkBuffHead();

    int sndUna;
    int sndNxt;

    /** The end of what the user has written. */
    int writeSeq;

    int sndWnd;

    /** The segment that sndWnd came with. */
    int sndWl1;

    /** The largest window the peer has offered. */
    int maxWindow;

    /** The end of the last small segment, for Minshall's variant of Nagle. */
    int sndSml;

    /** The end of what went with PSH. */
    int pushedSeq;

    /** The end of urgent data while it is not acknowledged, else sndUna. {@code snd_up}. */
    int sndUp;

    /** {@code sk_wmem_queued}: what the two queues weigh. */
    volatile int wmemQueued;

    /** {@code SOCK_NOSPACE}: somebody waits for room to write. */
    volatile boolean noSpace;

    // Receiving

    /** In order and not read yet. {@code sk_receive_queue}. */
    final SkBuffHead receiveQueue = new SkBuffHead();

    /** Ahead of a gap, sorted. {@code out_of_order_queue}. */
    final SkBuffHead outOfOrderQueue = new SkBuffHead();

    volatile int rcvNxt;
    volatile int copiedSeq;

    /** rcvNxt when the last window was told, and the window told. */
    int rcvWup;

    volatile int rcvWnd;

    /** The window is opened up to here at most, and this grows as segments prove to fill their memory. */
    int rcvSsthresh;

    int windowClamp;

    /** {@code sk_rmem_alloc}: what the two queues weigh. */
    volatile int rmemAlloc;

    final TcpUrgent urgent = new TcpUrgent();

    TcpReceiveSpace receiveSpace = new TcpReceiveSpace();

    /** What the peer's SYN and last segment said. */
    TcpReceivedOptions rxOpt = new TcpReceivedOptions();

    /** The MSS that we ask the peer for, timestamps taken off. */
    int advmss;

    /** Added to the clock for timestamps. */
    int tsOffset;

    // Acknowledging

    TcpAckState ack = new TcpAckState();

    // Congestion

    TcpCongestion congestion = new TcpCongestion(0);

    TcpCounters counters = new TcpCounters();

    // Timers

    final TcpTimer timer;
    TcpRtt rtt = new TcpRtt();

    /** Times that the timer has sent the same again. {@code icsk_retransmits}. */
    int retransmits;

    /** When the segment that is sent again was sent first, 0 where none is; for TCP_USER_TIMEOUT. {@code retrans_stamp}. */
    long retransStamp;

    int probesOut;

    /** When the first of the probes went out. {@code icsk_probes_tstamp}. */
    long probesStamp;

    int keepaliveProbes;

    /** When the peer gave a sign of life, in clock nanoseconds; kept only for SO_KEEPALIVE. {@code rcv_tstamp}. */
    long lastHeard;

    // Listening

    /** Connections that accept may have. Guarded by the listener's lock; the count may be read without. */
    final ArrayDeque<TcpSock> acceptQueue = new ArrayDeque<>();

    volatile int ackBacklog;

    /** Handshakes in progress. */
    final Set<RequestSock> requests = new LinkedHashSet<>();

    /** {@code SOCK_DEAD}. */
    boolean dead;

    /** {@code SOCK_DONE}: the peer has said that nothing more comes. */
    boolean done;

    TcpSock(Ipv4 ipv4, Proto proto, int family) {
        super(ipv4.net(), proto, family, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
        this.ipv4 = ipv4;
        this.timer = new TcpTimer(this);
        options().rcvbuf = net().sysctl().tcpRmem.get(1);
        options().sndbuf = net().sysctl().tcpWmem.get(1);
        tcp.keepIdleSeconds = net().sysctl().tcpKeepaliveTime.get();
        tcp.keepIntervalSeconds = net().sysctl().tcpKeepaliveIntvl.get();
        tcp.keepProbes = net().sysctl().tcpKeepaliveProbes.get();
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
        return options().reuseAddr;
    }

    @Override
    public int boundDevIf() {
        return options().boundDevIf;
    }

    @Override
    public boolean reusePort() {
        return options().reusePort;
    }

    @Override
    public boolean isListening() {
        return state() == TcpState.LISTEN;
    }

    /** {@code SOCK_DEAD}: it was closed, unlike a connection that still waits for accept. */
    boolean isOrphan() {
        return dead;
    }

    boolean isConnectedOrConnecting() {
        return switch (state()) {
            case CLOSE, LISTEN, SYN_SENT, TIME_WAIT, NEW_SYN_RECV -> false;
            default -> true;
        };
    }

    /** The end of the window that the peer offers. {@code tcp_wnd_end}. */
    int wndEnd() {
        return sndUna + sndWnd;
    }

    /** What is left of the window that we offered. {@code tcp_receive_window}. */
    int receiveWindow() {
        return Math.max(0, rcvWup + rcvWnd - rcvNxt);
    }

    /** The bytes that can be read. {@code tcp_inq}. */
    int inq() {
        return rcvNxt - copiedSeq;
    }

    /** Up to the mark, or without the peer's FIN, which has a number of its own. {@code tcp_inq}. */
    @Override
    public long unread() {
        int end = options().oobInline ? rcvNxt : urgent.markWithin(copiedSeq, rcvNxt, rcvNxt);
        int bytes = end - copiedSeq;
        return done && end == rcvNxt && bytes > 0 ? bytes - 1 : bytes;
    }

    @Override
    public boolean isAtMark() {
        return urgent.isAt(copiedSeq);
    }

    /** Urgent data is on its way. {@code tcp_urg_mode}. */
    boolean isUrgentMode() {
        return sndUp != sndUna;
    }

    @Override
    public long unacknowledged() {
        int bytes = writeSeq - sndUna;
        return bytes;
    }

    @Override
    public long unsent() {
        int bytes = writeSeq - sndNxt;
        return bytes;
    }

    @Override
    public byte[] tcpInfo() {
        return TcpInfo.of(this);
    }

    @Override
    public int routeMtu() {
        if (route == null) {
            throw Errno.ENOTCONN.exception();
        }
        return IpVersion.of(daddr).mtu(route);
    }

    @Override
    public boolean hasTimestamps() {
        return true;
    }

    /** Reno is all there is. */
    @Override
    public byte[] congestionControl() {
        return Arrays.copyOf(RENO, TCP_CA_NAME_MAX);
    }

    @Override
    public void setCongestionControl(byte[] name) {
        byte[] whole = Arrays.copyOf(name, TCP_CA_NAME_MAX);
        int length = 0;
        while (whole[length] != 0) {
            length++;
        }
        if (!Arrays.equals(whole, 0, length, RENO, 0, RENO.length)) {
            throw Errno.ENOENT.exception();
        }
    }

    /** The peer's FIN counts as a byte until the end is read, and our SYN and FIN until acknowledged. {@code tcp_diag_get_info}. */
    @Override
    public SockQueues queues() {
        return isListening()
                ? new SockQueues(ackBacklog, maxAckBacklog)
                : new SockQueues(Math.max(0, inq()), unacknowledged());
    }

    @Override
    public TcpRow tcpRow() {
        long ato = ack.started ? TcpTimer.DELACK_NANOS : 0;
        int quick = ack.quick << 1 | (ack.pingpong ? 1 : 0);
        int threshold = isListening() ? 0 : congestion.shownThreshold();
        return timer.row(
                1, new TcpRow.Connection(timer.rto(), ato, quick, congestion.window(), threshold));
    }

    /** {@code sk_stream_memory_free}. */
    boolean streamMemoryFree() {
        return wmemQueued < options().sndbuf;
    }

    /** {@code __sk_stream_is_writeable}: a third of the buffer is free, so that a writer is not woken for crumbs. */
    boolean isWriteable() {
        int queued = wmemQueued;
        return options().sndbuf - queued >= queued >> 1;
    }

    long now() {
        return ipv4.clock().monotonicNanos();
    }

    /** Tells waiters and poll that the state changed. {@code sk_state_change}. */
    void stateChange() {
        wakeAll(0);
    }

    /** {@code sk_data_ready}, once there is as much as SO_RCVLOWAT asks. {@code tcp_data_ready}. */
    void dataReady() {
        if (done || inq() >= Math.min(options().rcvlowat, options().rcvbuf >> 1) || isReceiveShort()) {
            wakeReaders();
        }
    }

    /** There are bytes to read, an urgent one, or a connection to accept. {@code sock_def_readable}. */
    void wakeReaders() {
        wakeUp(Poll.POLLIN | Poll.POLLPRI | Poll.POLLRDNORM | Poll.POLLRDBAND);
    }

    /** So little room is left that waiting for more would be waiting for ever. {@code tcp_rmem_pressure}. */
    private boolean isReceiveShort() {
        return rmemAlloc > options().rcvbuf - (options().rcvbuf >> 3) || receiveWindow() <= ack.rcvMss;
    }

    /** {@code tcp_stream_is_readable}. */
    boolean isReadable() {
        int available = inq();
        // A reader would pass over an urgent byte that he stands at.
        int wanted = options().rcvlowat + (isAtMark() && !options().oobInline ? 1 : 0);
        return available > 0 && (available >= wanted || isReceiveShort());
    }

    /** {@code sk_error_report}. */
    void errorReport() {
        wakeAll(Poll.POLLERR);
    }

    private void wakeAll(int key) {
        Socket owner = socket();
        if (owner != null) {
            owner.wq().wakeUpAll(key);
        }
    }

    /** Wakes who waits for room, if there is a third of the buffer. {@code sk_stream_write_space}. */
    void checkSpace() {
        if (noSpace && isWriteable()) {
            noSpace = false;
            wakeUp(Poll.POLLOUT | Poll.POLLWRNORM | Poll.POLLWRBAND);
        }
    }

    /** Counts what the write queues weigh; under the lock, so it is not atomic. {@code sk_wmem_queued_add}. */
    void chargeWmem(int bytes) {
        int queued = wmemQueued;
        wmemQueued = queued + bytes;
    }

    /** Counts what the receive queues weigh; under the lock. */
    void chargeRmem(int bytes) {
        int queued = rmemAlloc;
        rmemAlloc = queued + bytes;
    }

    /** Drops what is queued to send. {@code tcp_write_queue_purge}. */
    void purgeWriteQueues() {
        writeQueue.purge();
        rtxQueue.purge();
        wmemQueued = 0;
    }

    void purgeReceiveQueues() {
        receiveQueue.purge();
        outOfOrderQueue.purge();
        rmemAlloc = 0;
    }

    @Override
    public String toString() {
        return "tcp %s %d->%d".formatted(state(), num, dport);
    }
}
