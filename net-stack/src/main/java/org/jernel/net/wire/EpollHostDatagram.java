package org.jernel.net.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DatagramSocketAddress;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A UDP descriptor of Linux, read and written by system calls of the calling thread. */
final class EpollHostDatagram extends EpollDescriptor implements HostDatagram {

    private HostAddress sender = new HostAddress(In6Addr.V4_ANY, 0);

    EpollHostDatagram(ReadinessLoop loop, LinuxSocket socket) {
        super(loop, socket);
    }

    @Override
    public void connect(HostAddress peer) {
        try {
            boolean _ = socket().connect(peer.toHost());
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    /** The host gives back by itself what nobody has bound. */
    @Override
    public void disconnect(boolean keepPort) {
        try {
            disconnectSocket();
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long receive(Scratch scratch) {
        try {
            DatagramSocketAddress from = socket().recvFromAddress(scratch.address(), 0, Scratch.SIZE);
            if (from == null) {
                return Errno.EAGAIN.negated();
            }
            sender = HostAddress.of(from);
            return from.receivedAmount();
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public HostAddress sender() {
        return sender;
    }

    @Override
    public long send(Scratch scratch, int length, @Nullable HostAddress to) {
        try {
            int bytes = to == null
                    ? socket().sendAddress(scratch.address(), 0, length)
                    : socket().sendToAddress(
                            scratch.address(), 0, length, to.toHost().getAddress(), to.port());
            // Netty says 0 for EAGAIN, which a datagram without bytes has little reason for.
            return bytes == length ? 0 : Errno.EAGAIN.negated();
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public void joinGroup(IpMreqn group) {
        setRawOption(IpProtocol.IPPROTO_IP, OptName.IP_ADD_MEMBERSHIP, group.bytes());
    }

    @Override
    public void leaveGroup(IpMreqn group) {
        setRawOption(IpProtocol.IPPROTO_IP, OptName.IP_DROP_MEMBERSHIP, group.bytes());
    }

    @Override
    public void setMulticastInterface(IpMreqn device) {
        setRawOption(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_IF, device.bytes());
    }

    @Override
    public void joinGroup(Ipv6Mreq group) {
        setRawOption(IpProtocol.IPPROTO_IPV6, OptName.IPV6_JOIN_GROUP, group.bytes());
    }

    @Override
    public void leaveGroup(Ipv6Mreq group) {
        setRawOption(IpProtocol.IPPROTO_IPV6, OptName.IPV6_LEAVE_GROUP, group.bytes());
    }

    private void setRawOption(int level, int name, byte[] value) {
        try {
            socket().setRawOpt(level, name, ByteBuffer.wrap(value));
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }
}
