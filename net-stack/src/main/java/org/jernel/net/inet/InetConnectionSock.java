package org.jernel.net.inet;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;

/** A sock that listens and connects, with the options of TCP that both stacks keep. {@code inet_connection_sock}. */
public class InetConnectionSock extends InetSock {

    /** {@code sk_max_ack_backlog}: what listen asked for, cut to somaxconn. */
    public volatile int maxAckBacklog;

    /** The values behind the IPPROTO_TCP options. */
    public final TcpOptions tcp = new TcpOptions();

    protected InetConnectionSock(Net net, Proto proto, int type, int protocol) {
        super(net, proto, type, protocol);
    }
}
