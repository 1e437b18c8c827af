package org.jernel.net.wire;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.inet.InetConnectionSock;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.uapi.TcpInfoLayout;
import org.jernel.syscall.Errno;

/** A TCP sock with a descriptor of the host, which answers for it what concerns the connection alone: options, path and state. */
abstract sealed class HostedTcpSock extends InetConnectionSock permits WireTcpSock {

    final HostSocket host;
    boolean closed;

    HostedTcpSock(Net net, Proto proto, int family, HostSocket host) {
        super(net, proto, family, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
        this.host = host;
    }

    /** The descriptor. Throws ENETDOWN where it was given back. */
    final HostSocket host() {
        if (closed) {
            throw Errno.ENETDOWN.exception();
        }
        return host;
    }

    final boolean isClosed() {
        return closed;
    }

    /** True from the handshake until both ends are through. */
    final boolean isAssociated() {
        return switch (state()) {
            case ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
            default -> false;
        };
    }

    @Override
    public int routeMtu() {
        if (!isAssociated()) {
            throw Errno.ENOTCONN.exception();
        }
        int mtu = host.option(IpProtocol.IPPROTO_IP, OptName.IP_MTU, 0);
        if (mtu == 0) {
            throw Errno.ENOPROTOOPT.exception();
        }
        return mtu;
    }

    /** What an older host does not know is 0. */
    @Override
    public byte[] tcpInfo() {
        return rawOption(OptName.TCP_INFO, TcpInfoLayout.SIZE);
    }

    @Override
    public byte[] congestionControl() {
        return rawOption(OptName.TCP_CONGESTION, TCP_CA_NAME_MAX);
    }

    private byte[] rawOption(int name, int length) {
        byte[] value = host().rawOption(IpProtocol.IPPROTO_TCP, name, length);
        if (value == null) {
            throw Errno.ENOPROTOOPT.exception();
        }
        return value;
    }

    @Override
    public void setCongestionControl(byte[] name) {
        host().setRawOption(IpProtocol.IPPROTO_TCP, OptName.TCP_CONGESTION, name);
    }

    /** Tells the host an option. */
    public final void setHostOption(int level, int name, int value) {
        host().setOption(level, name, value);
    }

    /** An option as the host has it, or {@code guess} where it does not tell. */
    public final int hostOption(int level, int name, int guess) {
        return closed ? guess : host.option(level, name, guess);
    }
}
