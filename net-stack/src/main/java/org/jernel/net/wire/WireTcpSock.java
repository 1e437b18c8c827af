package org.jernel.net.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.TcpQueues;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.TcpInfoLayout;
import org.jernel.syscall.Errno;

/**
 * A TCP sock whose connection the host keeps: what the host tells of it becomes this sock's state, error and shutdown mask.
 *
 * <p>Every use of the descriptor happens with the sock's lock held, also by the event loop, which never waits for long: no
 * holder parks. Who waits compares the {@link #news} with those before its own try, so that an event between the try and the
 * wait is never lost, whoever else tries. Events come to those who wait only: who looks without waiting asks the host, by
 * {@link #refresh}.
 */
final class WireTcpSock extends HostedTcpSock implements WireSock, Readiness, TcpQueues {

    private static final int ENDED = Poll.POLLERR | Poll.POLLHUP | Poll.POLLRDHUP;
    static final int EVERY_EVENT = ENDED | Poll.DEFAULT_POLLMASK;

    /** The bytes that poll and the like took from the host. */
    final ReceiveQueue receiveQueue = new ReceiveQueue();

    /** Connections that poll took from the host. */
    final Queue<WireTcpSock> acceptQueue = new ArrayDeque<>(1);

    private final WireNetwork network;
    final WireTcpTap tap;

    /** What receivers may have to try again for. */
    final News news = new News();

    private volatile boolean writable;

    private int waitingSenders;

    /** SOCK_DONE: the peer's FIN came, and everything before it. */
    private boolean done;

    /** The host has nothing more to read. */
    private volatile boolean hostAtEnd;

    /** The host holds the last bytes back, for MSG_MORE. */
    private boolean heldBack;

    /** Bytes that the host has taken on this connection. */
    private long sent;

    /** What the host counted as acknowledged before the first of them: the SYN, for who called. */
    private long ackedBefore;

    WireTcpSock(WireNetwork network, Net net, Proto proto, int family, HostSocket host) {
        super(net, proto, family, host);
        this.network = network;
        this.tap = new WireTcpTap(network.tap(), this);
        host.onReady(this);
        network.add(this);
    }

    WireNetwork network() {
        return network;
    }

    /** In softirq context. */
    @Override
    public void ready(int events) {
        boolean ended = (events & ENDED) != 0;
        if (ended || (events & Poll.POLLIN) != 0) {
            news.come();
        }
        if (ended || (events & Poll.POLLOUT) != 0) {
            writable = true;
        }
        if (ended || state() == TcpState.SYN_SENT) {
            lockSock();
            try {
                refresh();
            } finally {
                releaseSock();
            }
        }
        wakeAll(ended ? EVERY_EVENT : pollKey(events));
    }

    private static int pollKey(int events) {
        int in = (events & Poll.POLLIN) == 0 ? 0 : Poll.POLLIN | Poll.POLLRDNORM;
        int out = (events & Poll.POLLOUT) == 0 ? 0 : Poll.POLLOUT | Poll.POLLWRNORM;
        return in | out;
    }

    /** All, also of those who wait in accept: one edge may stand for several connections. */
    void wakeAll(int key) {
        Socket owner = socket();
        if (owner != null) {
            owner.wq().wakeUpAll(key);
        }
    }

    /** Learns whether the connection has come about, or has ended. */
    @Override
    public void refresh() {
        if (closed) {
            return;
        }
        if (state() == TcpState.SYN_SENT) {
            WireConnect.finish(this);
        }
        if (isAssociated()) {
            follow(host.tcpState(state()));
        }
    }

    /** Goes where the host has gone with a connection. */
    void follow(TcpState told) {
        int error = told == TcpState.CLOSE ? host.takeError() : 0;
        if (error != 0) {
            // tcp_reset says this one only after a FIN.
            done |= error == Errno.EPIPE.number();
            reset(error);
        } else if (hasPeerEnded(told) && told != state()) {
            fin(told);
        } else if (told == TcpState.FIN_WAIT2) {
            // Our FIN is acknowledged, of which no event tells.
            setState(told);
        }
    }

    /** True once the peer's FIN has come. */
    private static boolean hasPeerEnded(TcpState told) {
        return switch (told) {
            case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT, CLOSE -> true;
            default -> false;
        };
    }

    /** The peer's FIN. {@code tcp_fin}. */
    private void fin(TcpState told) {
        done = true;
        // The host keeps TIME_WAIT for itself.
        boolean over = told.isOneOf(TcpState.TIME_WAIT, TcpState.CLOSE);
        setState(over ? TcpState.CLOSE : told);
        setShutdownMask(over ? Shutdown.SHUTDOWN_MASK : shutdownMask() | Shutdown.RCV_SHUTDOWN);
        wakeAll(EVERY_EVENT);
    }

    /** The connection is dead: RST, a timeout, or it never came about. {@code tcp_reset}. */
    private void reset(int errno) {
        tap.failed(errno);
        countAbort();
        setErr(errno);
        setState(TcpState.CLOSE);
        setShutdownMask(Shutdown.SHUTDOWN_MASK);
        forgetPort();
        wakeAll(EVERY_EVENT);
    }

    /** What the host does for this kernel is counted here as far as it tells; segments it does not tell. */
    void count(TcpMib event) {
        net().mib().tcp().increment(event);
    }

    /** {@code tcp_set_state}, before the state is CLOSE. */
    private void countAbort() {
        if (state() == TcpState.SYN_SENT) {
            count(TcpMib.ATTEMPT_FAILS);
        } else if (state().isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)) {
            count(TcpMib.ESTAB_RESETS);
        }
    }

    /** The connection is dead, and nothing of it is left to be read. */
    void fail(int errno) {
        hostAtEnd = true;
        reset(errno);
    }

    /** {@code inet_put_port}, unless the user chose the port: getsockname goes on telling it, and bind gives another. */
    void forgetPort() {
        if (!boundPort) {
            rememberPort();
            num = 0;
        }
    }

    /** The handshake is through. */
    void establish() {
        noteLocalAddress();
        sent = 0;
        ackedBefore = Math.max(0, host.acked());
        writable = true;
        tap.established();
        setState(TcpState.ESTABLISHED);
        // Receivers who wait for the connection have not asked the host for bytes yet.
        news.come();
    }

    void noteLocalAddress() {
        HostAddress local = host.localAddress();
        saddr = local.address();
        rcvSaddr = local.address();
        num = local.port();
    }

    /** As new, for another connection. */
    void forgetConnection() {
        setState(TcpState.CLOSE);
        setShutdownMask(0);
        receiveQueue.clear();
        writable = false;
        done = false;
        hostAtEnd = false;
        daddr = anyAddress();
        dport = 0;
    }

    /** Gives the descriptor back. */
    void closeHost(boolean withReset) {
        if (closed) {
            return;
        }
        closed = true;
        WireListen.dropAcceptQueue(this);
        tap.closed(withReset);
        if (withReset && isAssociated()) {
            countAbort();
            host.abort();
        } else {
            host.close();
        }
        network.remove(this);
        receiveQueue.clear();
        setState(TcpState.CLOSE);
    }

    /** Waits, without the lock, until the host has let go of what {@link #closeHost} gave back. */
    void awaitHostClosed() {
        host.awaitClosed();
    }

    /** True while the host may have bytes, or the end, for us. */
    boolean mayRead() {
        return !hostAtEnd && !closed && !daddr.isWildcard() && state() != TcpState.SYN_SENT;
    }

    /**
     * Reads from the host.
     *
     * @return the bytes in {@code scratch}'s array; 0 for none, and then error, mask and state say whether there will be any
     */
    @CheckReturnValue
    int read(Scratch scratch, int limit) {
        int bytes = (int) host.read(scratch, limit);
        if (bytes > 0) {
            scratch.fromHost(bytes);
            tap.received(scratch.array(), bytes);
            return bytes;
        }
        if (bytes == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLIN);
            return 0;
        }
        hostAtEnd = true;
        if (bytes != 0) {
            reset(-bytes);
        } else if (isAssociated()) {
            tap.peerFinished();
            follow(host.tcpState(isShutdown(Shutdown.SEND_SHUTDOWN) ? TcpState.CLOSE : TcpState.CLOSE_WAIT));
        }
        return 0;
    }

    /** Before a wait; a read that brought too little has used up what was asked for before. */
    void armForReceive() {
        if (mayRead()) {
            host.arm(Poll.POLLIN);
        }
    }

    /**
     * Reads into the queue until it has that many bytes or the host has no more.
     *
     * @return true if the host has no more and may have later, so that nothing can have ended either
     */
    boolean fill(int wanted) {
        if (receiveQueue.size() >= wanted || !mayRead()) {
            return false;
        }
        int before = receiveQueue.size();
        Scratch scratch = network.scratches().take();
        int bytes = Scratch.SIZE;
        try {
            while (bytes == Scratch.SIZE && receiveQueue.size() < wanted && mayRead()) {
                bytes = read(scratch, Scratch.SIZE);
                receiveQueue.append(scratch.array(), bytes);
            }
        } finally {
            network.scratches().give(scratch);
        }
        if (receiveQueue.size() > before) {
            // The host drops the event of what has been read before it was told.
            wakeAll(Poll.POLLIN | Poll.POLLRDNORM);
        }
        return bytes == 0 && !hostAtEnd;
    }

    /** SOCK_DONE. */
    boolean isDone() {
        return done;
    }

    /**
     * Looked at without the lock: is there anything for a receiver that tried when so much news had come, and so many bytes
     * were left in the queue?
     */
    boolean isWorthReceiving(int seen, int queued) {
        return (news.isAfter(seen) && state() != TcpState.SYN_SENT)
                || receiveQueue.size() > queued
                || hostAtEnd
                || err() != 0
                || isShutdown(Shutdown.RCV_SHUTDOWN)
                || state() == TcpState.CLOSE;
    }

    /** Writes the first bytes of {@code scratch}'s array. Returns how many the host took, perhaps 0, or -EPIPE. */
    @CheckReturnValue
    int write(Scratch scratch, int length) {
        writable = false;
        scratch.toHost(length);
        int bytes = (int) host.write(scratch, length);
        sent += Math.max(bytes, 0);
        if (bytes > 0) {
            tap.sent(scratch.array(), bytes);
        }
        if (bytes == length) {
            writable = true;
            if (waitingSenders > 0) {
                // They may have looked while this write had the answer, and no event follows one that took all.
                wakeAll(Poll.POLLOUT | Poll.POLLWRNORM);
            }
            return bytes;
        }
        if (bytes > 0 || bytes == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLOUT);
            return Math.max(bytes, 0);
        }
        // The caller turns EPIPE into the error that is pending; EPIPE itself is told only once.
        reset(bytes == Errno.EPIPE.negated() ? 0 : -bytes);
        return (int) Errno.EPIPE.negated();
    }

    /** As {@link SockWait#waitEvent}, for room. */
    @CheckReturnValue
    long waitToSend(BooleanSupplier condition, long timeout) {
        waitingSenders++;
        try {
            return SockWait.waitEvent(this, condition, timeout);
        } finally {
            waitingSenders--;
        }
    }

    /** Before a write with MSG_MORE: what fills no segment waits for the next write, or for the time that TCP_CORK has. */
    void holdBack() {
        heldBack = true;
        host.cork(true);
    }

    /** After a write without MSG_MORE. */
    void letGo() {
        if (heldBack) {
            heldBack = false;
            if (!closed) {
                host.cork(tcp.cork);
            }
        }
    }

    /** Looked at without the lock, by senders who wait and by poll. */
    boolean isWritable() {
        return writable;
    }

    void armForPoll() {
        if (!closed && isAssociated()) {
            host.arm(writable ? Poll.POLLIN : Poll.POLLIN | Poll.POLLOUT);
        }
    }

    /** Looking reads from the host what the receive buffer may hold, as FIONREAD does. */
    @Override
    public SockQueues queues() {
        lockSock();
        try {
            refresh();
            return state() == TcpState.LISTEN
                    ? new SockQueues(acceptQueue.size() + host.waiting(), maxAckBacklog)
                    : new SockQueues(unread(), Math.max(0, unacknowledged()));
        } finally {
            releaseSock();
        }
    }

    /** As much as the receive buffer may hold. */
    @Override
    public long unread() {
        boolean _ = fill(options().rcvbuf);
        return receiveQueue.size();
    }

    @Override
    public long unacknowledged() {
        long acked = closed || !isAssociated() ? ackedBefore + sent : host.acked();
        return acked < 0 ? acked : Math.max(0, sent - (acked - ackedBefore));
    }

    @Override
    public long unsent() {
        return closed || !isAssociated() ? 0 : host.unsent();
    }

    /** Connections that poll took still wait. */
    @Override
    public byte[] tcpInfo() {
        byte[] info = super.tcpInfo();
        if (state() == TcpState.LISTEN) {
            long waiting = LittleEndian.get(info, TcpInfoLayout.TCPI_UNACKED, Integer.BYTES) + acceptQueue.size();
            LittleEndian.put(info, TcpInfoLayout.TCPI_UNACKED, waiting, Integer.BYTES);
        }
        return info;
    }

    /** Neither transport tells where the host has the mark. */
    @Override
    public boolean isAtMark() {
        return false;
    }

    @Override
    public void networkDown() {
        WireClose.networkDown(this);
    }

    @Override
    public void abandonHost() {
        WireClose.abandonHost(this);
    }
}
