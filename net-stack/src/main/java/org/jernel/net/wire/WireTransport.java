package org.jernel.net.wire;

import io.netty.channel.epoll.Epoll;

/** Where host sockets come from, with the event loop that watches them. */
sealed interface WireTransport extends AutoCloseable permits EpollTransport, NioTransport {

    /** The best that this machine has. */
    static WireTransport ofHost() {
        return Epoll.isAvailable() ? new EpollTransport() : new NioTransport();
    }

    /** What the boot log calls it. */
    String name();

    /** A fresh TCP socket of AF_INET or AF_INET6. Throws EMFILE and the like. */
    HostSocket socket(int family);

    /** A fresh UDP socket of AF_INET or AF_INET6. Throws EMFILE and the like. */
    HostDatagram datagram(int family);

    /** Ends the event loop and returns when its thread is gone. The sockets are closed before. */
    @Override
    void close();
}
