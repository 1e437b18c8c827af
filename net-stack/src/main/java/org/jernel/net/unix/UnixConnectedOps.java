package org.jernel.net.unix;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.SockAddr;

/** What the types of AF_UNIX that are connected before they talk do alike. {@code net/unix/af_unix.c}. */
abstract sealed class UnixConnectedOps extends UnixOps permits UnixStreamOps, UnixSeqpacketOps {

    @Override
    @KernelFunction("unix_listen")
    public void listen(Socket sock, int backlog) {
        UnixConnection.listen(sock, backlog);
    }

    @Override
    @KernelFunction("unix_stream_connect")
    public void connect(Socket sock, SockAddr addr, int flags) {
        UnixConnection.connect(sock, addr, flags);
    }

    @Override
    @KernelFunction("unix_accept")
    public void accept(Socket sock, Socket newSock, int flags) {
        UnixConnection.accept(sock, newSock, flags);
    }
}
