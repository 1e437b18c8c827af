package org.jernel.net.ipv4;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.kernel.seq.SeqFile;
import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one kernel, the longest prefix first; those of IPv4 are under the prefix of mapped addresses. {@code
 * net/ipv4/fib_frontend.c} and {@code net/ipv6/ip6_fib.c}.
 */
final class FibTable {

    private static final int RTF_UP = 1;
    private static final int RTF_HOST = 4;
    private static final int PROC_WIDTH = 127;

    /** Replaced whole, so that looking up takes no lock. */
    private volatile Route[] routes = {};

    void add(Route route) {
        replace(Stream.concat(Arrays.stream(routes), Stream.of(route)));
    }

    /** Replaces all routes by a device. {@code fib_add_ifaddr} and {@code fib_del_ifaddr}. */
    synchronized void setRoutes(NetDevice device, List<Route> next) {
        Stream<Route> others = Arrays.stream(routes).filter(route -> !route.device().equals(device));
        replace(Stream.concat(others, next.stream()));
    }

    private synchronized void replace(Stream<Route> next) {
        routes = next.sorted(Comparator.comparingInt(Route::prefixLength).reversed()).toArray(Route[]::new);
    }

    /** The ways to other hosts over IPv4; what is this host's own is in a table of its own on Linux. {@code fib_route_seq_show}. */
    void show(SeqFile text) {
        text.setWidth(PROC_WIDTH);
        text.puts("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
        text.pad('\n');
        for (Route route : routes) {
            if (route.type() == Route.Type.UNICAST && route.prefix().isV4Mapped()) {
                int mask = route.mask4();
                text.setWidth(PROC_WIDTH);
                text.printf(
                        "%s\t%08X\t%08X\t%04X\t0\t0\t0\t%08X\t0\t0\t0",
                        route.device().name(),
                        Integer.reverseBytes(route.prefix().v4() & mask),
                        0,
                        mask == -1 ? RTF_UP | RTF_HOST : RTF_UP,
                        Integer.reverseBytes(mask));
                text.pad('\n');
            }
        }
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
