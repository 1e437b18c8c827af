package org.jernel.net.inet;

import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

/**
 * A sock with internet addresses and ports, those in host order. {@code struct inet_sock}; the addresses are kept as {@code
 * struct ipv6_pinfo} does.
 *
 * <p>Fields are written under the sock's lock and may be read without it by who only looks.
 */
public class InetSock extends Sock {

    /** {@code IPV6_DEFAULT_HOPLIMIT}. */
    static final int DEFAULT_HOP_LIMIT = 64;

    /** {@code pinet6->saddr}: what getsockname tells, {@link #anyAddress} until bound or connected. */
    public volatile In6Addr saddr;

    /** {@code inet_rcv_saddr}: what the lookup compares; as saddr but for multicast. */
    public volatile In6Addr rcvSaddr;

    /** {@code inet_num}, the local port; 0 while unbound. */
    public volatile int num;

    /** {@code inet_sport}: the last local port, which getsockname tells even when it was given back. */
    volatile int sport;

    /** {@code inet_daddr}: the peer. */
    public volatile In6Addr daddr;

    /** {@code inet_dport}: the peer's port, 0 while not connected. */
    public volatile int dport;

    /** SOCK_BINDADDR_LOCK: the caller chose the address, so disconnecting keeps it. */
    public volatile boolean boundAddress;

    /** SOCK_BINDPORT_LOCK: the caller chose the port. */
    public volatile boolean boundPort;

    /** {@code sk_ipv6only}: IPV6_V6ONLY is set, or what is bound is no address of IPv4. */
    public volatile boolean ipv6Only;

    /** {@code tos} of the packets, as IP_TOS says. */
    public volatile int tos;

    /** {@code uc_ttl} of the packets, as IP_TTL says. */
    public volatile int ttl;

    /** The values behind the other IPPROTO_IP options. */
    public final IpOptions ip = new IpOptions();

    /** The values behind the IPPROTO_IPV6 options, which a sock of AF_INET leaves as they are. */
    public final Ipv6Options ipv6 = new Ipv6Options();

    /** The port that getsockname tells, and that what is still sent comes from. */
    public int shownPort() {
        return num == 0 ? sport : num;
    }

    /** Remembers the local port before it may be given back. */
    public final void rememberPort() {
        sport = shownPort();
    }

    protected InetSock(Net net, Proto proto, int family, int type, int protocol) {
        super(net, proto, family, type, protocol);
        ttl = net.sysctl().ipDefaultTtl.get();
        saddr = anyAddress();
        rcvSaddr = saddr;
        daddr = saddr;
    }

    /** {@code inet_saddr}: where packets of IPv4 come from, 0 while the sock has no address of that version. */
    public final int saddr4() {
        return saddr.isV4Mapped() ? saddr.v4() : SockAddrIn.INADDR_ANY;
    }

    @Override
    public final SockAddr localAddress() {
        return sockAddr(family(), rcvSaddr.isWildcard() ? saddr : rcvSaddr, shownPort(), options().boundDevIf);
    }

    @Override
    public final SockAddr peerAddress() {
        return sockAddr(family(), daddr, dport, options().boundDevIf);
    }

    /** An address as the family says it. */
    public static SockAddr sockAddr(int family, In6Addr address, int port, int scopeId) {
        return family == AddressFamily.AF_INET6
                ? SockAddrIn6.of(address, port, address.needsScopeId() ? scopeId : 0)
                : SockAddrIn.of(address.v4(), port);
    }

    /** No address, as the family says it: {@code ::} or 0.0.0.0. */
    public final In6Addr anyAddress() {
        return family() == AddressFamily.AF_INET6 ? In6Addr.ANY : In6Addr.V4_ANY;
    }
}
