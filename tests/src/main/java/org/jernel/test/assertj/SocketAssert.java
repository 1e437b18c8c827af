package org.jernel.test.assertj;

import org.assertj.core.api.AbstractAssert;
import org.jernel.net.core.Sock;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;

/** Assertions on a socket. */
public final class SocketAssert extends AbstractAssert<SocketAssert, Socket> {

    SocketAssert(Socket actual) {
        super(actual, SocketAssert.class);
    }

    /** It takes connections. */
    public SocketAssert isListening() {
        return hasState(TcpState.LISTEN);
    }

    /** It has a peer, and neither has begun to close. */
    public SocketAssert isConnected() {
        return hasState(TcpState.ESTABLISHED);
    }

    /** It is in this state, as netstat shows it. */
    public SocketAssert hasState(TcpState expected) {
        TcpState state = sk().state();
        if (state != expected) {
            failWithMessage("expected a socket in state %s but it was in %s", expected, state);
        }
        return this;
    }

    /** It is an AF_INET socket of this local port. */
    public SocketAssert hasLocalPort(int expected) {
        SockAddr name = actual.ops().getname(actual, false);
        int port = SockAddrIn.isInet(name) ? SockAddrIn.port(name) : -1;
        if (port != expected) {
            failWithMessage("expected local port %s but the address was %s", expected, name);
        }
        return this;
    }

    /** It has this error to tell by SO_ERROR, which stays. */
    public SocketAssert hasPendingError(Errno expected) {
        if (sk().err() != expected.number()) {
            failWithMessage("expected the pending error %s but it was %s", expected, Errno.of(sk().err()));
        }
        return this;
    }

    /** It has been released. */
    public SocketAssert isClosed() {
        if (actual.skOrNull() != null) {
            failWithMessage("expected a closed socket but it was in state %s", sk().state());
        }
        return this;
    }

    private Sock sk() {
        Sock sk = actual.skOrNull();
        if (sk == null) {
            throw failure("expected an open socket but it was closed");
        }
        return sk;
    }
}
