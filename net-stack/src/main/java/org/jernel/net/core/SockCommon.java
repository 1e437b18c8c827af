package org.jernel.net.core;

import org.jernel.net.uapi.SockAddr;
import org.jspecify.annotations.Nullable;

/**
 * What a sock, a handshake in progress and the memory of a connection have in common for who only looks. {@code struct
 * sock_common}.
 *
 * <p>Nothing here needs the sock's lock, so what is told may be of different moments.
 */
public interface SockCommon {

    int family();

    int type();

    int protocol();

    TcpState state();

    /** What it is bound to: the family's zeroes, or for AF_UNIX no name, before that. */
    SockAddr localAddress();

    /** Whom it is connected to, as {@link #localAddress}. */
    SockAddr peerAddress();

    /** The lengths of its queues. Where somebody else keeps the connection, he is asked, and {@link #state} is true after it. */
    SockQueues queues();

    /** The socket that it belongs to, or null. */
    @Nullable
    Socket socket();

    /** The socket at the other end where that is of this kernel: of AF_UNIX only. {@code unix_peer}. */
    default @Nullable Socket peerSocket() {
        return null;
    }

    /** Whose it is: the user who made its socket, 0 without one. {@code sock_i_uid}. */
    default int uid() {
        Socket owner = socket();
        return owner == null ? 0 : owner.uid();
    }

    /** How many packets it had no room for. {@code sk_drops}. */
    default int drops() {
        return 0;
    }

    /** What only TCP has; whatever for others. */
    default TcpRow tcpRow() {
        return TcpRow.HOSTED;
    }
}
