package org.jernel.net.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.NativeInetAddress;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.TcpInfoLayout;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A TCP descriptor of Linux, read and written by system calls of the calling thread. */
final class EpollHostSocket extends EpollDescriptor implements HostSocket {

    /** What the native accept writes at most: a length, an IPv6 address, its scope and a port. */
    private static final int NATIVE_ADDRESS_LENGTH = 25;

    private final @Nullable HostAddress peer;
    private byte @Nullable [] acceptedAddress;

    EpollHostSocket(ReadinessLoop loop, LinuxSocket socket) {
        this(loop, socket, null);
    }

    private EpollHostSocket(ReadinessLoop loop, LinuxSocket socket, @Nullable HostAddress peer) {
        super(loop, socket);
        this.peer = peer;
    }

    @Override
    public void listen(int backlog) {
        try {
            socket().listen(backlog);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void connect(HostAddress address) {
        try {
            boolean _ = socket().connect(address.toHost());
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long finishConnect() {
        if (socket().remoteAddress() != null) {
            return 0;
        }
        int error = takeError();
        return error == 0 ? Errno.EAGAIN.negated() : -error;
    }

    @Override
    public @Nullable HostSocket accept() {
        byte[] address = acceptedAddress;
        if (address == null) {
            address = new byte[NATIVE_ADDRESS_LENGTH];
            acceptedAddress = address;
        }
        try {
            int fd = socket().accept(address);
            if (fd < 0) {
                return null;
            }
            InetSocketAddress from = NativeInetAddress.address(address, 1, address[0]);
            return new EpollHostSocket(loop(), LinuxSocket.newSocket(fd), HostAddress.of(from));
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void disconnect(boolean keepPort) {
        try {
            disconnectSocket();
            // The host notes ECONNRESET, which the sock notes by itself.
            int _ = takeError();
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long read(Scratch scratch, int limit) {
        try {
            int bytes = socket().recvAddress(scratch.address(), 0, limit);
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
            int bytes = socket().sendAddress(scratch.address(), 0, length);
            return bytes == 0 ? Errno.EAGAIN.negated() : bytes;
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public void shutdown(boolean input) {
        try {
            socket().shutdown(input, true);
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public TcpState tcpState(TcpState guess) {
        ByteBuffer info = tcpInfo(1);
        if (info != null) {
            for (TcpState known : TcpState.values()) {
                if (known.number() == info.get(0)) {
                    return known;
                }
            }
        }
        return guess;
    }

    @Override
    public long acked() {
        ByteBuffer info = tcpInfo(TcpInfoLayout.TCPI_BYTES_ACKED + Long.BYTES);
        return info == null ? -1 : info.getLong(TcpInfoLayout.TCPI_BYTES_ACKED);
    }

    @Override
    public long unsent() {
        ByteBuffer info = tcpInfo(TcpInfoLayout.TCPI_NOTSENT_BYTES + Integer.BYTES);
        return info == null ? -1 : info.getInt(TcpInfoLayout.TCPI_NOTSENT_BYTES);
    }

    @Override
    public int waiting() {
        ByteBuffer info = tcpInfo(TcpInfoLayout.TCPI_UNACKED + Integer.BYTES);
        return info == null ? 0 : info.getInt(TcpInfoLayout.TCPI_UNACKED);
    }

    /** The beginning of {@code struct tcp_info}: the host copies as much as is asked for. */
    private @Nullable ByteBuffer tcpInfo(int length) {
        byte[] info = rawOption(IpProtocol.IPPROTO_TCP, OptName.TCP_INFO, length);
        return info == null ? null : ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
    }

    @Override
    public byte @Nullable [] rawOption(int level, int name, int length) {
        byte[] value = new byte[length];
        try {
            socket().getRawOpt(level, name, ByteBuffer.wrap(value));
            return value;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void setRawOption(int level, int name, byte[] value) {
        try {
            socket().setRawOpt(level, name, ByteBuffer.wrap(value));
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public HostAddress remoteAddress() {
        return peer == null ? HostAddress.of(socket().remoteAddress()) : peer;
    }

    @Override
    public void cork(boolean on) {
        try {
            socket().setIntOpt(IpProtocol.IPPROTO_TCP, OptName.TCP_CORK, on ? 1 : 0);
        } catch (IOException e) {
            // A connection that has ended meanwhile sends nothing, early or late.
        }
    }

    @Override
    public void abort() {
        try {
            socket().setSoLinger(0);
        } catch (IOException e) {
            // A socket that is in no state to be reset is closed all the same.
        }
        close();
    }
}
