package org.jernel.net.core;

import java.util.concurrent.locks.ReentrantLock;

import org.jernel.kernel.file.File;
import org.jernel.kernel.task.FileOwnership;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's side of a socket: buffers, limits, options, errors and the lock. {@code struct sock} of
 * {@code include/net/sock.h}; modelled on {@code net/core/sock.c}.
 *
 * <p>Lock order: a sock's lock is taken by the task that calls and by softirq that delivers, never two socks' at once except
 * a listener's before that of a connection it has not handed out; wait queues are inside it. Nobody parks while holding it.
 */
public abstract class Sock implements SockCommon {

    private final ReentrantLock lock = new ReentrantLock();
    private final Net net;
    private final Proto proto;
    private final int family;
    private final int type;
    private final int protocol;
    private final SockOptions options = new SockOptions();

    /** {@code sk_state}: written under the lock, read without. */
    private volatile TcpState state = TcpState.CLOSE;

    /** {@code sk_shutdown}: RCV_SHUTDOWN and SEND_SHUTDOWN; written under the lock, read without. */
    private volatile int shutdown;

    /** {@code sk_err}: the positive number that SO_ERROR tells once. */
    private volatile int err;

    /** Packets that came while somebody owned the sock; the owner handles them when it lets go. {@code sk_backlog}. */
    private final SkBuffInbox backlog = new SkBuffInbox();

    /** {@code sk_peer_cred} and {@code sk_peer_pid}: what SO_PEERCRED tells. */
    private volatile Ucred peerCred = Ucred.NONE;

    private volatile @Nullable Socket socket;

    protected Sock(Net net, Proto proto, int family, int type, int protocol) {
        this.net = net;
        this.proto = proto;
        this.family = family;
        this.type = type;
        this.protocol = protocol;
    }

    /** The network that it is of. */
    public final Net net() {
        return net;
    }

    /** Its protocol. {@code sk_prot}. */
    public final Proto proto() {
        return proto;
    }

    @Override
    public final int family() {
        return family;
    }

    @Override
    public final int type() {
        return type;
    }

    @Override
    public final int protocol() {
        return protocol;
    }

    /** The level of the protocol's own options. */
    public int optionLevel() {
        return protocol;
    }

    /** The values of SOL_SOCKET options that every sock has. */
    public final SockOptions options() {
        return options;
    }

    /** How long close waits for the peer to take what was sent; a task that ends does not wait. {@code inet_release}. */
    public final long lingerTimeout() {
        Task closer = Task.currentOrNull();
        return options.lingerOn && (closer == null || !closer.isExiting()) ? options.lingerNanos : 0;
    }

    /** {@code lock_sock}; paired with {@link #releaseSock} in a finally block. */
    public final void lockSock() {
        lock.lock();
    }

    /** Lets the sock go, and does what had to wait for that: packets that came meanwhile, then what is to be sent. */
    public final void releaseSock() {
        lock.unlock();
        if (!lock.isHeldByCurrentThread()) {
            runBacklog();
            proto.releaseCb(this);
        }
    }

    /**
     * Hands a packet to the protocol under the sock's lock: now if nobody owns the sock, else when the owner releases it. Never
     * blocks. {@code bh_lock_sock} and {@code sk_add_backlog}.
     */
    public final void receiveSkb(SkBuff skb) {
        backlog.add(skb);
        if (!lock.isHeldByCurrentThread()) {
            runBacklog();
        }
    }

    /** Whoever sees packets after letting the lock go takes it again, so none is forgotten between two owners. */
    private void runBacklog() {
        while (!backlog.isEmpty() && lock.tryLock()) {
            try {
                for (SkBuff skb = backlog.poll(); skb != null; skb = backlog.poll()) {
                    proto.backlogRcv(this, skb);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** {@code sock_owned_by_me}. */
    public final boolean isLockedByMe() {
        return lock.isHeldByCurrentThread();
    }

    @Override
    public final TcpState state() {
        return state;
    }

    /** {@code sk_state}. */
    public final void setState(TcpState next) {
        state = next;
    }

    /** Which directions are shut down, RCV_SHUTDOWN and SEND_SHUTDOWN. */
    public final int shutdownMask() {
        return shutdown;
    }

    /** {@code sk_shutdown}. */
    public final void setShutdownMask(int mask) {
        shutdown = mask;
    }

    /** Whether a direction is shut down. */
    public final boolean isShutdown(int bit) {
        return (shutdown & bit) != 0;
    }

    /** The pending error as a positive number, 0 for none; it stays. */
    public final int err() {
        return err;
    }

    /** Notes an error, a positive errno, for the next call and SO_ERROR. {@code sk_err}. */
    public final void setErr(int errno) {
        err = errno;
    }

    /** Takes the pending error away: 0 or -errno. {@code sock_error}. */
    public final long sockError() {
        if (err == 0) {
            return 0;
        }
        synchronized (this) {
            long result = -err;
            err = 0;
            return result;
        }
    }

    /** Who is at the other end, for SO_PEERCRED. */
    public final Ucred peerCred() {
        return peerCred;
    }

    /** Notes who is at the other end. */
    public final void setPeerCred(Ucred peer) {
        peerCred = peer;
    }

    /** The number of the socket's inode, 0 for an orphan: what probes are told of a sock. */
    public final long number() {
        Socket owner = socket;
        return owner == null ? 0 : owner.ino();
    }

    final void setSocket(@Nullable Socket owner) {
        socket = owner;
    }

    /** The socket, or null once it is closed and only the protocol still needs the sock. */
    @Override
    public final @Nullable Socket socket() {
        return socket;
    }

    /** Wakes who waits for this sock, if it has an owner. {@code sk->sk_wq}. */
    public final void wakeUp(int pollEvents) {
        Socket owner = socket;
        if (owner != null) {
            owner.wq().wakeUp(pollEvents);
        }
    }

    /** Tells who owns the socket's file that urgent data came. {@code sk_send_sigurg}. */
    public final void sendSigurg() {
        Socket owner = socket;
        File file = owner == null ? null : owner.file();
        if (file != null) {
            FileOwnership.sendSigurg(net.kernel().tasks(), file);
        }
    }

    /** Whether receivers can be told when a message came: SO_TIMESTAMP is ENOPROTOOPT where not. */
    public boolean hasTimestamps() {
        return false;
    }

    /** A protocol without queues of its own has nothing in them. */
    @Override
    public SockQueues queues() {
        return SockQueues.EMPTY;
    }

    /** Wakes all who wait, exclusively too. {@code sk_state_change}. */
    public final void wakeUpAll() {
        Socket owner = socket;
        if (owner != null) {
            owner.wq().wakeUpAll(0);
        }
    }

    /** The queue that this sock's waits happen on. Throws for an orphan. */
    public final WaitQueueHead wq() {
        Socket owner = socket;
        if (owner == null) {
            throw new IllegalStateException("an orphan has no waiters");
        }
        return owner.wq();
    }
}
