package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;
import org.jernel.net.device.NetDevices;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;

/** Finds the way for packets of IPv6 of socks that are not connected. Modelled on {@code net/ipv6/route.c}. */
final class Ip6Route {

    private final FibTable fib;
    private final NetDevices devices;

    Ip6Route(FibTable fib, NetDevices devices) {
        this.fib = fib;
        this.devices = devices;
    }

    /**
     * The way to an address. {@code ip6_dst_lookup_tail}.
     *
     * @param saddr the source that the sender insists on, or {@code ::}
     * @param oif the number of the device that it insists on, or 0
     * @throws org.jernel.syscall.ErrnoException ENETUNREACH where no route leads, as none does to groups on a loopback device;
     *     EAFNOSUPPORT from an address of IPv4
     */
    RouteOutput output(In6Addr daddr, In6Addr saddr, int oif) {
        Route route = daddr.isV4Mapped() ? null : fib.lookup(daddr);
        if (route == null || (oif != 0 && route.device().ifindex() != oif)) {
            throw Errno.ENETUNREACH.exception();
        }
        if (saddr.isV4Mapped()) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return new RouteOutput(route.type(), route.device(), saddr.isAny() ? route.prefSrc() : saddr, daddr);
    }

    /**
     * Whether a message may name that source and device. IPV6_PKTINFO in {@code ip6_datagram_send_ctl}.
     *
     * @throws org.jernel.syscall.ErrnoException ENODEV, EINVAL for an address of another host, or of a link without a device
     */
    void checkSource(In6Addr source, int oif) {
        if (oif != 0) {
            checkDevice(oif);
        } else if (source.isLinkLocal()) {
            throw Errno.EINVAL.exception();
        }
        if (!source.isAny() && (source.isV4Mapped() || !fib.isLocal(source))) {
            throw Errno.EINVAL.exception();
        }
    }

    /** The device that a membership means: that of its number, else the way to the group. Throws ENODEV. */
    NetDevice deviceFor(Ipv6Mreq group) {
        Route route = group.ifindex() == 0 ? fib.lookup(group.multiaddr()) : null;
        NetDevice device = route == null ? devices.byIndex(group.ifindex()) : route.device();
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        return device;
    }

    /** Throws ENODEV for a number that is no device's. {@code dev_get_by_index}. */
    void checkDevice(int ifindex) {
        if (devices.byIndex(ifindex) == null) {
            throw Errno.ENODEV.exception();
        }
    }
}
