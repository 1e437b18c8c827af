package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * A transport protocol under a family's {@link ProtoOps}: our own stack's, or the wire's that has the host do the work.
 * {@code struct proto} of {@code include/net/sock.h}.
 *
 * <p>Unless said otherwise a method is called with the sock's lock held, must not park with it, and leaves it held.
 */
public interface Proto {

    /** What {@code /proc/net/protocols} and the log call it. */
    String name();

    /** Makes a sock in state CLOSE. {@code sk_alloc} and {@code init}. */
    Sock createSock(Net net, int type, int protocol);

    /**
     * Binds as the protocol alone sees fit; called without the lock. {@code bind}.
     *
     * @return false where the family's way is the protocol's too
     */
    @CheckReturnValue
    default boolean bind(Sock sk, SockAddr addr) {
        return false;
    }

    /**
     * Takes a local port for a sock whose local address is set. {@code get_port}.
     *
     * @param port in host order, 0 for any
     * @return the port taken
     * @throws org.jernel.syscall.ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES
     */
    default int getPort(Sock sk, int port) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** Gives the port of {@link #getPort} back: the bind failed later, or the sock is disconnected. */
    default void putPort(Sock sk) {}

    /** Moves the sock to LISTEN, or changes its backlog if it is there already. {@code inet_csk_listen_start}. */
    default void listen(Sock sk, int backlog) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /**
     * Begins a connection: the state becomes SYN_SENT, or ESTABLISHED or CLOSE with an error if that is known at once. Does
     * not wait; the caller does, on the sock's queue.
     */
    default void connect(Sock sk, SockAddr addr) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** Ends the association and makes the sock as new; the port stays if the user had bound it. */
    default void disconnect(Sock sk) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** The next connection of a listener in ESTABLISHED or later, or null if there is none yet. Does not wait. */
    default @Nullable Sock acceptOrNull(Sock sk) {
        throw Errno.EOPNOTSUPP.exception();
    }

    /**
     * Says to the peer what {@code shutdown} means to it; the sock's mask is set already.
     *
     * @param how RCV_SHUTDOWN and SEND_SHUTDOWN bits
     */
    default void shutdown(Sock sk, int how) {}

    /**
     * The socket is closed; called without the lock. Lingers if the options say so, then the sock lives on by itself, without
     * a socket from the moment that this returns.
     */
    void close(Sock sk);

    /**
     * Sends. Called without the lock; may wait. Returns the bytes taken or -errno.
     *
     * <p>An error that is pending and a shutdown both are -EPIPE: the caller turns that into the pending error or the signal,
     * as {@code sk_stream_error} does.
     */
    @CheckReturnValue
    long sendmsg(Sock sk, MsgHdr message);

    /** Receives. Called without the lock; may wait. Returns the bytes, 0 at the end, or -errno. */
    @CheckReturnValue
    long recvmsg(Sock sk, MsgHdr message, int flags);

    /** The events that hold now. Called without the lock, after the socket's queue was named to the table. */
    @CheckReturnValue
    int poll(Sock sk, @Nullable PollTable table);

    /** Learns what has become of the connection, where somebody else keeps it and may not have told yet. */
    default void refresh(Sock sk) {}

    /** FIONREAD, SIOCOUTQ and the like. Called without the lock. Returns the number to store for the caller, or -errno. */
    @CheckReturnValue
    default long ioctl(Sock sk, int command) {
        return -KernelErrno.ENOIOCTLCMD;
    }

    /** A packet for the sock, whose lock the caller holds; softirq context, so no {@code current}. {@code backlog_rcv}. */
    default void backlogRcv(Sock sk, SkBuff skb) {
        throw new IllegalStateException(name() + " receives no packets");
    }

    /** Somebody has just let the sock's lock go: what was queued to send can go now. {@code release_cb}. */
    default void releaseCb(Sock sk) {}

    /** What was held back for MSG_MORE goes, unless an option holds it. Called with the lock. {@code splice_eof}. */
    default void spliceEof(Sock sk) {}

    /** An option's value changed, and the protocol may have to act on it. {@code level} and {@code name} as in the call. */
    default void optionChanged(Sock sk, int level, int name) {}

    /** An option is about to be told, and the protocol may know its value better than the sock does. */
    default void optionAsked(Sock sk, int level, int name) {}
}
