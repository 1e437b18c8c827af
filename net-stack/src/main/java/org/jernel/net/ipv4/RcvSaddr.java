package org.jernel.net.ipv4;

import org.jernel.net.uapi.In6Addr;

/**
 * Which addresses a bound one stands for: 0.0.0.0 is every IPv4 address, and {@code ::} is every address, those of IPv4 among
 * them unless IPV6_V6ONLY is set. {@code inet_rcv_saddr_equal} of {@code net/ipv4/inet_connection_sock.c}.
 */
final class RcvSaddr {

    private RcvSaddr() {}

    /** True if a packet could be for both of two bound addresses. */
    static boolean overlap(In6Addr a, boolean aIpv6Only, In6Addr b, boolean bIpv6Only) {
        return covers(a, aIpv6Only, b) || covers(b, bIpv6Only, a);
    }

    private static boolean covers(In6Addr own, boolean ipv6Only, In6Addr address) {
        return own.equals(address) || isWildcardFor(own, ipv6Only, address.isV4Mapped());
    }

    /** True for the address that stands for all of IPv4's, or all of IPv6's. */
    static boolean isWildcardFor(In6Addr own, boolean ipv6Only, boolean v4) {
        return own.isAny() ? !(v4 && ipv6Only) : v4 && own.equals(In6Addr.V4_ANY);
    }
}
