package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * Connecting a stream socket, which may take several calls: the first begins, later ones wait or learn the outcome. {@code
 * __inet_stream_connect} of {@code net/ipv4/af_inet.c}.
 */
final class InetConnect {

    /** Connects, or goes on with a connection that has begun. Returns 0 or -errno. */
    @CheckReturnValue
    @KernelFunction("__inet_stream_connect")
    long connect(Socket sock, SockAddr addr, boolean nonblock) {
        InetSock sk = (InetSock) sock.sk();
        sk.lockSock();
        try {
            if (addr.length() < Short.BYTES) {
                return Errno.EINVAL.negated();
            }
            if (addr.family() == AddressFamily.AF_UNSPEC) {
                disconnect(sock, sk);
                return 0;
            }
            return connectLocked(sock, sk, addr, nonblock);
        } finally {
            sk.releaseSock();
        }
    }

    private static long connectLocked(Socket sock, InetSock sk, SockAddr addr, boolean nonblock) {
        Errno unfinished;
        switch (sock.state()) {
            case SS_UNCONNECTED -> {
                if (sk.state() != TcpState.CLOSE) {
                    return Errno.EISCONN.negated();
                }
                InetOps.connect(sk, addr);
                sk.rememberPort();
                sock.setState(SocketState.SS_CONNECTING);
                // Only a call that begins a connection may say that it is in progress.
                unfinished = Errno.EINPROGRESS;
            }
            case SS_CONNECTING -> unfinished = Errno.EALREADY;
            case SS_CONNECTED -> {
                return Errno.EISCONN.negated();
            }
            default -> {
                return Errno.EINVAL.negated();
            }
        }
        if (isHandshaking(sk)) {
            long timeout = SockWait.sndtimeo(sk, nonblock);
            if (timeout != 0 || unfinished == Errno.EALREADY) {
                sk.proto().refresh(sk);
            }
            long waited = SockWait.waitEvent(sk, () -> !isHandshaking(sk), timeout);
            if (isHandshaking(sk)) {
                return waited == Errno.EAGAIN.negated() ? unfinished.negated() : waited;
            }
        }
        return outcome(sock, sk);
    }

    private static boolean isHandshaking(Sock sk) {
        return sk.state().isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV);
    }

    private static long outcome(Socket sock, InetSock sk) {
        if (sk.state() != TcpState.CLOSE) {
            sock.setState(SocketState.SS_CONNECTED);
            return 0;
        }
        long error = sk.sockError();
        disconnect(sock, sk);
        return error == 0 ? Errno.ECONNABORTED.negated() : error;
    }

    /** Makes the socket fit for another try, which is more than POSIX asks for. */
    static void disconnect(Socket sock, InetSock sk) {
        sk.rememberPort();
        try {
            sk.proto().disconnect(sk);
            sock.setState(SocketState.SS_UNCONNECTED);
        } catch (ErrnoException refused) {
            sock.setState(SocketState.SS_DISCONNECTING);
            throw refused;
        }
    }
}
