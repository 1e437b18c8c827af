package org.jernel.net.ipv4;

import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.sysctl.SysctlInt;
import org.jernel.net.core.IpExtMib;
import org.jernel.net.core.IpMib;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.NetMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.device.NetDevice;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/**
 * Gives segments the header of the version of IP that their addresses are of, and the device. Modelled on {@code
 * net/ipv4/ip_output.c} and {@code net/ipv6/ip6_output.c}.
 */
final class IpOutput {

    private static final int HOP_LIMIT = 64;

    private final FibTable fib;
    private final NetMib mib;
    private final SysctlInt defaultTtl;
    private final Probes probes;

    IpOutput(FibTable fib, NetMib mib, SysctlInt defaultTtl, Probes probes) {
        this.fib = fib;
        this.probes = probes;
        this.mib = mib;
        this.defaultTtl = defaultTtl;
    }

    /** Sends a segment of a sock. {@code ip_queue_xmit} and {@code inet6_csk_xmit}. */
    void queueXmit(SkBuff skb, TcpSock sk) {
        Route route = sk.route;
        if (route == null) {
            return;
        }
        if (sk.daddr.isV4Mapped()) {
            ipQueueXmit(skb, route, sk);
        } else {
            inet6CskXmit(skb, route, sk);
        }
    }

    @KernelFunction("__ip_queue_xmit")
    private void ipQueueXmit(SkBuff skb, Route route, TcpSock sk) {
        xmit4(skb, route, sk.tos, sk.ipId++ & 0xffff, sk.ttl, sk.saddr, sk.daddr);
    }

    @KernelFunction("inet6_csk_xmit")
    private void inet6CskXmit(SkBuff skb, Route route, TcpSock sk) {
        xmit6(skb, route, sk.ipv6.tclass, sk.ipv6.hopLimit(), sk.saddr, sk.daddr);
    }

    /**
     * Sends a segment that belongs to no sock; if there is no way to its address any more, nobody misses it. As it may not be
     * fragmented it needs no number (RFC 6864). {@code ip_build_and_send_pkt}.
     */
    void sendBare(SkBuff skb, In6Addr saddr, In6Addr daddr) {
        Route route = fib.lookup(daddr);
        if (route == null) {
            counters(IpVersion.of(daddr)).increment(IpMib.OUT_NO_ROUTES);
            return;
        }
        if (daddr.isV4Mapped()) {
            xmit4(skb, route, 0, 0, defaultTtl.get(), saddr, daddr);
        } else {
            xmit6(skb, route, 0, HOP_LIMIT, saddr, daddr);
        }
    }

    private void xmit4(SkBuff skb, Route route, int tos, int id, int ttl, In6Addr saddr, In6Addr daddr) {
        IpHeader.push(skb, tos, id, ttl, IpProtocol.IPPROTO_TCP, saddr.v4(), daddr.v4());
        localOut(skb, route.device(), IpVersion.V4);
    }

    private void xmit6(SkBuff skb, Route route, int tclass, int hopLimit, In6Addr saddr, In6Addr daddr) {
        Ip6Header.push(skb, tclass, IpProtocol.IPPROTO_TCP, hopLimit, saddr, daddr);
        localOut(skb, route.device(), IpVersion.V6);
    }

    /** Sends a datagram, which begins with its transport's header, where its route leads. {@code ip_send_skb}. */
    @KernelFunction("ip_send_skb")
    void send(SkBuff skb, RouteOutput route, int protocol, int tos, int ttl, int id, boolean dontFragment) {
        IpHeader.push(skb, tos, id, dontFragment, ttl, protocol, route.saddr().v4(), route.daddr().v4());
        localOut(skb, route.device(), IpVersion.V4);
    }

    /** As {@link #send}, for a route of IPv6. {@code ip6_send_skb}. */
    @KernelFunction("ip6_send_skb")
    void send6(SkBuff skb, RouteOutput route, int nextHeader, int trafficClass, int hopLimit) {
        Ip6Header.push(skb, trafficClass, nextHeader, hopLimit, route.saddr(), route.daddr());
        localOut(skb, route.device(), IpVersion.V6);
    }

    /** Counts a packet that has its header, and gives it to the device. */
    void localOut(SkBuff skb, NetDevice device, IpVersion version) {
        if (version == IpVersion.V4) {
            ipLocalOut(skb, device);
        } else {
            ip6LocalOut(skb, device);
        }
    }

    @KernelFunction("ip_local_out")
    private void ipLocalOut(SkBuff skb, NetDevice device) {
        if (probes.isOff()) {
            doLocalOut(skb, device, IpVersion.V4);
        } else {
            probes.run(NetFunctions.IP_LOCAL_OUT, () -> doLocalOut(skb, device, IpVersion.V4), skb.len());
        }
    }

    @KernelFunction("ip6_local_out")
    private void ip6LocalOut(SkBuff skb, NetDevice device) {
        if (probes.isOff()) {
            doLocalOut(skb, device, IpVersion.V6);
        } else {
            probes.run(NetFunctions.IP6_LOCAL_OUT, () -> doLocalOut(skb, device, IpVersion.V6), skb.len());
        }
    }

    private void doLocalOut(SkBuff skb, NetDevice device, IpVersion version) {
        NetMib.IpCounters counters = counters(version);
        counters.increment(IpMib.OUT_REQUESTS);
        counters.packet(IpMib.OUT_TRANSMITS, IpExtMib.OUT_OCTETS, skb.len());
        if (version == IpVersion.V4 ? IpHeader.isToGroup(skb) : Ip6Header.isToGroup(skb)) {
            counters.packet(IpExtMib.OUT_MCAST_PKTS, IpExtMib.OUT_MCAST_OCTETS, skb.len());
        }
        if (probes.isOff()) {
            device.queueXmit(skb);
        } else {
            probes.run(NetFunctions.DEV_QUEUE_XMIT, () -> device.queueXmit(skb), device.ifindex(), skb.len());
        }
    }

    private NetMib.IpCounters counters(IpVersion version) {
        return version == IpVersion.V4 ? mib.ip() : mib.ipv6();
    }
}
