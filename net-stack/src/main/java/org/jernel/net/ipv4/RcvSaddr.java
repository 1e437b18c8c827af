package org.jernel.net.ipv4;

import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;

/**
 * Which addresses a bound one stands for: 0.0.0.0 is every IPv4 address, and {@code ::} is every address, those of IPv4 among
 * them unless IPV6_V6ONLY is set. {@code inet_rcv_saddr_equal} of {@code net/ipv4/inet_connection_sock.c}.
 */
final class RcvSaddr {

    private RcvSaddr() {}

    /**
     * True if who binds, given its family, must not have the address because of who holds another. To 0.0.0.0 of AF_INET an
     * address of IPv6 is in the way that connect has given: unlike one that was bound it does not make its sock
     * IPV6_V6ONLY, and counts as one of IPv4. {@code LOOPBACK4_IPV6}.
     */
    static boolean conflict(
            int family, In6Addr binder, boolean binderIpv6Only, In6Addr holder, boolean holderIpv6Only) {
        boolean countsAsIpv4 = !holderIpv6Only && !holder.isV4Mapped();
        return overlap(binder, binderIpv6Only, holder, holderIpv6Only)
                || (family == AddressFamily.AF_INET && countsAsIpv4 && binder.equals(In6Addr.V4_ANY));
    }

    /** True if a packet could be for both of two bound addresses. */
    private static boolean overlap(In6Addr a, boolean aIpv6Only, In6Addr b, boolean bIpv6Only) {
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
