package org.jernel.net.wire;

import java.io.IOException;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of Linux and how it is watched: edge-triggered in both directions from the first {@link #arm} on, so that
 * waiting again costs nothing.
 *
 * <p>Lock order: this object's monitor guards the registration and is a leaf.
 */
abstract sealed class EpollDescriptor implements EpollIoHandle permits EpollHostSocket, EpollHostDatagram {

    private static final EpollIoOps EDGES = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);

    private final ReadinessLoop loop;
    private LinuxSocket socket;
    private Readiness listener = events -> {};
    private boolean armed;

    /** Guarded by this. */
    private @Nullable IoRegistration registration;

    /** Guarded by this. */
    private boolean closed;

    EpollDescriptor(ReadinessLoop loop, LinuxSocket socket) {
        this.loop = loop;
        this.socket = socket;
    }

    final ReadinessLoop loop() {
        return loop;
    }

    final LinuxSocket socket() {
        return socket;
    }

    /** Takes the peer away. */
    final void disconnectSocket() throws IOException {
        socket.disconnect();
        // Netty's object remembers a shutdown, which the descriptor no longer does.
        socket = LinuxSocket.newSocket(socket.intValue());
    }

    public final void onReady(Readiness told) {
        listener = told;
    }

    public final void bind(HostAddress address) {
        try {
            socket.bind(address.toHost());
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    public final int takeError() {
        try {
            return socket.getSoError();
        } catch (IOException e) {
            return HostErrno.of(e).number();
        }
    }

    public final HostAddress localAddress() {
        return HostAddress.of(socket.localAddress());
    }

    public final void setOption(int level, int name, int value) {
        try {
            socket.setIntOpt(level, name, value);
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    public final int option(int level, int name, int guess) {
        try {
            return socket.getIntOpt(level, name);
        } catch (IOException e) {
            return guess;
        }
    }

    public final void arm(int events) {
        if (!armed) {
            armed = true;
            loop.register(this, this::watch);
        }
    }

    /** Asks for both edges; whatever holds already is reported at once. */
    private void watch(IoRegistration registered) {
        synchronized (this) {
            if (!closed) {
                registration = registered;
                registered.submit(EDGES);
                return;
            }
        }
        registered.cancel();
    }

    @Override
    public final FileDescriptor fd() {
        return socket;
    }

    @Override
    public final void handle(IoRegistration registered, IoEvent event) {
        // EPOLL* and POLL* are the same numbers.
        listener.ready(((EpollIoEvent) event).ops().value());
    }

    @Override
    public final void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (registration != null) {
                // Before the descriptor: the loop then forgets its number before another socket of that number registers.
                registration.cancel();
            }
            try {
                socket.close();
            } catch (IOException e) {
                // close(2) has let go of the descriptor whatever it says.
            }
        }
    }
}
