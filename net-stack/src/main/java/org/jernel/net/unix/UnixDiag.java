package org.jernel.net.unix;

import java.util.List;
import java.util.function.Consumer;

import org.jernel.net.core.Net;
import org.jernel.net.core.SockCommon;
import org.jernel.net.core.SockDiag;
import org.jernel.net.core.Socket;

/** Shows the connections that no listener has accepted, one listener at a time. Modelled on {@code net/unix/diag.c}. */
record UnixDiag(Net net) implements SockDiag {

    @Override
    public void dump(Consumer<SockCommon> visitor) {
        for (Socket socket : net.sockets()) {
            if (socket.skOrNull() instanceof UnixSock sk) {
                List<UnixSock> waiting;
                synchronized (sk.unix) {
                    waiting = sk.embryos();
                }
                waiting.forEach(visitor);
            }
        }
    }
}
