package org.jernel.net.wire;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetDestination;
import org.jernel.net.inet.TcpIoctl;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jspecify.annotations.Nullable;

/**
 * {@code tcp_prot} with the host behind it.
 *
 * <p>Modelled on {@code net/ipv4/tcp.c}. Not offered: urgent data (EOPNOTSUPP), TCP fast open (EOPNOTSUPP); with the JDK's
 * channels, what {@link NioHostSocket} says.
 */
final class WireTcpProto implements Proto {

    private final WireNetwork network;
    private final int family;

    /** @param family AF_INET or AF_INET6, which the socks are to be of */
    WireTcpProto(WireNetwork network, int family) {
        this.network = network;
        this.family = family;
    }

    @Override
    public String name() {
        return family == AddressFamily.AF_INET6 ? "TCPv6" : "TCP";
    }

    @Override
    public Sock createSock(Net net, int type, int protocol) {
        return new WireTcpSock(network, net, this, family, network.hostSocket(family));
    }

    @Override
    public int getPort(Sock sk, int port) {
        WireTcpSock wire = (WireTcpSock) sk;
        return WireConnect.bind(wire, new HostAddress(wire.rcvSaddr, port, wire.options().boundDevIf));
    }

    @Override
    public void listen(Sock sk, int backlog) {
        WireListen.listen((WireTcpSock) sk, backlog);
    }

    @Override
    @KernelFunction("tcp_v4_connect")
    public void connect(Sock sk, SockAddr addr) {
        WireTcpSock wire = (WireTcpSock) sk;
        In6Addr destination = InetDestination.of(wire, addr);
        WireConnect.connect(wire, new HostAddress(destination, SockAddrIn.port(addr), wire.options().boundDevIf));
    }

    @Override
    public void disconnect(Sock sk) {
        WireConnect.disconnect((WireTcpSock) sk);
    }

    @Override
    public @Nullable Sock acceptOrNull(Sock sk) {
        return WireListen.acceptOrNull((WireTcpSock) sk);
    }

    @Override
    public void shutdown(Sock sk, int how) {
        WireClose.shutdown((WireTcpSock) sk);
    }

    @Override
    public void close(Sock sk) {
        WireClose.close((WireTcpSock) sk);
    }

    @Override
    @KernelFunction("tcp_sendmsg")
    public long sendmsg(Sock sk, MsgHdr message) {
        return WireSend.sendmsg((WireTcpSock) sk, message.iter(), message.flags());
    }

    @Override
    @KernelFunction("tcp_recvmsg")
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return WireReceive.recvmsg((WireTcpSock) sk, message.iter(), flags);
    }

    /** {@code tcp_poll}, with a look at the host where the sock itself does not know yet. */
    @Override
    public int poll(Sock sk, @Nullable PollTable table) {
        WireTcpSock wire = (WireTcpSock) sk;
        wire.lockSock();
        try {
            if (wire.state() == TcpState.LISTEN) {
                return WireListen.isAcceptable(wire) ? Poll.POLLIN | Poll.POLLRDNORM : 0;
            }
            int target = Math.clamp(wire.options().rcvlowat, 1, wire.options().rcvbuf);
            if (!wire.fill(target)) {
                wire.refresh();
            }
            if (table != null) {
                wire.armForPoll();
            }
            return eventMask(wire, target);
        } finally {
            wire.releaseSock();
        }
    }

    private static int eventMask(WireTcpSock sk, int target) {
        int mask = 0;
        if (sk.shutdownMask() == Shutdown.SHUTDOWN_MASK || sk.state() == TcpState.CLOSE) {
            mask |= Poll.POLLHUP;
        }
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            mask |= Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLRDHUP;
        }
        if (sk.state() != TcpState.SYN_SENT) {
            if (sk.receiveQueue.size() >= target) {
                mask |= Poll.POLLIN | Poll.POLLRDNORM;
            }
            boolean full = sk.state() != TcpState.CLOSE
                    && !sk.isShutdown(Shutdown.SEND_SHUTDOWN)
                    && !sk.isWritable();
            if (!full) {
                mask |= Poll.POLLOUT | Poll.POLLWRNORM;
            }
        }
        return sk.err() == 0 ? mask : mask | Poll.POLLERR;
    }

    @Override
    public void refresh(Sock sk) {
        ((WireTcpSock) sk).refresh();
    }

    @Override
    public long ioctl(Sock sk, int command) {
        return TcpIoctl.ioctl((WireTcpSock) sk, command);
    }

    @Override
    public void spliceEof(Sock sk) {
        ((WireTcpSock) sk).letGo();
    }

    @Override
    public void optionChanged(Sock sk, int level, int name) {
        WireOption option = WireOption.find(level, name);
        if (option != null) {
            option.tellHost((WireTcpSock) sk);
        }
    }

    @Override
    public void optionAsked(Sock sk, int level, int name) {
        WireOption option = WireOption.find(level, name);
        if (option != null) {
            option.askHost((WireTcpSock) sk);
        }
    }
}
