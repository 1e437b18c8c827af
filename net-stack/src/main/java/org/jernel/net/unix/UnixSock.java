package org.jernel.net.unix;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.net.core.Net;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Ucred;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * One end of AF_UNIX: its peer, its name, what it has received and what it has sent that nobody has read. {@code struct
 * unix_sock}.
 *
 * <p>The monitor of {@link #unix} guards every field that is neither final nor volatile, and the queue.
 */
final class UnixSock extends Sock {

    static final int WRITABLE = Poll.POLLOUT | Poll.POLLWRNORM | Poll.POLLWRBAND;
    static final int READABLE = Poll.POLLIN | Poll.POLLRDNORM;

    final UnixNet unix;
    final SkbQueue receiveQueue = new SkbQueue();

    /** Held by the one who reads, so that messages are copied out in order. */
    final ReentrantLock iolock = new ReentrantLock();

    /** Those who wait for room in this sock's queue: senders of datagrams, and stream socks that connect. */
    final WaitQueueHead peerWait;

    /** {@code sk_wmem_alloc}, without the one that Linux counts for the sock itself. */
    private final AtomicInteger wmem = new AtomicInteger();

    private final PeerWake peerWake = new PeerWake(this);

    private volatile @Nullable SockAddr addr;

    private @Nullable Inode inode;

    @Nullable UnixSock peer;

    /** SOCK_DEAD: released. */
    boolean dead;

    /** The queue is full when there are more messages or connections than this in it. */
    int maxAckBacklog;

    /** The message that holds the urgent byte, or null. */
    @Nullable UnixSkb oobSkb;

    /** How many messages in the queue carry files. */
    int carried;

    UnixSock(Net net, UnixProto proto, UnixNet unix, int type) {
        super(net, proto, AddressFamily.AF_UNIX, type, 0);
        this.unix = unix;
        this.peerWait = new WaitQueueHead(net.kernel().clock());
        options().useDefaultBuffers(net.sysctl());
        this.maxAckBacklog = net.sysctl().unixMaxDgramQlen.get();
    }

    @Override
    public SockAddr localAddress() {
        return nameOf(this);
    }

    @Override
    public SockAddr peerAddress() {
        synchronized (unix) {
            return nameOf(peer);
        }
    }

    @Override
    public @Nullable Socket peerSocket() {
        synchronized (unix) {
            return peer == null ? null : peer.socket();
        }
    }

    private static SockAddr nameOf(@Nullable UnixSock sk) {
        SockAddr name = sk == null ? null : sk.addr;
        return name == null ? UnixAddress.UNNAMED : name;
    }

    /** {@code sk_diag_show_rqlen}. */
    @Override
    public SockQueues queues() {
        synchronized (unix) {
            return state() == TcpState.LISTEN
                    ? new SockQueues(receiveQueue.size(), maxAckBacklog)
                    : new SockQueues(inqLength(), wmemAlloc());
        }
    }

    /** All that is queued, but of datagrams the next one only; with the monitor held. {@code unix_inq_len}. */
    long inqLength() {
        UnixSkb first = receiveQueue.first();
        if (isConnectionBased()) {
            return receiveQueue.bytes();
        }
        return first == null ? 0 : first.length();
    }

    /** The connections that nobody has accepted; with the monitor held. */
    List<UnixSock> embryos() {
        List<UnixSock> waiting = new ArrayList<>();
        for (UnixSkb skb = receiveQueue.first(); skb != null && state() == TcpState.LISTEN; skb = skb.next) {
            waiting.add(skb.sender);
        }
        return waiting;
    }

    /** The name, or null. */
    @Nullable
    SockAddr addr() {
        return addr;
    }

    void setAddr(@Nullable SockAddr name) {
        addr = name;
    }

    void setInode(Inode node) {
        inode = node;
    }

    void forgetInode() {
        if (inode != null) {
            inode.setPrivateData(null);
            inode = null;
        }
    }

    boolean isConnectionBased() {
        return type() == SocketType.SOCK_STREAM || type() == SocketType.SOCK_SEQPACKET;
    }

    /** {@code unix_recvq_full}. */
    boolean isQueueFull() {
        return receiveQueue.size() > maxAckBacklog;
    }

    /** Whether a datagram of {@code sender} is welcome: one that is connected hears only its peer. {@code unix_may_send}. */
    boolean mayReceiveFrom(UnixSock sender) {
        return peer == null || peer == sender;
    }

    int wmemAlloc() {
        return wmem.get();
    }

    void chargeWmem(int bytes) {
        wmem.addAndGet(bytes);
    }

    /** A message is gone, which may make this sock writable. {@code sock_wfree} with {@code unix_write_space}. */
    void unchargeWmem(int bytes) {
        wmem.addAndGet(-bytes);
        if (isWritable()) {
            wakeUp(WRITABLE);
        }
    }

    /** Less than a quarter of the buffer is on its way. {@code unix_writable}, which counts the sock itself as one byte. */
    boolean isWritable() {
        return state() != TcpState.LISTEN && (wmem.get() + 1L) * 4 <= options().sndbuf;
    }

    /** Waits until the buffer has room for one more message. Returns 0 or -errno. {@code sock_alloc_send_pskb}. */
    @CheckReturnValue
    long waitForWmem(boolean dontwait) {
        long timeout = SockWait.sndtimeo(this, dontwait);
        while (true) {
            long pending = sockError();
            if (pending < 0) {
                return pending;
            }
            if (isShutdown(Shutdown.SEND_SHUTDOWN)) {
                return Errno.EPIPE.negated();
            }
            if (hasWmem()) {
                return 0;
            }
            if (timeout == 0) {
                return Errno.EAGAIN.negated();
            }
            long left = wq().waitEvent(
                    () -> hasWmem() || err() != 0 || isShutdown(Shutdown.SEND_SHUTDOWN), timeout);
            if (left < 0) {
                return SockWait.intrErrno(timeout);
            }
            timeout = left;
        }
    }

    private boolean hasWmem() {
        return wmem.get() < options().sndbuf;
    }

    /**
     * Waits until this sock's queue has room, or never will. {@code unix_wait_for_peer}.
     *
     * @return what is left of the timeout, or the -errno of a signal
     */
    @CheckReturnValue
    long waitForRoom(long timeout) {
        long left = peerWait.waitEventExclusive(this::isWorthATry, timeout);
        return left < 0 ? SockWait.intrErrno(timeout) : left;
    }

    private boolean isWorthATry() {
        synchronized (unix) {
            return dead || isShutdown(Shutdown.RCV_SHUTDOWN) || !isQueueFull();
        }
    }

    /** Waits for a message, an error or the end. Returns as {@link #waitForRoom}. {@code __skb_wait_for_more_packets}. */
    @CheckReturnValue
    long waitForPacket(long timeout) {
        long left = wq().waitEventExclusive(this::isWorthReading, timeout);
        return left < 0 ? SockWait.intrErrno(timeout) : left;
    }

    private boolean isWorthReading() {
        synchronized (unix) {
            return !receiveQueue.isEmpty() || err() != 0 || isShutdown(Shutdown.RCV_SHUTDOWN);
        }
    }

    /** A message for this sock, whose monitor the caller holds: wake its readers after that. */
    void enqueue(UnixSkb skb) {
        if (skb.creds == null && isSenderTold(skb.sender)) {
            skb.creds = Ucred.current();
        }
        unix.addInflight(this, skb.fp);
        receiveQueue.add(skb);
    }

    /** Programs rely on write to bring credentials if either end asked for them. {@code maybe_add_creds}. */
    private boolean isSenderTold(UnixSock sender) {
        return sender.options().passCred || options().passCred || socket() == null;
    }

    /** This sock, whose peer {@code other} is and whose monitor the caller holds, is to hear when that has room again. */
    void wakeWhenRoom(UnixSock other) {
        peerWake.connect(other.peerWait);
    }

    /** The two are no longer connected. {@code unix_dgram_peer_wake_disconnect}. */
    void forgetPeerWake() {
        peerWake.disconnect();
    }

    /**
     * A datagram sock lost its peer: what came from it goes, and a peer that is still connected is told by an error.
     * {@code unix_dgram_disconnected}; called without the monitor.
     */
    void disconnected(UnixSock old) {
        if (purge() == 0) {
            return;
        }
        peerWait.wakeUpAll(0);
        boolean told;
        synchronized (unix) {
            told = !old.dead && old.peer == this;
            if (told) {
                old.setErr(Errno.ECONNRESET.number());
            }
        }
        if (told) {
            old.wakeUp(Poll.POLLERR);
        }
    }

    /** Drops what is in the queue; called without the monitor. Returns how many messages that were. */
    int purge() {
        List<UnixSkb> dropped;
        synchronized (unix) {
            dropped = drain();
        }
        dropped.forEach(UnixSkb::free);
        return dropped.size();
    }

    private List<UnixSkb> drain() {
        List<UnixSkb> drained = new ArrayList<>();
        for (UnixSkb skb = receiveQueue.poll(); skb != null; skb = receiveQueue.poll()) {
            unix.removeInflight(this, skb.fp);
            drained.add(skb);
        }
        oobSkb = null;
        return drained;
    }

    /**
     * The end of the sock: its peer sees the end, or a reset if it had sent what nobody read. {@code unix_release_sock}.
     *
     * @param embryo true for a connection that nobody has accepted
     */
    void release(boolean embryo) {
        UnixSock pair;
        boolean listening;
        List<UnixSkb> dropped;
        synchronized (unix) {
            unix.remove(this);
            dead = true;
            listening = state() == TcpState.LISTEN;
            setShutdownMask(Shutdown.SHUTDOWN_MASK);
            setState(TcpState.CLOSE);
            pair = peer;
            peer = null;
            if (pair != null && isConnectionBased()) {
                pair.setShutdownMask(Shutdown.SHUTDOWN_MASK);
                if (embryo || hasUnread()) {
                    pair.setErr(Errno.ECONNRESET.number());
                }
            }
            dropped = drain();
        }
        peerWait.wakeUpAll(0);
        if (pair != null) {
            if (isConnectionBased()) {
                pair.wakeUpAll();
            }
            forgetPeerWake();
        }
        for (UnixSkb skb : dropped) {
            if (listening) {
                skb.sender.release(true);
            }
            skb.free();
        }
    }

    /** An urgent byte that was read stays in the queue for its mark, and is not unread. */
    private boolean hasUnread() {
        UnixSkb skb = receiveQueue.first();
        if (skb != null && skb.length() == 0) {
            skb = skb.next;
        }
        return skb != null;
    }
}
