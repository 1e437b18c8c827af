package org.jernel.net.wire;

import java.io.IOException;

import io.netty.channel.nio.NioIoHandler;

/** The JDK's channels, for every machine. {@link NioHostSocket} says what they cannot do. */
final class NioTransport implements WireTransport {

    private final ReadinessLoop loop = new ReadinessLoop(NioIoHandler.newFactory());

    @Override
    public String name() {
        return "NIO";
    }

    @Override
    public HostSocket socket(int family) {
        try {
            return NioHostSocket.open(loop, family);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public HostDatagram datagram(int family) {
        try {
            return NioHostDatagram.open(loop, family);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
