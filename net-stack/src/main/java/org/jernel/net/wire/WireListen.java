package org.jernel.net.wire;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** Listening, whose accept queue is the host's. Modelled on {@code net/ipv4/inet_connection_sock.c}. */
final class WireListen {

    private WireListen() {}

    static void listen(WireTcpSock sk, int backlog) {
        HostSocket host = sk.host();
        host.listen(backlog);
        sk.num = host.localAddress().port();
        sk.setState(TcpState.LISTEN);
        host.arm(Poll.POLLIN);
    }

    /** {@code inet_csk_accept} without the wait. */
    static @Nullable WireTcpSock acceptOrNull(WireTcpSock sk) {
        WireTcpSock next = sk.acceptQueue.poll();
        return next == null ? acceptFromHost(sk) : next;
    }

    /** True if accept has something to say, be it an error. */
    static boolean isAcceptable(WireTcpSock sk) {
        if (!sk.acceptQueue.isEmpty()) {
            return true;
        }
        try {
            WireTcpSock next = acceptFromHost(sk);
            if (next == null) {
                return false;
            }
            sk.acceptQueue.add(next);
            sk.wakeAll(Poll.POLLIN | Poll.POLLRDNORM);
            return true;
        } catch (ErrnoException e) {
            // EMFILE: the host keeps the connection, and accept is to tell why it does not get it.
            return true;
        }
    }

    private static @Nullable WireTcpSock acceptFromHost(WireTcpSock sk) {
        HostSocket host = sk.host();
        HostSocket accepted = host.accept();
        if (accepted == null) {
            host.arm(Poll.POLLIN);
            return null;
        }
        WireTcpSock child = new WireTcpSock(sk.network(), sk.net(), sk.proto(), sk.family(), accepted);
        WireOption.inherit(sk, child);
        HostAddress peer = accepted.remoteAddress();
        child.daddr = peer.address();
        child.dport = peer.port();
        child.establish();
        child.count(TcpMib.PASSIVE_OPENS);
        // A shutdown before listen(2) counts for every connection.
        child.setShutdownMask(sk.shutdownMask());
        WireClose.shutdown(child);
        return child;
    }

    /** Connections that nobody accepted are reset. {@code inet_csk_listen_stop}. */
    static void dropAcceptQueue(WireTcpSock sk) {
        for (WireTcpSock child = sk.acceptQueue.poll(); child != null; child = sk.acceptQueue.poll()) {
            child.lockSock();
            try {
                child.closeHost(true);
            } finally {
                child.releaseSock();
            }
        }
    }
}
