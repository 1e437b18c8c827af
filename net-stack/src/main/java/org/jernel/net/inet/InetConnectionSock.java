package org.jernel.net.inet;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.syscall.Errno;

/** A sock that listens and connects, with the options of TCP that both stacks keep. {@code inet_connection_sock}. */
public class InetConnectionSock extends InetSock {

    /** The most bytes of the name of a congestion control, its NUL included. */
    protected static final int TCP_CA_NAME_MAX = 16;

    /** What RFC 9293 lets every host take. */
    private static final int TCP_MSS_DEFAULT = 536;

    /** {@code sk_max_ack_backlog}: what listen asked for, cut to somaxconn. */
    public volatile int maxAckBacklog;

    /** {@code mss_cache}: how much a segment carries now; what TCP_MAXSEG tells. */
    public volatile int mssCache = TCP_MSS_DEFAULT;

    /** The values behind the IPPROTO_TCP options. */
    public final TcpOptions tcp = new TcpOptions();

    /** The largest packet that the route takes: IP_MTU. Throws ENOTCONN where there is no route. */
    public int routeMtu() {
        throw Errno.ENOTCONN.exception();
    }

    /** {@code struct tcp_info}. Throws ENOPROTOOPT where the connection is in the hands of somebody who does not tell. */
    public byte[] tcpInfo() {
        throw Errno.ENOPROTOOPT.exception();
    }

    /** The name of the congestion control, in as many bytes as TCP_CONGESTION tells. */
    public byte[] congestionControl() {
        throw Errno.ENOPROTOOPT.exception();
    }

    /** Chooses the congestion control of that name, which a 0 may end. Throws ENOENT. */
    public void setCongestionControl(byte[] name) {
        throw Errno.ENOPROTOOPT.exception();
    }

    protected InetConnectionSock(Net net, Proto proto, int family, int type, int protocol) {
        super(net, proto, family, type, protocol);
    }
}
