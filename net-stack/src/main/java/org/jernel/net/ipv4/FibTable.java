package org.jernel.net.ipv4;

import java.util.Arrays;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/** The routes of one kernel, the longest prefix first. {@code net/ipv4/fib_frontend.c}. */
final class FibTable {

    /** Replaced whole, so that looking up takes no lock. */
    private volatile Route[] routes = {};

    synchronized void add(Route route) {
        Route[] longer = Arrays.copyOf(routes, routes.length + 1);
        longer[routes.length] = route;
        Arrays.sort(longer, Comparator.comparing(Route::mask, Integer::compareUnsigned).reversed());
        routes = longer;
    }

    /** The route to an address, or null: ENETUNREACH. {@code ip_route_output_key}. */
    @Nullable
    Route lookup(int daddr) {
        for (Route route : routes) {
            if (route.matches(daddr)) {
                return route;
            }
        }
        return null;
    }

    /** True for an address of this host. {@code inet_addr_type() == RTN_LOCAL}. */
    boolean isLocal(int address) {
        Route route = lookup(address);
        return route != null && route.type() == Route.Type.LOCAL;
    }
}
