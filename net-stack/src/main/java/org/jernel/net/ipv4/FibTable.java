package org.jernel.net.ipv4;

import java.util.Arrays;

import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one kernel, the longest prefix first; those of IPv4 are under the prefix of mapped addresses. {@code
 * net/ipv4/fib_frontend.c} and {@code net/ipv6/ip6_fib.c}.
 */
final class FibTable {

    /** Replaced whole, so that looking up takes no lock. */
    private volatile Route[] routes = {};

    synchronized void add(Route route) {
        Route[] longer = Arrays.copyOf(routes, routes.length + 1);
        longer[routes.length] = route;
        Arrays.sort(longer, (a, b) -> Integer.compare(b.prefixLength(), a.prefixLength()));
        routes = longer;
    }

    /** The route to an address, or null: ENETUNREACH. {@code ip_route_output_key}. */
    @Nullable
    Route lookup(In6Addr daddr) {
        return lookup(daddr.high(), daddr.low());
    }

    private @Nullable Route lookup(long high, long low) {
        for (Route route : routes) {
            if (route.matches(high, low)) {
                return route;
            }
        }
        return null;
    }

    /** As {@link #lookup(In6Addr)} with an address of IPv4. */
    @Nullable
    Route lookup(int daddr) {
        return lookup(0, In6Addr.mappedLow(daddr));
    }

    /** The first address of IPv4 that a device has, or 0. {@code inet_select_addr}. */
    int addressOf(NetDevice device) {
        for (Route route : routes) {
            boolean isOwn = route.type() == Route.Type.LOCAL && route.device().equals(device);
            if (isOwn && route.prefix().isV4Mapped()) {
                return route.prefSrc().v4();
            }
        }
        return SockAddrIn.INADDR_ANY;
    }

    /** True for an address of this host. {@code inet_addr_type() == RTN_LOCAL}. */
    boolean isLocal(In6Addr address) {
        return isLocal(address.high(), address.low());
    }

    /** As {@link #isLocal(In6Addr)} with the address in halves, as a packet has it. */
    boolean isLocal(long high, long low) {
        Route route = lookup(high, low);
        return route != null && route.type() == Route.Type.LOCAL;
    }
}
