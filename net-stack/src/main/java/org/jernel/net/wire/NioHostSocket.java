package org.jernel.net.wire;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A channel of the JDK that behaves as a descriptor does, as far as it can.
 *
 * <p>A channel is of one kind from the start and closes when a connection fails, so another takes its place at {@code listen},
 * {@code disconnect} and a failed {@code connect}: for a moment the port it was bound to is free for others. A listening
 * channel keeps its first backlog, and one below 1 is 1: a handshake that Linux would leave unfinished comes about. FIN and RST
 * are noticed by reading only; the state of a connection is guessed, so that SO_LINGER waits for no acknowledgement and the
 * last one counts as come once both sides are shut. SIOCOUTQ and SIOCOUTQNSD are ENOTTY, MSG_MORE holds nothing back, and
 * {@link NioOptions} lists the options that are refused.
 */
final class NioHostSocket implements HostSocket {

    private final ReadinessLoop loop;
    private final ProtocolFamily family;
    private final NioOptions options;
    private SelectableChannel channel;
    private NioWatch watch;
    private @Nullable HostAddress bound;
    private Readiness listener = events -> {};

    private NioHostSocket(
            ReadinessLoop loop, ProtocolFamily family, NioOptions options, SelectableChannel channel) {
        this.loop = loop;
        this.family = family;
        this.options = options;
        this.channel = channel;
        this.watch = new NioWatch(loop, channel, this::told);
    }

    static NioHostSocket open(ReadinessLoop loop, int family) throws IOException {
        NioOptions options = new NioOptions();
        ProtocolFamily host =
                family == AddressFamily.AF_INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        return new NioHostSocket(loop, host, options, openChannel(host, options));
    }

    private static SocketChannel openChannel(ProtocolFamily family, NioOptions options) throws IOException {
        SocketChannel channel = SocketChannel.open(family);
        try {
            channel.configureBlocking(false);
            options.applyTo(channel);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void replace(SelectableChannel next) {
        watch.close();
        channel = next;
        watch = new NioWatch(loop, next, this::told);
    }

    private void told(int events) {
        listener.ready(events);
    }

    @Override
    public void onReady(Readiness told) {
        listener = told;
    }

    private SocketChannel socket() {
        if (channel instanceof SocketChannel socket) {
            return socket;
        }
        throw Errno.ENOTCONN.exception();
    }

    @Override
    public void bind(HostAddress address) {
        try {
            socket().bind(address.toHost());
            bound = localAddress();
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void listen(int backlog) {
        if (channel instanceof ServerSocketChannel) {
            return;
        }
        HostAddress address = bound == null ? any() : bound;
        try {
            ServerSocketChannel server = ServerSocketChannel.open(family);
            replace(server);
            server.configureBlocking(false);
            options.applyTo(server);
            // The JDK takes a backlog below 1 for its own default.
            server.bind(address.toHost(), Math.max(1, backlog));
        } catch (IOException e) {
            reopen();
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void connect(HostAddress address) {
        if (!channel.isOpen()) {
            reopen();
        }
        try {
            SocketChannel connecting = socket();
            if (bound != null && connecting.getLocalAddress() == null) {
                connecting.bind(bound.toHost());
            }
            boolean _ = connecting.connect(address.toHost());
        } catch (IOException | RuntimeException e) {
            reopen();
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long finishConnect() {
        try {
            // Not before the loop was told: it would be woken for the connection and told of nothing, again and again.
            boolean finished = socket().isConnected() || (watch.isConnectable() && socket().finishConnect());
            return finished ? 0 : Errno.EAGAIN.negated();
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public @Nullable HostSocket accept() {
        if (!(channel instanceof ServerSocketChannel server)) {
            throw Errno.EINVAL.exception();
        }
        try {
            SocketChannel accepted = server.accept();
            if (accepted == null) {
                return null;
            }
            accepted.configureBlocking(false);
            NioOptions inherited = options.copy();
            inherited.applyTo(accepted);
            return new NioHostSocket(loop, family, inherited, accepted);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void disconnect(boolean keepPort) {
        resetOnClose();
        if (!keepPort) {
            bound = null;
        }
        reopen();
    }

    /** A fresh channel for the old one. It is bound when it is used: the old one may hold the port a moment longer. */
    private void reopen() {
        try {
            replace(openChannel(family, options));
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long read(Scratch scratch, int limit) {
        try {
            int bytes = socket().read(scratch.direct(limit));
            if (bytes == 0) {
                return Errno.EAGAIN.negated();
            }
            return Math.max(bytes, 0);
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public long write(Scratch scratch, int length) {
        try {
            int bytes = socket().write(scratch.direct(length));
            return bytes == 0 ? Errno.EAGAIN.negated() : bytes;
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public void shutdown(boolean input) {
        // Not shutdownInput: the JDK would then hide what has arrived already.
        try {
            socket().shutdownOutput();
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public int takeError() {
        return 0;
    }

    @Override
    public TcpState tcpState(TcpState guess) {
        return guess;
    }

    @Override
    public long acked() {
        return -1;
    }

    @Override
    public long unsent() {
        return -1;
    }

    @Override
    public int waiting() {
        return 0;
    }

    @Override
    public HostAddress localAddress() {
        try {
            SocketAddress local = ((NetworkChannel) channel).getLocalAddress();
            return local == null ? any() : HostAddress.of(local);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private HostAddress any() {
        return new HostAddress(family == StandardProtocolFamily.INET6 ? In6Addr.ANY : In6Addr.V4_ANY, 0);
    }

    @Override
    public HostAddress remoteAddress() {
        try {
            return HostAddress.of(socket().getRemoteAddress());
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void setOption(int level, int name, int value) {
        try {
            options.set((NetworkChannel) channel, level, name, value);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public int option(int level, int name, int guess) {
        return options.get((NetworkChannel) channel, level, name, guess);
    }

    @Override
    public byte @Nullable [] rawOption(int level, int name, int length) {
        return null;
    }

    @Override
    public void setRawOption(int level, int name, byte[] value) {
        throw Errno.ENOPROTOOPT.exception();
    }

    @Override
    public void cork(boolean on) {
        // The JDK has no TCP_CORK: what MSG_MORE would hold back goes out at once.
    }

    @Override
    public void arm(int events) {
        watch.arm(events);
    }

    @Override
    public void abort() {
        resetOnClose();
        close();
    }

    private void resetOnClose() {
        if (channel instanceof SocketChannel socket) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // A channel that is in no state to be reset is closed all the same.
            }
        }
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public void awaitClosed() {
        watch.awaitClosed();
    }
}
