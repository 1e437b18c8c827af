package org.jernel.net.core;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

import org.jernel.net.uapi.In6Addr;

/** The counters of one network. {@code struct netns_mib}. */
public final class NetMib {

    private final IpCounters ip = new IpCounters();
    private final IpCounters ipv6 = new IpCounters();
    private final IcmpCounters icmp = new IcmpCounters();
    private final IcmpCounters icmpv6 = new IcmpCounters();
    private final Mib<TcpMib> tcp = new Mib<>(TcpMib.class);
    private final Mib<LinuxMib> net = new Mib<>(LinuxMib.class);
    private final Mib<UdpMib> udp = new Mib<>(UdpMib.class);
    private final Mib<UdpMib> udp6 = new Mib<>(UdpMib.class);

    /** All counters at 0. */
    public NetMib() {}

    /** What one version of IP counts. {@code ip_statistics} or {@code ipv6_statistics}. */
    public record IpCounters(Mib<IpMib> common, Mib<IpExtMib> extended) {

        IpCounters() {
            this(new Mib<>(IpMib.class), new Mib<>(IpExtMib.class));
        }

        public void increment(IpMib counter) {
            common.increment(counter);
        }

        public void increment(IpExtMib counter) {
            extended.increment(counter);
        }

        /** A packet with so many bytes. {@code IP_UPD_PO_STATS}. */
        public void packet(IpMib packets, IpExtMib octets, int bytes) {
            common.increment(packets);
            extended.add(octets, bytes);
        }

        /** As {@link #packet(IpMib, IpExtMib, int)}, for packets to many. */
        public void packet(IpExtMib packets, IpExtMib octets, int bytes) {
            extended.increment(packets);
            extended.add(octets, bytes);
        }
    }

    /**
     * What one version of ICMP counts, with the messages by their types. {@code icmp_statistics} and {@code
     * icmpmsg_statistics}.
     */
    public record IcmpCounters(Mib<IcmpMib> common, Map<Integer, LongAdder> in, Map<Integer, LongAdder> out) {

        IcmpCounters() {
            this(new Mib<>(IcmpMib.class), new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        }

        /** A message came in. {@code ICMPMSGIN_INC_STATS}. */
        public void received(int type) {
            in.computeIfAbsent(type, _ -> new LongAdder()).increment();
        }

        /** A message went out. {@code ICMPMSGOUT_INC_STATS}. */
        public void sent(int type) {
            common.increment(IcmpMib.OUT_MSGS);
            out.computeIfAbsent(type, _ -> new LongAdder()).increment();
        }
    }

    /** What IPv4 counts. */
    public IpCounters ip() {
        return ip;
    }

    /** What IPv6 counts. */
    public IpCounters ipv6() {
        return ipv6;
    }

    /** What ICMP counts. */
    public IcmpCounters icmp() {
        return icmp;
    }

    /** What ICMPv6 counts. */
    public IcmpCounters icmpv6() {
        return icmpv6;
    }

    /** {@code tcp_statistics}, of both versions of IP. */
    public Mib<TcpMib> tcp() {
        return tcp;
    }

    /** {@code net_statistics}. */
    public Mib<LinuxMib> net() {
        return net;
    }

    /** {@code udp_statistics}: what UDP over IPv4 counts, be it for sockets of AF_INET6. */
    public Mib<UdpMib> udp() {
        return udp;
    }

    /** {@code udp_stats_in6}: what UDP over IPv6 counts; {@code /proc/net/snmp6} puts Udp6 before the names. */
    public Mib<UdpMib> udp6() {
        return udp6;
    }

    /** The counters of UDP over the version of IP that an address, in halves, is of. */
    public Mib<UdpMib> udp(long high, long low) {
        return In6Addr.isV4Mapped(high, low) ? udp : udp6;
    }
}
