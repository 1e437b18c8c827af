package org.jernel.net.wire;

import java.util.ArrayDeque;
import java.util.Queue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetConnectionSock;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP sock whose connection the host keeps: what the host tells of it becomes this sock's state, error and shutdown mask.
 *
 * <p>Every use of the descriptor happens with the sock's lock held, also by the event loop, which never waits for long: no
 * holder parks. Readiness is a hint that is cleared before the descriptor is tried and set by the event loop, so that an event
 * between the try and the wait is never lost.
 */
final class WireTcpSock extends InetConnectionSock implements Readiness {

    private static final int ENDED = Poll.POLLERR | Poll.POLLHUP | Poll.POLLRDHUP;
    private static final int EVERY_EVENT = ENDED | Poll.DEFAULT_POLLMASK;

    /** The bytes that poll and the like took from the host. */
    final ReceiveQueue receiveQueue = new ReceiveQueue();

    private final WireNetwork network;
    private final HostSocket host;

    /** Connections that poll took from the host. */
    private final Queue<WireTcpSock> acceptQueue = new ArrayDeque<>(1);

    private volatile boolean readable = true;
    private volatile boolean writable;

    /** SOCK_DONE: the peer's FIN came, and everything before it. */
    private boolean done;

    /** The host has nothing more to read. */
    private boolean hostAtEnd;

    private boolean closed;

    /** Bytes that the host has taken on this connection. */
    private long sent;

    /** What the host counted as acknowledged before the first of them: the SYN, for who called. */
    private long ackedBefore;

    WireTcpSock(WireNetwork network, Net net, Proto proto, HostSocket host) {
        super(net, proto, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
        this.network = network;
        this.host = host;
        host.onReady(this);
        network.add(this);
    }

    WireNetwork network() {
        return network;
    }

    private HostSocket host() {
        if (closed) {
            throw Errno.ENETDOWN.exception();
        }
        return host;
    }

    /** In softirq context. */
    @Override
    public void ready(int events) {
        boolean ended = (events & ENDED) != 0;
        if (ended || (events & Poll.POLLIN) != 0) {
            readable = true;
        }
        if (ended || (events & Poll.POLLOUT) != 0) {
            writable = true;
        }
        if (ended || state() == TcpState.SYN_SENT) {
            lockSock();
            try {
                settle(events);
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
    private void wakeAll(int key) {
        Socket owner = socket();
        if (owner != null) {
            owner.wq().wakeUpAll(key);
        }
    }

    private void settle(int events) {
        if (closed) {
            return;
        }
        finishConnect();
        if (!isAssociated()) {
            return;
        }
        if ((events & Poll.POLLERR) != 0) {
            int error = host.takeError();
            if (error != 0) {
                reset(error);
                return;
            }
        }
        // The event may be older than this connection: a disconnect before it hangs up too.
        if ((events & (Poll.POLLRDHUP | Poll.POLLHUP)) != 0 && isEnded(host.tcpState(state()))) {
            fin();
        }
    }

    /** True from the handshake until both ends are through. */
    private boolean isAssociated() {
        return switch (state()) {
            case ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
            default -> false;
        };
    }

    /** True once the peer's FIN has come. */
    private static boolean isEnded(TcpState told) {
        return switch (told) {
            case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT, CLOSE -> true;
            default -> false;
        };
    }

    /** The peer's FIN. {@code tcp_fin}. */
    private void fin() {
        done = true;
        setShutdownMask(shutdownMask() | Shutdown.RCV_SHUTDOWN);
        if (isShutdown(Shutdown.SEND_SHUTDOWN)) {
            TcpState told = host.tcpState(TcpState.CLOSE);
            // The host keeps TIME_WAIT for itself.
            setState(told == TcpState.TIME_WAIT ? TcpState.CLOSE : told);
        } else {
            setState(TcpState.CLOSE_WAIT);
        }
        wakeAll(EVERY_EVENT);
    }

    /** The connection is dead: RST, a timeout, or it never came about. {@code tcp_reset}. */
    private void reset(int errno) {
        setErr(errno);
        setState(TcpState.CLOSE);
        setShutdownMask(Shutdown.SHUTDOWN_MASK);
        wakeAll(EVERY_EVENT);
    }

    /** Takes a port of the host's. */
    int bind(HostAddress address) {
        if (net().kernel().config().rebindsTimeWait()) {
            host().setOption(WireOption.SOL_SOCKET, WireOption.SO_REUSEADDR, 1);
        }
        host().bind(address);
        return host.localAddress().port();
    }

    void listen(int backlog) {
        host().listen(backlog);
        num = host.localAddress().port();
        setState(TcpState.LISTEN);
        host.arm(Poll.POLLIN);
    }

    void connect(HostAddress peer) {
        HostSocket connecting = host();
        // Before the host is asked: its answer may reach the event loop at once.
        setState(TcpState.SYN_SENT);
        try {
            connecting.connect(peer);
        } catch (ErrnoException e) {
            setState(TcpState.CLOSE);
            throw e;
        }
        // Any address is this host, as ip_route_output has it.
        daddr = peer.address() == SockAddrIn.INADDR_ANY ? SockAddrIn.INADDR_LOOPBACK : peer.address();
        dport = peer.port();
        sent = 0;
        noteLocalAddress();
        connecting.arm(Poll.POLLOUT);
    }

    private void noteLocalAddress() {
        HostAddress local = host.localAddress();
        saddr = local.address();
        rcvSaddr = local.address();
        num = local.port();
    }

    /** Looks whether a connection that is on its way has come about. */
    void finishConnect() {
        if (state() != TcpState.SYN_SENT || closed) {
            return;
        }
        long result = host.finishConnect();
        if (result == 0) {
            noteLocalAddress();
            // Another one than was asked for, if that was no address.
            daddr = host.remoteAddress().address();
            ackedBefore = Math.max(0, host.acked());
            writable = true;
            setState(TcpState.ESTABLISHED);
            wakeAll(Poll.POLLOUT | Poll.POLLWRNORM);
        } else if (result == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLOUT);
        } else {
            hostAtEnd = true;
            reset((int) -result);
        }
    }

    /** {@code inet_csk_accept} without the wait. */
    @Nullable
    WireTcpSock acceptOrNull() {
        WireTcpSock next = acceptQueue.poll();
        return next == null ? acceptFromHost() : next;
    }

    /** True if accept has something to say, be it an error. */
    boolean isAcceptable() {
        if (acceptQueue.isEmpty()) {
            try {
                WireTcpSock next = acceptFromHost();
                if (next == null) {
                    return false;
                }
                acceptQueue.add(next);
                wakeAll(Poll.POLLIN | Poll.POLLRDNORM);
                return true;
            } catch (ErrnoException e) {
                // EMFILE: the host keeps the connection, and accept is to tell why it does not get it.
                return true;
            }
        }
        return true;
    }

    private @Nullable WireTcpSock acceptFromHost() {
        HostSocket accepted = host().accept();
        if (accepted == null) {
            host.arm(Poll.POLLIN);
            return null;
        }
        WireTcpSock child = new WireTcpSock(network, net(), proto(), accepted);
        WireOption.inherit(this, child);
        HostAddress peer = accepted.remoteAddress();
        child.daddr = peer.address();
        child.dport = peer.port();
        child.noteLocalAddress();
        child.ackedBefore = Math.max(0, accepted.acked());
        child.writable = true;
        child.setState(TcpState.ESTABLISHED);
        return child;
    }

    /** {@code tcp_disconnect}. */
    void disconnect() {
        TcpState was = state();
        if (was != TcpState.CLOSE || daddr != 0) {
            dropAcceptQueue();
            host().disconnect(boundPort);
        }
        setErr(was == TcpState.SYN_SENT || isAssociated() ? Errno.ECONNRESET.number() : 0);
        setState(TcpState.CLOSE);
        setShutdownMask(0);
        receiveQueue.clear();
        readable = true;
        writable = false;
        done = false;
        hostAtEnd = false;
        daddr = 0;
        dport = 0;
        if (!boundAddress) {
            saddr = 0;
            rcvSaddr = 0;
        }
        if (!boundPort) {
            num = 0;
        }
        wakeAll(EVERY_EVENT);
    }

    /** The sending side is through, and perhaps the receiving one too. */
    void shutdown() {
        if (!isAssociated() || !isShutdown(Shutdown.SEND_SHUTDOWN)) {
            return;
        }
        // SHUT_RD alone is ours to keep: bytes that come later can still be read, and the host is not asked to drop them.
        host().shutdown(isShutdown(Shutdown.RCV_SHUTDOWN));
        boolean passive = state() == TcpState.CLOSE_WAIT || state() == TcpState.LAST_ACK;
        setState(host.tcpState(passive ? TcpState.LAST_ACK : TcpState.FIN_WAIT2));
        host.arm(Poll.POLLIN);
    }

    /** True while the host may have bytes, or the end, for us. */
    boolean mayRead() {
        return !hostAtEnd && !closed && daddr != 0 && state() != TcpState.SYN_SENT;
    }

    /**
     * Reads from the host.
     *
     * @return the bytes in {@code scratch}'s array; 0 for none, and then error, mask and state say whether there will be any
     */
    @CheckReturnValue
    int read(Scratch scratch, int limit) {
        readable = false;
        int bytes = (int) host.read(scratch, limit);
        if (bytes > 0) {
            if (bytes == limit) {
                readable = true;
            }
            scratch.fromHost(bytes);
            return bytes;
        }
        if (bytes == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLIN);
            return 0;
        }
        hostAtEnd = true;
        readable = true;
        if (bytes != 0) {
            reset(-bytes);
        } else if (isAssociated()) {
            fin();
        }
        return 0;
    }

    /** Before a wait; a read that brought too little has used up what was asked for before. */
    void armForReceive() {
        if (mayRead()) {
            host.arm(Poll.POLLIN);
        }
    }

    /** Reads into the queue until it has that many bytes or the host has no more. */
    void fill(int wanted) {
        if (receiveQueue.size() >= wanted || !mayRead()) {
            return;
        }
        int before = receiveQueue.size();
        Scratch scratch = network.scratches().take();
        try {
            int bytes = Scratch.SIZE;
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
    }

    /** SOCK_DONE. */
    boolean isDone() {
        return done;
    }

    /** Looked at without the lock: is there anything for a receiver that has seen {@code seen} bytes of the queue? */
    boolean hasNews(int seen) {
        return (readable && state() != TcpState.SYN_SENT)
                || receiveQueue.size() > seen
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
        if (bytes == length) {
            writable = true;
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

    /** SIOCOUTQ: bytes that the peer has not acknowledged; negative where the host does not tell. */
    @CheckReturnValue
    long outq() {
        long acked = closed || !isAssociated() ? ackedBefore + sent : host.acked();
        return acked < 0 ? acked : Math.max(0, sent - (acked - ackedBefore));
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

    void setHostOption(WireOption option) {
        host().setOption(option.level(), option.name(), option.value().applyAsInt(this));
    }

    /** {@code tcp_close}: with RST if bytes are lost by it or SO_LINGER says so. */
    void close() {
        lockSock();
        try {
            closeHost(receiveQueue.size() > 0 || (options().lingerOn && options().lingerNanos == 0));
        } finally {
            releaseSock();
        }
        host.awaitClosed();
    }

    /** The kernel goes down with this sock open; its descriptor stays, so that no peer in the same kernel sees an end. */
    void networkDown() {
        lockSock();
        try {
            if (!closed) {
                hostAtEnd = true;
                reset(Errno.ENETDOWN.number());
            }
        } finally {
            releaseSock();
        }
    }

    /** Gives the descriptor back after {@link #networkDown}. */
    void abandonHost() {
        lockSock();
        try {
            closeHost(false);
        } finally {
            releaseSock();
        }
    }

    private void closeHost(boolean withReset) {
        if (closed) {
            return;
        }
        closed = true;
        dropAcceptQueue();
        if (withReset && isAssociated()) {
            host.abort();
        } else {
            host.close();
        }
        network.remove(this);
        receiveQueue.clear();
        setState(TcpState.CLOSE);
    }

    /** Connections that nobody accepted are reset. {@code inet_csk_listen_stop}. */
    private void dropAcceptQueue() {
        for (WireTcpSock child = acceptQueue.poll(); child != null; child = acceptQueue.poll()) {
            child.lockSock();
            try {
                child.closeHost(true);
            } finally {
                child.releaseSock();
            }
        }
    }
}
