package org.jernel.net.core;

import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.file.File;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A BSD socket: what a descriptor of one refers to. {@code struct socket} of {@code include/linux/net.h}.
 *
 * <p>The family's {@link ProtoOps} and its {@link Sock} come with {@code create}; {@link #graft} ties an accepted one in.
 */
public final class Socket implements AutoCloseable {

    private final Net net;
    private final int type;
    private final long ino;
    private final int uid;
    private final WaitQueueHead wq;
    private volatile SocketState state = SocketState.SS_UNCONNECTED;
    private volatile @Nullable ProtoOps ops;
    private volatile @Nullable Sock sk;
    private volatile @Nullable File file;

    /** Whom it holds. {@code ops->owner}. */
    private final AtomicReference<@Nullable OperationsOwner> owner;

    /** Makes a socket that has no protocol yet. {@code sock_alloc}. */
    public Socket(Net net, int type) {
        this(net, type, null);
    }

    /**
     * Makes a socket that has no protocol yet.
     *
     * @param owner whose its operations will be, of whom the socket has a reference that it gives back when it is closed
     */
    public Socket(Net net, int type, @Nullable OperationsOwner owner) {
        this.owner = new AtomicReference<>(owner);
        this.net = net;
        this.type = type;
        this.ino = net.nextIno();
        Task maker = Task.currentOrNull();
        this.uid = maker == null ? 0 : maker.cred().fsuid();
        this.wq = new WaitQueueHead(net.kernel().clock());
    }

    /** The network that it is of. */
    public Net net() {
        return net;
    }

    /** SOCK_STREAM and so on. */
    public int type() {
        return type;
    }

    /** The number that tells it from every other socket of its kernel, never 0. {@code SOCK_INODE(sock)->i_ino}. */
    public long ino() {
        return ino;
    }

    /** The user who made it. {@code SOCK_INODE(sock)->i_uid}. */
    public int uid() {
        return uid;
    }

    /** Who waits for anything of this socket; poll too. */
    public WaitQueueHead wq() {
        return wq;
    }

    /** {@code SS_*}. */
    public SocketState state() {
        return state;
    }

    /** {@code SS_*}. */
    public void setState(SocketState next) {
        state = next;
    }

    /** What its family does for each call. */
    public ProtoOps ops() {
        ProtoOps set = ops;
        if (set == null) {
            // Only kernel code can still hold a socket that is closed; to user mode its descriptor is EBADF.
            throw Errno.EBADF.exception();
        }
        return set;
    }

    /** Gives it to another protocol's operations. */
    public void setOps(ProtoOps operations) {
        ops = operations;
    }

    /** What its protocol knows of it. */
    public Sock sk() {
        Sock set = sk;
        if (set == null) {
            throw Errno.EBADF.exception();
        }
        return set;
    }

    /** The sock, or null before {@code create} and after {@code release}. */
    public @Nullable Sock skOrNull() {
        return sk;
    }

    /** Ties the sock to this socket, so that its events wake this socket's waiters. {@code sock_graft}. */
    public void graft(Sock sock) {
        sk = sock;
        sock.setSocket(this);
        net.sockets().add(this);
    }

    /** Unties the sock, which may live on for its protocol's sake. {@code sock_orphan} and the end of release. */
    public void orphan() {
        Sock tied = sk;
        sk = null;
        if (tied != null) {
            tied.setSocket(null);
        }
    }

    /** The open file, or null for a socket that only kernel code knows. */
    public @Nullable File file() {
        return file;
    }

    /** Notes the open file that it is reached by. */
    public void setFile(File open) {
        file = open;
    }

    /**
     * Lets go of the protocol; a second time does nothing. Calls on a closed socket are EBADF, and whoever waits in one is
     * woken to find the connection or the listener gone. {@code sock_release}.
     */
    @Override
    public void close() {
        ProtoOps last;
        synchronized (this) {
            last = ops;
            ops = null;
        }
        if (last != null) {
            try {
                last.release(this);
            } finally {
                net.sockets().remove(this);
                wq.wakeUpAll(0);
                putOwner();
            }
        } else {
            putOwner();
        }
    }

    private void putOwner() {
        OperationsOwner held = owner.getAndSet(null);
        if (held != null) {
            held.put();
        }
    }

    /** Holds who is held by the listener already. {@code __module_get}. */
    public void hold(OperationsOwner another) {
        if (another.tryGet()) {
            owner.set(another);
        }
    }

    /** Who has to stay for as long as it is open, or null. */
    public @Nullable OperationsOwner owner() {
        return owner.get();
    }
}
