package org.jernel.net.ipv4;

import java.util.ArrayList;
import java.util.List;

import org.jernel.net.core.IfAddr;
import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;

/** The routes that come with the addresses of a device. {@code fib_add_ifaddr} of {@code net/ipv4/fib_frontend.c}. */
final class IfRoutes {

    private static final int HOST_PREFIX = 32;
    private static final int LONGEST_BROADCAST_PREFIX = 30;

    private IfRoutes() {}

    /** Those of IPv4 stay while the device is down, which then drops what is sent; the address of IPv6 goes. */
    static List<Route> of(NetDevice device) {
        List<Route> routes = new ArrayList<>();
        device.addresses().forEach(address -> add(routes, device, address));
        if (device.isLoopback() && device.isUp()) {
            routes.add(new Route(In6Addr.LOOPBACK, In6Addr.BITS, Route.Type.LOCAL, device, In6Addr.LOOPBACK));
        }
        return routes;
    }

    /** All of a network that the loopback device has is this host's own. */
    private static void add(List<Route> routes, NetDevice device, IfAddr address) {
        In6Addr source = In6Addr.mapped(address.local());
        Route.Type type = device.isLoopback() ? Route.Type.LOCAL : Route.Type.UNICAST;
        routes.add(Route.v4(address.local(), HOST_PREFIX, Route.Type.LOCAL, device, source));
        routes.add(Route.v4(address.prefix(), address.prefixLength(), type, device, source));
        if (address.prefixLength() <= LONGEST_BROADCAST_PREFIX) {
            int last = address.prefix() | ~address.mask();
            routes.add(Route.v4(last, HOST_PREFIX, Route.Type.BROADCAST, device, source));
        }
    }
}
