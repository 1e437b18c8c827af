package org.jernel.net.wire;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;

/** Netty's native sockets of Linux, which keep bind, listen and connect apart and tell exact error numbers. */
final class EpollTransport implements WireTransport {

    private final ReadinessLoop loop = new ReadinessLoop(EpollIoHandler.newFactory());

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public HostSocket socket() {
        try {
            return new EpollHostSocket(loop, LinuxSocket.newSocketStream(SocketProtocolFamily.INET));
        } catch (ChannelException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
