package org.jernel.net.wire;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.SolSocket;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Beginning a connection, learning what came of it, and breaking it off. Modelled on {@code net/ipv4/tcp_ipv4.c}. */
final class WireConnect {

    private WireConnect() {}

    /** Takes a port of the host's. */
    static int bind(WireTcpSock sk, HostAddress address) {
        HostSocket host = sk.host();
        if (sk.net().kernel().config().rebindsTimeWait()) {
            host.setOption(SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR, 1);
        }
        host.bind(address);
        return host.localAddress().port();
    }

    /** Begins; on loopback the connection stands when this returns, and {@link #finish} tells. {@code tcp_v4_connect}. */
    static void connect(WireTcpSock sk, HostAddress peer) {
        HostSocket host = sk.host();
        // Before the host is asked: its answer may reach the event loop at once.
        sk.setState(TcpState.SYN_SENT);
        try {
            host.connect(peer);
        } catch (ErrnoException e) {
            sk.setState(TcpState.CLOSE);
            throw e;
        }
        sk.count(TcpMib.ACTIVE_OPENS);
        sk.setErr(0);
        sk.daddr = peer.address();
        sk.dport = peer.port();
        sk.noteLocalAddress();
        sk.tap.connecting();
    }

    /** Looks whether a connection that is on its way has come about, and has the event loop tell if it has not. */
    static void finish(WireTcpSock sk) {
        HostSocket host = sk.host();
        long result = host.finishConnect();
        if (result == 0) {
            sk.establish();
            sk.wakeAll(Poll.POLLOUT | Poll.POLLWRNORM);
        } else if (result == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLOUT);
        } else {
            sk.fail((int) -result);
        }
    }

    /** {@code tcp_disconnect}. */
    static void disconnect(WireTcpSock sk) {
        sk.refresh();
        TcpState was = sk.state();
        if (was == TcpState.SYN_SENT || sk.isAssociated()) {
            sk.setErr(Errno.ECONNRESET.number());
        }
        if (was != TcpState.CLOSE || !sk.daddr.isWildcard()) {
            WireListen.dropAcceptQueue(sk);
            sk.tap.closed(true);
            sk.host().disconnect(sk.boundPort);
        }
        sk.forgetConnection();
        if (!sk.boundAddress) {
            sk.saddr = sk.anyAddress();
            sk.rcvSaddr = sk.saddr;
        }
        if (was != TcpState.CLOSE) {
            sk.forgetPort();
        }
        sk.wakeAll(WireTcpSock.EVERY_EVENT);
    }
}
