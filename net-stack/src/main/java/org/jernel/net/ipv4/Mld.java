package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of IPv6 this host has joined, on which device and for how many socks. Modelled on {@code net/ipv6/mcast.c}; no
 * router is told of it, as there is none on a loopback device.
 */
final class Mld {

    /** The groups that every device is in: all nodes of the interface and of the link. RFC 4291, 2.7.1. */
    private static final In6Addr INTERFACE_NODES = In6Addr.parse("ff01::1");

    private static final In6Addr LINK_NODES = In6Addr.parse("ff02::1");

    /** As many as {@code net.core.optmem_max} has room for: 56 bytes each of 128 KiB. */
    private static final int MAX_MEMBERSHIPS = 2340;

    private final Ip6Route routing;
    private final GroupMembers members = new GroupMembers();

    Mld(Ip6Route routing) {
        this.routing = routing;
    }

    /** {@code ipv6_chk_mcast_addr}. */
    boolean isMember(long high, long low, int ifindex) {
        return INTERFACE_NODES.is(high, low)
                || LINK_NODES.is(high, low)
                || members.contains(new In6Addr(high, low), ifindex);
    }

    /** Has a sock join; its lock is held. {@code ipv6_sock_mc_join}. */
    void join(DatagramSock sk, Ipv6Mreq asked) {
        if (find(sk, asked) != null) {
            throw Errno.EADDRINUSE.exception();
        }
        if (sk.groups6.size() >= MAX_MEMBERSHIPS) {
            throw Errno.ENOMEM.exception();
        }
        Ipv6Mreq joined = new Ipv6Mreq(asked.multiaddr(), routing.deviceFor(asked).ifindex());
        sk.groups6.add(joined);
        members.add(joined.multiaddr(), joined.ifindex());
    }

    /** Has a sock leave the first of its groups that fits; its lock is held. {@code ipv6_sock_mc_drop}. */
    void leave(DatagramSock sk, Ipv6Mreq asked) {
        Ipv6Mreq joined = find(sk, asked);
        if (joined == null) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        forget(sk, joined);
    }

    /** The membership that a sock has and a call means, or null. */
    private static @Nullable Ipv6Mreq find(DatagramSock sk, Ipv6Mreq asked) {
        if (!asked.multiaddr().isMulticast()) {
            throw Errno.EINVAL.exception();
        }
        for (Ipv6Mreq each : sk.groups6) {
            boolean sameDevice = asked.ifindex() == 0 || each.ifindex() == asked.ifindex();
            if (sameDevice && each.multiaddr().equals(asked.multiaddr())) {
                return each;
            }
        }
        return null;
    }

    /** The sock closes. {@code ipv6_sock_mc_close}. */
    void dropSocket(DatagramSock sk) {
        for (Ipv6Mreq each : sk.groups6) {
            forget(sk, each);
        }
    }

    private void forget(DatagramSock sk, Ipv6Mreq joined) {
        sk.groups6.remove(joined);
        members.remove(joined.multiaddr(), joined.ifindex());
    }

    /** Whether a packet to a group is for a sock: its own groups, or all of the host's. {@code inet6_mc_check}. */
    static boolean allows(DatagramSock sk, SkBuff skb) {
        if (sk.ipv6.multicastAll) {
            return true;
        }
        for (Ipv6Mreq each : sk.groups6) {
            if (each.multiaddr().is(skb.daddrHigh, skb.daddrLow)) {
                return true;
            }
        }
        return false;
    }
}
