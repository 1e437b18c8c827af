package org.jernel.net.wire;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.TcpRow;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetConnectionSock;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.uapi.TcpInfoLayout;
import org.jernel.syscall.Errno;

/** A TCP sock with a descriptor of the host, which answers for it what concerns the connection alone: options, path and state. */
abstract sealed class HostedTcpSock extends InetConnectionSock permits WireTcpSock {

    /** What the timeout is before there is a connection, of which TCP_INFO tells nothing. */
    private static final long TCP_TIMEOUT_INIT = TimeUnit.SECONDS.toNanos(1);

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

    /** What TCP_INFO tells; a threshold that was never set is as large as can be there, and -1 here. */
    @Override
    public TcpRow tcpRow() {
        lockSock();
        try {
            byte[] info = closed ? null : host.rawOption(IpProtocol.IPPROTO_TCP, OptName.TCP_INFO, TcpInfoLayout.SIZE);
            return info == null ? TcpRow.HOSTED : row(info);
        } finally {
            releaseSock();
        }
    }

    private TcpRow row(byte[] info) {
        boolean listens = state() == TcpState.LISTEN;
        int threshold = (int) field(info, TcpInfoLayout.TCPI_SND_SSTHRESH, Integer.BYTES);
        return TcpRow.hosted(
                (int) field(info, TcpInfoLayout.TCPI_RETRANSMITS, 1),
                (int) field(info, TcpInfoLayout.TCPI_PROBES, 1),
                new TcpRow.Connection(
                        listens ? TCP_TIMEOUT_INIT : nanos(info, TcpInfoLayout.TCPI_RTO),
                        nanos(info, TcpInfoLayout.TCPI_ATO),
                        0,
                        (int) field(info, TcpInfoLayout.TCPI_SND_CWND, Integer.BYTES),
                        listens ? 0 : threshold == Integer.MAX_VALUE ? -1 : threshold));
    }

    private static long nanos(byte[] info, int at) {
        return TimeUnit.MICROSECONDS.toNanos(field(info, at, Integer.BYTES));
    }

    private static long field(byte[] info, int at, int bytes) {
        return LittleEndian.get(info, at, bytes);
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
