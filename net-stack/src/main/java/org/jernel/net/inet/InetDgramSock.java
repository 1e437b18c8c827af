package org.jernel.net.inet;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.uapi.Shutdown;

/** A sock of datagrams or packets, with the options that both stacks keep. {@code udp_sock}. */
public abstract class InetDgramSock extends InetSock {

    /** UDP_CORK: what is sent is one datagram until it is off again. */
    public volatile boolean cork;

    /** @param type SOCK_DGRAM or SOCK_RAW */
    protected InetDgramSock(Net net, Proto proto, int family, int type, int protocol) {
        super(net, proto, family, type, protocol);
        options().useDefaultBuffers(net.sysctl());
    }

    /** IP_ADD_MEMBERSHIP. {@code ip_mc_join_group}. */
    public abstract void joinGroup(IpMreqn group);

    /** IP_DROP_MEMBERSHIP. {@code ip_mc_leave_group}. */
    public abstract void leaveGroup(IpMreqn group);

    /** IP_MULTICAST_IF, which sets {@code mc_index} and {@code mc_addr}. */
    public abstract void setMulticastInterface(IpMreqn device);

    /** IPV6_JOIN_GROUP. {@code ipv6_sock_mc_join}. */
    public abstract void joinGroup(Ipv6Mreq group);

    /** IPV6_LEAVE_GROUP. {@code ipv6_sock_mc_drop}. */
    public abstract void leaveGroup(Ipv6Mreq group);

    /** IPV6_MULTICAST_IF, which sets {@code mcast_oif}; 0 for what the routes say. */
    public abstract void setMulticastInterface(int ifindex);

    /** IP_MTU and IPV6_MTU: the longest packet of the way to the peer. Throws ENOTCONN without one. */
    public abstract int routeMtu();

    /** Whether receivers can be told of TTL, TOS and destination; IP_RECVTTL and the like are ENOPROTOOPT where not. */
    public abstract boolean hasControlMessages();

    /** What poll tells, given what the stack knows. {@code datagram_poll} of {@code net/core/datagram.c}. */
    public final int datagramPoll(boolean failed, boolean readable, boolean writable) {
        int mask = failed ? Poll.POLLERR : 0;
        if (isShutdown(Shutdown.RCV_SHUTDOWN)) {
            mask |= Poll.POLLRDHUP | Poll.POLLIN | Poll.POLLRDNORM;
        }
        if (shutdownMask() == Shutdown.SHUTDOWN_MASK) {
            mask |= Poll.POLLHUP;
        }
        if (readable) {
            mask |= Poll.POLLIN | Poll.POLLRDNORM;
        }
        return writable ? mask | Poll.POLLOUT | Poll.POLLWRNORM | Poll.POLLWRBAND : mask;
    }
}
