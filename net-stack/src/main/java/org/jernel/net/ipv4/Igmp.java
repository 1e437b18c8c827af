package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.device.NetDevice;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Which groups this host has joined, on which device and for how many socks. Modelled on {@code net/ipv4/igmp.c}; no router is
 * told of it, as there is none on a loopback device.
 */
final class Igmp {

    /** The group that every device is in. {@code IGMP_ALL_HOSTS}. */
    private static final int ALL_HOSTS = 0xe0000001;

    /** The most groups of one sock. {@code net.ipv4.igmp_max_memberships}. */
    private static final int MAX_MEMBERSHIPS = 20;

    private final IpRoute routing;
    private final GroupMembers members = new GroupMembers();

    Igmp(IpRoute routing) {
        this.routing = routing;
    }

    /** {@code ip_check_mc_rcu}. */
    boolean isMember(int group, int ifindex) {
        return group == ALL_HOSTS || members.contains(In6Addr.mapped(group), ifindex);
    }

    /** Has a sock join; its lock is held. {@code ip_mc_join_group}. */
    void join(DatagramSock sk, IpMreqn asked) {
        if (!SockAddrIn.isMulticast(asked.multiaddr())) {
            throw Errno.EINVAL.exception();
        }
        NetDevice device = findDevice(asked);
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        IpMreqn joined = new IpMreqn(asked.multiaddr(), asked.address(), device.ifindex());
        for (IpMreqn each : sk.groups) {
            if (each.multiaddr() == joined.multiaddr() && each.ifindex() == joined.ifindex()) {
                throw Errno.EADDRINUSE.exception();
            }
        }
        if (sk.groups.size() >= MAX_MEMBERSHIPS) {
            throw Errno.ENOBUFS.exception();
        }
        sk.groups.add(joined);
        members.add(In6Addr.mapped(joined.multiaddr()), joined.ifindex());
    }

    /** Has a sock leave the first of its groups that fits; its lock is held. {@code ip_mc_leave_group}. */
    void leave(DatagramSock sk, IpMreqn asked) {
        NetDevice device = findDevice(asked);
        if (asked.ifindex() == 0 && asked.address() == 0 && device == null) {
            throw Errno.ENODEV.exception();
        }
        int ifindex = device == null ? asked.ifindex() : device.ifindex();
        for (IpMreqn each : sk.groups) {
            boolean sameDevice = ifindex == 0 ? each.address() == asked.address() : each.ifindex() == ifindex;
            if (each.multiaddr() == asked.multiaddr() && sameDevice) {
                forget(sk, each);
                return;
            }
        }
        throw Errno.EADDRNOTAVAIL.exception();
    }

    /** The sock closes. {@code ip_mc_drop_socket}. */
    void dropSocket(DatagramSock sk) {
        for (IpMreqn each : sk.groups) {
            forget(sk, each);
        }
    }

    private void forget(DatagramSock sk, IpMreqn joined) {
        sk.groups.remove(joined);
        members.remove(In6Addr.mapped(joined.multiaddr()), joined.ifindex());
    }

    private @Nullable NetDevice findDevice(IpMreqn asked) {
        return asked.ifindex() == 0 && asked.address() == 0
                ? routing.deviceTo(asked.multiaddr())
                : routing.deviceFor(asked.ifindex(), asked.address());
    }

    /** Whether a packet to many is for a sock: its own groups, or all of the host's. {@code ip_mc_sf_allow}. */
    static boolean allows(DatagramSock sk, SkBuff skb) {
        int group = IpHeader.daddr(skb);
        if (!SockAddrIn.isMulticast(group) || sk.ip.multicastAll) {
            return true;
        }
        for (IpMreqn each : sk.groups) {
            if (each.multiaddr() == group && each.ifindex() == skb.iif) {
                return true;
            }
        }
        return false;
    }
}
