package org.jernel.net.ipv4;

import java.util.concurrent.ConcurrentHashMap;

import org.jernel.net.uapi.In6Addr;

/** For how many socks this host is in which group, on which device. {@code struct ip_mc_list} and {@code ifmcaddr6}. */
final class GroupMembers {

    private record Membership(In6Addr group, int ifindex) {}

    private final ConcurrentHashMap<Membership, Integer> members = new ConcurrentHashMap<>();

    boolean contains(In6Addr group, int ifindex) {
        return members.containsKey(new Membership(group, ifindex));
    }

    void add(In6Addr group, int ifindex) {
        members.merge(new Membership(group, ifindex), 1, Integer::sum);
    }

    void remove(In6Addr group, int ifindex) {
        members.computeIfPresent(new Membership(group, ifindex), (_, count) -> count == 1 ? null : count - 1);
    }
}
