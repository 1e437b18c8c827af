package org.jernel.net.ipv4;

import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockOptions;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** How connections and listeners end from our side. {@code tcp_close} and {@code tcp_disconnect} of {@code net/ipv4/tcp.c}. */
final class TcpClose {

    private TcpClose() {}

    /** {@code tcp_shutdown}: no more data from us. */
    static void shutdown(TcpSock sk, int how) {
        boolean open = switch (sk.state()) {
            case ESTABLISHED, SYN_SENT, CLOSE_WAIT, SYN_RECV -> true;
            default -> false;
        };
        if ((how & Shutdown.SEND_SHUTDOWN) != 0 && open && closeState(sk)) {
            TcpOutput.sendFin(sk);
        }
    }

    /** Moves to the state that closing leads to; true if the peer must be told. {@code tcp_close_state}. */
    private static boolean closeState(TcpSock sk) {
        return switch (sk.state()) {
            case ESTABLISHED, SYN_RECV -> {
                sk.setState(TcpState.FIN_WAIT1);
                yield true;
            }
            case CLOSE_WAIT -> {
                sk.setState(TcpState.LAST_ACK);
                yield true;
            }
            case SYN_SENT -> {
                TcpProto.setClosed(sk);
                yield false;
            }
            default -> false;
        };
    }

    /** {@code tcp_close}; without the lock. */
    static void close(TcpSock sk) {
        sk.lockSock();
        try {
            sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
            if (sk.state() == TcpState.LISTEN) {
                stopListening(sk);
            } else if (sk.state() != TcpState.CLOSE) {
                endConnection(sk);
            }
            sk.dead = true;
            Socket owner = sk.socket();
            if (owner != null) {
                owner.orphan();
            }
            if (sk.state() == TcpState.FIN_WAIT2) {
                leaveFinWait2(sk);
            }
            if (sk.state() == TcpState.CLOSE) {
                TcpProto.destroy(sk);
            }
        } finally {
            sk.releaseSock();
        }
    }

    /** Nobody is left to wait for the peer's FIN, and nobody waits for ever: TCP_LINGER2. */
    private static void leaveFinWait2(TcpSock sk) {
        if (sk.tcp.linger2Seconds < 0) {
            TcpProto.setClosed(sk);
            TcpOutput.sendActiveReset(sk);
        } else {
            sk.timer.enterFinWait2(false);
        }
    }

    private static void endConnection(TcpSock sk) {
        SockOptions options = sk.options();
        if (hasUnread(sk)) {
            // RFC 2525, 2.17: the peer must learn that what it sent was not read.
            sk.ipv4.count(LinuxMib.TCP_ABORT_ON_CLOSE);
            TcpProto.setClosed(sk);
            TcpOutput.sendActiveReset(sk);
        } else if (options.lingerOn && options.lingerNanos == 0) {
            sk.ipv4.count(LinuxMib.TCP_ABORT_ON_DATA);
            disconnect(sk);
        } else if (closeState(sk)) {
            TcpOutput.sendFin(sk);
        }
        sk.purgeReceiveQueues();
        long timeout = sk.lingerTimeout();
        if (timeout > 0 && isClosing(sk) && sk.socket() != null) {
            long _ = SockWait.waitEvent(sk, () -> !isClosing(sk), timeout);
        }
    }

    private static boolean hasUnread(TcpSock sk) {
        int unread = 0;
        for (SkBuff skb = sk.receiveQueue.peek(); skb != null; skb = sk.receiveQueue.next(skb)) {
            unread += skb.len();
        }
        return unread != 0;
    }

    private static boolean isClosing(TcpSock sk) {
        return switch (sk.state()) {
            case FIN_WAIT1, CLOSING, LAST_ACK -> true;
            default -> false;
        };
    }

    /** Resets the connections that nobody has accepted, and forgets handshakes. {@code inet_csk_listen_stop}. */
    private static void stopListening(TcpSock sk) {
        TcpProto.setClosed(sk);
        for (RequestSock req : sk.requests.toArray(RequestSock[]::new)) {
            req.drop();
        }
        for (TcpSock child = sk.acceptQueue.poll(); child != null; child = sk.acceptQueue.poll()) {
            child.lockSock();
            try {
                child.dead = true;
                disconnect(child);
                TcpProto.destroy(child);
            } finally {
                child.releaseSock();
            }
        }
        sk.ackBacklog = 0;
    }

    /** Breaks off, and leaves the sock as new but for what the user had bound. {@code tcp_disconnect}. */
    static void disconnect(TcpSock sk) {
        TcpState old = sk.state();
        if (old == TcpState.LISTEN) {
            stopListening(sk);
        } else if (old != TcpState.CLOSE) {
            TcpProto.setClosed(sk);
            boolean unfinished = sk.sndNxt != sk.writeSeq && old.isOneOf(TcpState.CLOSING, TcpState.LAST_ACK);
            if (needsReset(old) || unfinished) {
                TcpOutput.sendActiveReset(sk);
                sk.setErr(Errno.ECONNRESET.number());
            } else if (old == TcpState.SYN_SENT) {
                sk.setErr(Errno.ECONNRESET.number());
            }
        }
        sk.timer.deleteAll();
        sk.purgeReceiveQueues();
        sk.purgeWriteQueues();
        sk.copiedSeq = sk.rcvNxt;
        sk.urgent.clear();
        sk.dport = 0;
        sk.daddr = sk.anyAddress();
        if (!sk.boundAddress) {
            sk.saddr = sk.anyAddress();
            sk.rcvSaddr = sk.saddr;
        }
        sk.setShutdownMask(0);
        sk.done = false;
        sk.route = null;
        sk.errorReport();
    }

    private static boolean needsReset(TcpState state) {
        return switch (state) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2, SYN_RECV -> true;
            default -> false;
        };
    }
}
