package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;
import org.jernel.net.device.NetDevices;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Finds the way for packets of socks that are not connected. Modelled on {@code net/ipv4/route.c}. */
final class IpRoute {

    /** 0.0.0.0/8, which is nobody's source. */
    private static final int ZERONET_MASK = 0xff000000;

    private final FibTable fib;
    private final NetDevices devices;
    private final NetDevice loopback;

    IpRoute(FibTable fib, NetDevices devices, NetDevice loopback) {
        this.fib = fib;
        this.devices = devices;
        this.loopback = loopback;
    }

    /**
     * The way to an address. {@code ip_route_output_key_hash_rcu}.
     *
     * @param saddr the source that the sender insists on, or 0
     * @param oif the number of the device that it insists on, or 0
     * @throws org.jernel.syscall.ErrnoException EINVAL for a source that is nobody's, ENETUNREACH for one of another host's or
     *     where no route leads, ENODEV
     */
    RouteOutput output(int daddr, int saddr, int oif) {
        if (saddr != 0) {
            Route own = own(saddr);
            if (oif == 0 && isLinkWide(daddr)) {
                return way(own.device(), saddr, daddr);
            }
        }
        if (oif != 0) {
            return outputBy(daddr, saddr, oif);
        }
        if (daddr == SockAddrIn.INADDR_ANY) {
            int self = saddr == 0 ? SockAddrIn.INADDR_LOOPBACK : saddr;
            return toSelf(self);
        }
        Route route = fib.lookup(daddr);
        if (route == null) {
            throw Errno.ENETUNREACH.exception();
        }
        return way(route.device(), saddr == 0 ? route.prefSrc().v4() : saddr, daddr);
    }

    /**
     * The route of a connection's packets, of either version, or null where none leads.
     *
     * @throws org.jernel.syscall.ErrnoException ENODEV, for IPv4
     */
    @Nullable
    Route lookup(In6Addr daddr, int oif) {
        Route route = fib.lookup(daddr);
        if (oif == 0 || (route != null && route.device().ifindex() == oif)) {
            return route;
        }
        return daddr.isV4Mapped() ? onLink(daddr, device(oif)) : null;
    }

    /** Where no route leads, the destination is believed to be on that device's link. */
    private Route onLink(In6Addr daddr, NetDevice device) {
        return new Route(daddr, In6Addr.BITS, Route.Type.UNICAST, device, In6Addr.mapped(fib.addressOf(device)));
    }

    private NetDevice device(int oif) {
        NetDevice device = devices.byIndex(oif);
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        return device;
    }

    private RouteOutput outputBy(int daddr, int saddr, int oif) {
        NetDevice device = device(oif);
        int source = saddr == 0 ? fib.addressOf(device) : saddr;
        if (daddr == SockAddrIn.INADDR_ANY) {
            return toSelf(source);
        }
        // Where no route leads, the destination is believed to be on that device's link.
        return way(device, source, daddr);
    }

    private RouteOutput way(NetDevice device, int saddr, int daddr) {
        return new RouteOutput(typeOf(daddr), device, In6Addr.mapped(saddr), In6Addr.mapped(daddr));
    }

    private RouteOutput toSelf(int address) {
        In6Addr self = In6Addr.mapped(address);
        return new RouteOutput(Route.Type.LOCAL, loopback, self, self);
    }

    private Route own(int saddr) {
        if (isLinkWide(saddr) || (saddr & ZERONET_MASK) == 0) {
            throw Errno.EINVAL.exception();
        }
        Route own = fib.lookup(saddr);
        if (own == null || own.type() != Route.Type.LOCAL) {
            throw Errno.ENETUNREACH.exception();
        }
        return own;
    }

    private static boolean isLinkWide(int daddr) {
        return SockAddrIn.isMulticast(daddr) || daddr == SockAddrIn.INADDR_BROADCAST;
    }

    /** Whose an address is. {@code inet_addr_type}. */
    Route.Type typeOf(int address) {
        if (SockAddrIn.isMulticast(address)) {
            return Route.Type.MULTICAST;
        }
        if (address == SockAddrIn.INADDR_BROADCAST) {
            return Route.Type.BROADCAST;
        }
        Route route = fib.lookup(address);
        return route == null ? Route.Type.UNICAST : route.type();
    }

    /** The device that has an address, or that of the number; null if there is none. {@code ip_mc_find_dev}. */
    @Nullable
    NetDevice deviceFor(int ifindex, int address) {
        if (ifindex != 0) {
            return devices.byIndex(ifindex);
        }
        Route own = fib.lookup(address);
        return own == null || own.type() != Route.Type.LOCAL ? null : own.device();
    }

    /** The device that packets to a group leave by where nobody names one, or null. */
    @Nullable
    NetDevice deviceTo(int group) {
        Route route = fib.lookup(group);
        return route == null ? null : route.device();
    }

    /** The own address that an answer to a packet should come from. {@code fib_compute_spec_dst}. */
    int specDst(int daddr, Route.Type to, int iif) {
        if (to == Route.Type.LOCAL) {
            return daddr;
        }
        NetDevice device = devices.byIndex(iif);
        return device == null ? SockAddrIn.INADDR_ANY : fib.addressOf(device);
    }
}
