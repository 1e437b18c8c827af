package org.jernel.net.inet;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.AddressFamily;

/**
 * A sock with IPv4 addresses and ports, all in host order. {@code struct inet_sock}.
 *
 * <p>Fields are written under the sock's lock and may be read without it by who only looks.
 */
public class InetSock extends Sock {

    /** {@code net.ipv4.ip_default_ttl}, from RFC 1700. */
    static final int DEFAULT_TTL = 64;

    /** {@code inet_saddr}: what getsockname tells, INADDR_ANY until bound or connected. */
    public volatile int saddr;

    /** {@code inet_rcv_saddr}: what the lookup compares; as saddr but for multicast. */
    public volatile int rcvSaddr;

    /** {@code inet_num}, the local port; 0 while unbound. */
    public volatile int num;

    /** {@code inet_sport}: the last local port, which getsockname tells even when it was given back. */
    volatile int sport;

    /** {@code inet_daddr}: the peer. */
    public volatile int daddr;

    /** {@code inet_dport}: the peer's port, 0 while not connected. */
    public volatile int dport;

    /** SOCK_BINDADDR_LOCK: the caller chose the address, so disconnecting keeps it. */
    public volatile boolean boundAddress;

    /** SOCK_BINDPORT_LOCK: the caller chose the port. */
    public volatile boolean boundPort;

    /** {@code tos} of the packets, as IP_TOS says. */
    public volatile int tos;

    /** {@code uc_ttl} of the packets, as IP_TTL says. */
    public volatile int ttl = DEFAULT_TTL;

    /** The port that getsockname tells. */
    final int shownPort() {
        return num == 0 ? sport : num;
    }

    /** Remembers the local port before it may be given back. */
    final void rememberPort() {
        sport = shownPort();
    }

    protected InetSock(Net net, Proto proto, int type, int protocol) {
        super(net, proto, AddressFamily.AF_INET, type, protocol);
    }
}
