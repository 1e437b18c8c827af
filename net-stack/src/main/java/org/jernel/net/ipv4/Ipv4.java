package org.jernel.net.ipv4;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.net.core.IfAddr;
import org.jernel.net.core.LinuxMib;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.Proto;
import org.jernel.net.core.TcpMib;
import org.jernel.net.device.LoopbackDevice;
import org.jernel.net.device.NetDevices;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.ipv6.Ip6Input;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The IPv4 of one kernel: its devices, routes, ports and limits, which IPv6 shares but for its own checks of packets. {@code
 * struct netns_ipv4}.
 */
public final class Ipv4 implements AutoCloseable {

    /** RFC 6928. */
    private static final int INITIAL_CWND = 10;

    /** What a packet of one segment weighs beside its bytes, for sizing the send buffer. */
    private static final int PACKET_OVERHEAD = 512;

    /** {@code MAX_INET_PROTOS}. */
    private static final int MAX_PROTOCOLS = 256;

    private final Net net;
    private final Kernel kernel;
    private final FibTable fib = new FibTable();
    private final NetDevices devices;
    private final TcpIpv4 tcp = new TcpIpv4(this);
    private final Ip6Input ipv6Input;
    private final SoftIrq softIrq;
    private final IpRoute routing;
    private final Ip6Route routing6;
    private final Igmp igmp;
    private final Mld mld;
    private final Icmp icmp = new Icmp(this);
    private final Icmp6 icmp6 = new Icmp6(this);
    private final IpOutput ipOutput;

    /** By protocol number. {@code inet_protos}. */
    private final AtomicReferenceArray<@Nullable InetProtocol> protocols = new AtomicReferenceArray<>(MAX_PROTOCOLS);
    private final InetHashTables hash;
    private final SecureSeq secureSeq;
    private final TcpProto tcpProto = new TcpProto(this, AddressFamily.AF_INET);
    private final TcpProto tcpv6Proto = new TcpProto(this, AddressFamily.AF_INET6);
    private final UdpTable udp;
    private final UdpProto udpProto = new UdpProto(this, AddressFamily.AF_INET);
    private final UdpProto udpv6Proto = new UdpProto(this, AddressFamily.AF_INET6);
    private final PingTable pings = new PingTable();
    private final PingProto pingProto = new PingProto(this, AddressFamily.AF_INET, pings);
    private final PingProto pingv6Proto = new PingProto(this, AddressFamily.AF_INET6, pings);
    private final RawProto rawProto = new RawProto(this, AddressFamily.AF_INET);
    private final RawProto rawv6Proto = new RawProto(this, AddressFamily.AF_INET6);
    private volatile boolean down;

    private Ipv4(Net net) {
        this.net = net;
        this.kernel = net.kernel();
        this.ipOutput = new IpOutput(fib, net.mib(), net.sysctl().ipDefaultTtl, net.probes());
        this.ipv6Input = new Ip6Input(this::isFor, net.mib().ipv6());
        this.devices = new NetDevices(net.packetTaps(), device -> fib.setRoutes(device, IfRoutes.of(device)));
        this.routing6 = new Ip6Route(fib, devices);
        this.mld = new Mld(routing6);
        this.softIrq = new SoftIrq(
                IpVersion.receiver(
                        ProbedProtocol.handler(net.probes(), NetFunctions.IP_RCV, new IpInput(this)),
                        ProbedProtocol.handler(net.probes(), NetFunctions.IPV6_RCV, ipv6Input)),
                kernel.clock(),
                kernel.timers());
        LoopbackDevice lo = new LoopbackDevice(softIrq);
        devices.register(lo);
        this.routing = new IpRoute(fib, devices, lo);
        this.igmp = new Igmp(routing);
        this.hash = new InetHashTables(kernel.random(), net.sysctl().ipLocalPortRange);
        this.secureSeq = new SecureSeq(kernel.random());
        this.udp = new UdpTable(kernel.random(), net.sysctl().ipLocalPortRange);
        devices.setAddresses(lo, List.of(IfAddr.loopback(lo.name())));
        net.setInterfaces(devices);
    }

    /** Builds the stack of a kernel, which takes it down again when it closes. */
    public static Ipv4 init(Net net) {
        Ipv4 ipv4 = new Ipv4(net);
        UdpInput udpInput = new UdpInput(ipv4);
        ipv4.addProtocol(IpProtocol.IPPROTO_TCP, ipv4.probed(NetFunctions.TCP_V4_RCV, ipv4.tcp));
        ipv4.addProtocol(IpProtocol.IPPROTO_UDP, ipv4.probed(NetFunctions.UDP_RCV, udpInput));
        ipv4.addProtocol(IpProtocol.IPPROTO_ICMP, ipv4.probed(NetFunctions.ICMP_RCV, ipv4.icmp));
        ipv4.addProtocol6(IpProtocol.IPPROTO_TCP, ipv4.probed(NetFunctions.TCP_V6_RCV, ipv4.tcp));
        ipv4.addProtocol6(IpProtocol.IPPROTO_UDP, ipv4.probed(NetFunctions.UDPV6_RCV, udpInput));
        ipv4.addProtocol6(IpProtocol.IPPROTO_ICMPV6, ipv4.probed(NetFunctions.ICMPV6_RCV, ipv4.icmp6));
        net.sockDiagRegister(ipv4.hash::dump);
        net.kernel().onClose(ipv4);
        return ipv4;
    }

    private InetProtocol probed(ProbePoint point, InetProtocol protocol) {
        return new ProbedProtocol(net.probes(), point, protocol);
    }

    /** Makes the files of {@code /proc/net} that only our own stack has. {@code fib_proc_init}. */
    public void procInit(ProcFs proc) {
        proc.procCreateSingleData("route", 0444, proc.net(), fib::show);
    }

    /** {@code tcp_prot}: TCP for sockets of AF_INET. */
    public Proto tcpProt() {
        return tcpProto;
    }

    /** {@code tcpv6_prot}: TCP for sockets of AF_INET6. */
    public Proto tcpv6Prot() {
        return tcpv6Proto;
    }

    /** {@code udp_prot}: UDP for sockets of AF_INET. */
    public Proto udpProt() {
        return udpProto;
    }

    /** {@code udpv6_prot}: UDP for sockets of AF_INET6. */
    public Proto udpv6Prot() {
        return udpv6Proto;
    }

    /** {@code ping_prot}: echo requests for sockets of AF_INET. */
    public Proto pingProt() {
        return pingProto;
    }

    /** {@code pingv6_prot}: echo requests for sockets of AF_INET6. */
    public Proto pingv6Prot() {
        return pingv6Proto;
    }

    /** {@code raw_prot}: packets of IP for sockets of AF_INET. */
    public Proto rawProt() {
        return rawProto;
    }

    /** {@code rawv6_prot}: packets of IPv6 for sockets of AF_INET6. */
    public Proto rawv6Prot() {
        return rawv6Proto;
    }

    /**
     * True for what a socket may be bound to: any address, one of this host's own, a group. {@code
     * inet_addr_valid_or_nonlocal}.
     */
    public boolean mayBind(In6Addr address) {
        if (address.isWildcard()) {
            return true;
        }
        if (address.isV4Mapped() && net.sysctl().ipNonlocalBind.isOn()) {
            return true;
        }
        return address.isV4Mapped()
                ? routing.typeOf(address.v4()) != Route.Type.UNICAST
                : address.isMulticast() || fib.isLocal(address);
    }

    private boolean isFor(long high, long low, int iif) {
        return In6Addr.isMulticast(high) ? mld.isMember(high, low, iif) : fib.isLocal(high, low);
    }

    /** Has packets of IPv4 of that protocol number received. {@code inet_add_protocol}. */
    void addProtocol(int number, InetProtocol protocol) {
        protocols.set(number, protocol);
    }

    /** Has packets of IPv6 with that next header received. {@code inet6_add_protocol}. */
    private void addProtocol6(int nextHeader, InetProtocol protocol) {
        ipv6Input.addProtocol(nextHeader, skb -> protocol.receive(
                skb, In6Addr.isMulticast(skb.daddrHigh) ? Route.Type.MULTICAST : Route.Type.LOCAL));
    }

    @Nullable
    InetProtocol protocol(int number) {
        return protocols.get(number);
    }

    Net net() {
        return net;
    }

    /** Counts of TCP. {@code TCP_INC_STATS}. */
    void count(TcpMib counter) {
        net.mib().tcp().increment(counter);
    }

    /** Counts what only Linux does. {@code NET_INC_STATS}. */
    void count(LinuxMib counter) {
        net.mib().net().increment(counter);
    }

    KernelClock clock() {
        return kernel.clock();
    }

    KernelRandom random() {
        return kernel.random();
    }

    TimerQueue timers() {
        return kernel.timers();
    }

    FibTable fib() {
        return fib;
    }

    TcpIpv4 tcp() {
        return tcp;
    }

    SoftIrq softIrq() {
        return softIrq;
    }

    IpRoute routing() {
        return routing;
    }

    Ip6Route routing6() {
        return routing6;
    }

    Mld mld() {
        return mld;
    }

    Icmp6 icmp6() {
        return icmp6;
    }

    Igmp igmp() {
        return igmp;
    }

    Icmp icmp() {
        return icmp;
    }

    UdpTable udp() {
        return udp;
    }

    PingProto ping() {
        return pingProto;
    }

    PingProto ping6() {
        return pingv6Proto;
    }

    RawProto raw() {
        return rawProto;
    }

    RawProto raw6() {
        return rawv6Proto;
    }

    IpOutput ipOutput() {
        return ipOutput;
    }

    InetHashTables hash() {
        return hash;
    }

    SecureSeq secureSeq() {
        return secureSeq;
    }

    /** The clock of timestamps: milliseconds, from a start that says nothing of the uptime. {@code tcp_time_stamp}. */
    int tcpTime(int offset) {
        return (int) TimeUnit.NANOSECONDS.toMillis(clock().monotonicNanos()) + offset;
    }

    /** Twice the initial congestion window. {@code tcp_sndbuf_expand}. */
    int sndbufFor(int sndbuf, int mss) {
        int perSegment = Integer.highestOneBit(mss + PACKET_OVERHEAD - 1) * 2;
        int expanded = 2 * INITIAL_CWND * perSegment;
        return Math.max(sndbuf, Math.min(expanded, net.sysctl().tcpWmem.get(2)));
    }

    /**
     * Refuses what the network of a closed kernel cannot do. Whoever enters the tables asks after that, so that {@link #close}
     * finds it there or it finds the network down.
     */
    void checkUp() {
        if (down) {
            throw Errno.ENETDOWN.exception();
        }
    }

    /** Ends what is open still, so that a thread of the embedder that waits gets ENETDOWN, and forgets every port. */
    @Override
    public void close() {
        down = true;
        hash.socks().forEach(TcpProto::networkDown);
        hash.clear();
        udp.socks().forEach(DatagramProto::networkDown);
        udp.clear();
        pings.socks().forEach(DatagramProto::networkDown);
        pings.clear();
        rawProto.socks().forEach(DatagramProto::networkDown);
        rawProto.clear();
        rawv6Proto.socks().forEach(DatagramProto::networkDown);
        rawv6Proto.clear();
    }
}
