package org.jernel.net.ipv4;

import org.jernel.net.core.SockQueues;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;
import org.jspecify.annotations.Nullable;

/** What stands for a connection before there is a sock of it or after: it has no queues, and no socket knows it. */
sealed interface TcpMiniSock extends TcpEndpoint permits RequestSock, TimewaitSock {

    @Override
    default int type() {
        return SocketType.SOCK_STREAM;
    }

    @Override
    default int protocol() {
        return IpProtocol.IPPROTO_TCP;
    }

    @Override
    default SockQueues queues() {
        return SockQueues.EMPTY;
    }

    @Override
    default @Nullable Socket socket() {
        return null;
    }
}
