package org.jernel.net.ipv4;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/** The routes of one kernel, the longest prefix first. {@code net/ipv4/fib_frontend.c}. */
final class FibTable {

    private final CopyOnWriteArrayList<Route> routes = new CopyOnWriteArrayList<>();

    void add(Route route) {
        routes.add(route);
        routes.sort(Comparator.comparing(Route::mask, Integer::compareUnsigned).reversed());
    }

    /** The route to an address, or null: ENETUNREACH. {@code ip_route_output_key}. */
    @Nullable
    Route lookup(int daddr) {
        List<Route> seen = routes;
        for (Route route : seen) {
            if (route.matches(daddr)) {
                return route;
            }
        }
        return null;
    }

    /** True for an address of this host. {@code inet_addr_type() == RTN_LOCAL}. */
    boolean isLocal(int address) {
        Route route = lookup(address);
        return route != null && route.local();
    }
}
