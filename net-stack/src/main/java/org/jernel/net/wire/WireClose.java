package org.jernel.net.wire;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.SockOptions;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** How connections end from our side. {@code tcp_shutdown} and {@code tcp_close} of {@code net/ipv4/tcp.c}. */
final class WireClose {

    private WireClose() {}

    /** The sending side is through, and perhaps the receiving one too. */
    static void shutdown(WireTcpSock sk) {
        if (!sk.isAssociated() || !sk.isShutdown(Shutdown.SEND_SHUTDOWN)) {
            return;
        }
        HostSocket host = sk.host();
        // SHUT_RD alone is ours to keep: bytes that come later can still be read, and the host is not asked to drop them.
        host.shutdown(sk.isShutdown(Shutdown.RCV_SHUTDOWN));
        sk.tap.finished();
        boolean passive = sk.state().isOneOf(TcpState.CLOSE_WAIT, TcpState.LAST_ACK);
        // A host that does not tell will not tell of the last acknowledgement either.
        TcpState told = host.tcpState(passive ? TcpState.CLOSE : TcpState.FIN_WAIT2);
        if (told.isOneOf(TcpState.FIN_WAIT1, TcpState.FIN_WAIT2)) {
            sk.setState(told);
        } else {
            sk.follow(told);
        }
    }

    /** {@code tcp_close}: with RST if bytes are lost by it or SO_LINGER says so. */
    static void close(WireTcpSock sk) {
        sk.lockSock();
        try {
            SockOptions options = sk.options();
            boolean abortive = options.lingerOn && options.lingerNanos == 0;
            long timeout = sk.lingerTimeout();
            if (timeout > 0 && sk.isAssociated() && sk.socket() != null) {
                linger(sk, timeout);
            }
            sk.closeHost(abortive || sk.receiveQueue.size() > 0);
        } finally {
            sk.releaseSock();
        }
        sk.awaitHostClosed();
    }

    /** Waits for the peer to acknowledge everything, unless bytes are left unread. {@code sk_stream_wait_close}. */
    private static void linger(WireTcpSock sk, long nanos) {
        boolean _ = sk.fill(1);
        if (sk.receiveQueue.size() > 0) {
            return;
        }
        HostSocket host = sk.host();
        sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
        try {
            host.shutdown(true);
            sk.tap.finished();
        } catch (ErrnoException e) {
            // It has ended meanwhile.
            return;
        }
        host.arm(Poll.POLLIN | Poll.POLLOUT);
        long _ = SockWait.waitEvent(sk, () -> !isClosing(sk), nanos);
    }

    /** Looked at without the lock. */
    private static boolean isClosing(WireTcpSock sk) {
        sk.lockSock();
        try {
            if (sk.state() == TcpState.CLOSE) {
                return false;
            }
            return switch (sk.host().tcpState(TcpState.CLOSE)) {
                case FIN_WAIT1, CLOSING, LAST_ACK -> true;
                default -> false;
            };
        } finally {
            sk.releaseSock();
        }
    }

    /** The kernel goes down with this sock open; its descriptor stays, so that no peer in the same kernel sees an end. */
    static void networkDown(WireTcpSock sk) {
        sk.lockSock();
        try {
            if (!sk.isClosed()) {
                sk.fail(Errno.ENETDOWN.number());
            }
        } finally {
            sk.releaseSock();
        }
    }

    /** Gives the descriptor back after {@link #networkDown}. */
    static void abandonHost(WireTcpSock sk) {
        sk.lockSock();
        try {
            sk.closeHost(false);
        } finally {
            sk.releaseSock();
        }
    }
}
