package org.jernel.net.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;

import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A datagram channel of the JDK that behaves as a descriptor does, as far as it can.
 *
 * <p>A channel keeps its port when it is disconnected, so another takes the place of one whose port nobody chose; its groups
 * are left with it. A pending error is noticed by receiving and sending only, and {@link NioOptions} lists the options that are
 * refused.
 */
final class NioHostDatagram implements HostDatagram {

    private final ReadinessLoop loop;
    private final ProtocolFamily protocol;
    private final NioOptions options = new NioOptions();
    private final Map<Record, MembershipKey> groups = new HashMap<>();
    private DatagramChannel channel;
    private NioWatch watch;
    private Readiness listener = events -> {};
    private HostAddress sender = new HostAddress(In6Addr.V4_ANY, 0);

    private NioHostDatagram(ReadinessLoop loop, ProtocolFamily protocol) throws IOException {
        this.loop = loop;
        this.protocol = protocol;
        this.channel = openChannel(protocol);
        this.watch = new NioWatch(loop, channel, this::told);
    }

    static NioHostDatagram open(ReadinessLoop loop, int family) throws IOException {
        ProtocolFamily protocol =
                family == AddressFamily.AF_INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        return new NioHostDatagram(loop, protocol);
    }

    private static DatagramChannel openChannel(ProtocolFamily protocol) throws IOException {
        DatagramChannel channel = DatagramChannel.open(protocol);
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void told(int events) {
        listener.ready(events);
    }

    @Override
    public void onReady(Readiness told) {
        listener = told;
    }

    @Override
    public void bind(HostAddress address) {
        try {
            channel.bind(address.toHost());
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void connect(HostAddress peer) {
        try {
            if (channel.isConnected()) {
                channel.disconnect();
            }
            channel.connect(peer.toHost());
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void disconnect(boolean keepPort) {
        try {
            channel.disconnect();
            if (!keepPort) {
                watch.close();
                groups.clear();
                channel = openChannel(protocol);
                options.applyTo(channel);
                watch = new NioWatch(loop, channel, this::told);
            }
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public long receive(Scratch scratch) {
        try {
            ByteBuffer into = scratch.direct(Scratch.SIZE);
            SocketAddress from = channel.receive(into);
            if (from == null) {
                return Errno.EAGAIN.negated();
            }
            sender = HostAddress.of(from);
            return into.position();
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
            SocketAddress target = to == null ? channel.getRemoteAddress() : to.toHost();
            int bytes = channel.send(scratch.direct(length), target);
            return bytes == length ? 0 : Errno.EAGAIN.negated();
        } catch (IOException | RuntimeException e) {
            return HostErrno.of(e).negated();
        }
    }

    @Override
    public int takeError() {
        return 0;
    }

    @Override
    public HostAddress localAddress() {
        try {
            SocketAddress local = channel.getLocalAddress();
            return local == null ? new HostAddress(In6Addr.V4_ANY, 0) : HostAddress.of(local);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public void setOption(int level, int name, int value) {
        try {
            options.set(channel, level, name, value);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw HostErrno.of(e).exception();
        }
    }

    @Override
    public int option(int level, int name, int guess) {
        return options.get(channel, level, name, guess);
    }

    @Override
    public void joinGroup(IpMreqn group) {
        join(group, In6Addr.mapped(group.multiaddr()), device(group));
    }

    @Override
    public void leaveGroup(IpMreqn group) {
        leave(group);
    }

    @Override
    public void joinGroup(Ipv6Mreq group) {
        requireGroup(group);
        join(group, group.multiaddr(), device(group.ifindex()));
    }

    @Override
    public void leaveGroup(Ipv6Mreq group) {
        requireGroup(group);
        leave(group);
    }

    private static void requireGroup(Ipv6Mreq group) {
        if (!group.multiaddr().isMulticast()) {
            throw Errno.EINVAL.exception();
        }
    }

    private void join(Record group, In6Addr address, @Nullable NetworkInterface device) {
        if (groups.containsKey(group)) {
            throw Errno.EADDRINUSE.exception();
        }
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        try {
            groups.put(group, channel.join(new HostAddress(address, 0).toHost().getAddress(), device));
        } catch (IOException | RuntimeException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private void leave(Record group) {
        MembershipKey key = groups.remove(group);
        if (key == null) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        key.drop();
    }

    @Override
    public void setMulticastInterface(IpMreqn asked) {
        NetworkInterface device = device(asked);
        if (device == null) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        try {
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private static @Nullable NetworkInterface device(IpMreqn asked) {
        if (asked.ifindex() != 0) {
            return device(asked.ifindex());
        }
        try {
            return NetworkInterface.getByInetAddress(address(asked.address()));
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private static @Nullable NetworkInterface device(int ifindex) {
        try {
            return ifindex <= 0 ? null : NetworkInterface.getByIndex(ifindex);
        } catch (IOException e) {
            throw HostErrno.of(e).exception();
        }
    }

    private static InetAddress address(int number) {
        InetSocketAddress host = new HostAddress(In6Addr.mapped(number), 0).toHost();
        return host.getAddress();
    }

    @Override
    public void arm(int events) {
        watch.arm(events);
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
