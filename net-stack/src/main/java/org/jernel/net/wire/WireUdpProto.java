package org.jernel.net.wire;

import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * {@code udp_prot} and {@code udpv6_prot} with the host behind them.
 *
 * <p>Modelled on {@code net/ipv4/udp.c}. Not offered, as no transport hands control messages through: IP_PKTINFO, IP_RECVTTL,
 * IP_RECVTOS, SO_TIMESTAMP and IP_MTU and their twins of IPPROTO_IPV6 (ENOPROTOOPT), and IP_PKTINFO, IP_TTL and IP_TOS or
 * IPV6_PKTINFO, IPV6_HOPLIMIT and IPV6_TCLASS of a message to send (EINVAL). What the host has not taken is not told: SIOCOUTQ
 * (ENOTTY).
 */
final class WireUdpProto implements Proto {

    private final WireNetwork network;

    private final int family;

    /** UDP of the host for sockets of AF_INET or AF_INET6. */
    WireUdpProto(WireNetwork network, int family) {
        this.network = network;
        this.family = family;
    }

    @Override
    public String name() {
        return family == AddressFamily.AF_INET6 ? "UDPv6" : "UDP";
    }

    @Override
    public Sock createSock(Net net, int type, int protocol) {
        return new WireUdpSock(network, net, this, family, network.hostDatagram(family));
    }

    @Override
    public int getPort(Sock sk, int port) {
        WireUdpSock wire = (WireUdpSock) sk;
        return wire.bind(new HostAddress(wire.rcvSaddr, port, wire.options().boundDevIf));
    }

    @Override
    @KernelFunction("ip4_datagram_connect")
    public void connect(Sock sk, SockAddr addr) {
        WireUdpSock wire = (WireUdpSock) sk;
        wire.connect(HostAddress.of(UdpDestination.ofPeer(wire, addr)));
    }

    @Override
    public void disconnect(Sock sk) {
        ((WireUdpSock) sk).disconnect();
    }

    @Override
    public void close(Sock sk) {
        ((WireUdpSock) sk).close();
    }

    @Override
    @KernelFunction("udp_sendmsg")
    public long sendmsg(Sock sk, MsgHdr message) {
        return WireUdpSend.sendmsg((WireUdpSock) sk, message);
    }

    @Override
    @KernelFunction("udp_recvmsg")
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return WireUdpReceive.recvmsg((WireUdpSock) sk, message, flags);
    }

    /** {@code datagram_poll}, with a look at the host where the sock itself does not know yet. */
    @Override
    public int poll(Sock sk, @Nullable PollTable table) {
        WireUdpSock wire = (WireUdpSock) sk;
        wire.lockSock();
        try {
            wire.refresh();
            boolean readable = wire.hasDatagram();
            if (table != null) {
                wire.armForPoll();
            }
            return wire.datagramPoll(wire.err() != 0, readable, wire.isWritable());
        } finally {
            wire.releaseSock();
        }
    }

    @Override
    public long ioctl(Sock sk, int command) {
        if (command != Sockios.SIOCINQ) {
            return -KernelErrno.ENOIOCTLCMD;
        }
        WireUdpSock wire = (WireUdpSock) sk;
        wire.lockSock();
        try {
            WireUdpSock.Datagram first = wire.hasDatagram() ? wire.take(true) : null;
            return first == null ? 0 : first.data().length;
        } finally {
            wire.releaseSock();
        }
    }

    @Override
    public void spliceEof(Sock sk) {
        WireUdpSock wire = (WireUdpSock) sk;
        if (!wire.cork) {
            WireUdpSend.push(wire);
        }
    }

    @Override
    public void optionChanged(Sock sk, int level, int name) {
        WireUdpSock wire = (WireUdpSock) sk;
        if (level == IpProtocol.IPPROTO_UDP && name == OptName.UDP_CORK && !wire.cork) {
            WireUdpSend.push(wire);
        }
        WireOption option = WireOption.find(level, name);
        if (option != null) {
            option.tellHost(wire);
        }
    }

    @Override
    public void optionAsked(Sock sk, int level, int name) {
        WireOption option = WireOption.find(level, name);
        if (option != null) {
            option.askHost((WireUdpSock) sk);
        }
    }
}
