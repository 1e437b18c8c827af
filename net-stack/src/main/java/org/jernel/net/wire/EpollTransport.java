package org.jernel.net.wire;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import org.jernel.net.uapi.AddressFamily;

/** Netty's native sockets of Linux, which keep bind, listen and connect apart and tell exact error numbers. */
final class EpollTransport implements WireTransport {

    private final ReadinessLoop loop = new ReadinessLoop(EpollIoHandler.newFactory());

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public HostSocket socket(int family) {
        try {
            return new EpollHostSocket(loop, LinuxSocket.newSocketStream(protocolFamily(family)));
        } catch (ChannelException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private static SocketProtocolFamily protocolFamily(int family) {
        return family == AddressFamily.AF_INET6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    @Override
    public HostDatagram datagram(int family) {
        try {
            return new EpollHostDatagram(loop, LinuxSocket.newSocketDgram(protocolFamily(family)));
        } catch (ChannelException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
