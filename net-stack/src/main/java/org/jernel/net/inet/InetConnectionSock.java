package org.jernel.net.inet;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;

/** A sock that listens and connects, with the options of TCP that both stacks keep. {@code inet_connection_sock}. */
public class InetConnectionSock extends InetSock {

    /** What RFC 9293 lets every host take. */
    private static final int TCP_MSS_DEFAULT = 536;

    /** {@code sk_max_ack_backlog}: what listen asked for, cut to somaxconn. */
    public volatile int maxAckBacklog;

    /** {@code mss_cache}: how much a segment carries now; what TCP_MAXSEG tells. */
    public volatile int mssCache = TCP_MSS_DEFAULT;

    /** The values behind the IPPROTO_TCP options. */
    public final TcpOptions tcp = new TcpOptions();

    protected InetConnectionSock(Net net, Proto proto, int family, int type, int protocol) {
        super(net, proto, family, type, protocol);
    }
}
