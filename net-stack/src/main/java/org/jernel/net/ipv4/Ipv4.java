package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.device.LoopbackDevice;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.ipv6.Ip6Input;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.syscall.Errno;

/**
 * The IPv4 of one kernel: its devices, routes, ports and limits, which IPv6 shares but for its own checks of packets. {@code
 * struct netns_ipv4}.
 */
public final class Ipv4 implements AutoCloseable {

    /** {@code tcp_wmem[1]}: the send buffer before there is a connection. */
    static final int TCP_WMEM_DEFAULT = 16384;

    /** {@code tcp_rmem[2]}: how far the receive buffer grows by itself. */
    static final int TCP_RMEM_MAX = 6291456;

    /** {@code tcp_wmem[2]}. */
    private static final int TCP_WMEM_MAX = 4194304;

    /** RFC 6928. */
    private static final int INITIAL_CWND = 10;

    /** What a packet of one segment weighs beside its bytes, for sizing the send buffer. */
    private static final int PACKET_OVERHEAD = 512;

    private static final int LOOPBACK_NET = 0x7f000000;
    private static final int LOOPBACK_PREFIX = 8;
    private static final int LOOPBACK_BROADCAST = 0x7fffffff;
    private static final int HOST_PREFIX = 32;

    private final Net net;
    private final Kernel kernel;
    private final FibTable fib = new FibTable();
    private final TcpIpv4 tcp = new TcpIpv4(this);
    private final Ip6Input ipv6Input = new Ip6Input(fib::isLocal);
    private final SoftIrq softIrq;
    private final IpOutput ipOutput = new IpOutput(fib);
    private final InetHashTables hash;
    private final SecureSeq secureSeq;
    private final TcpProto tcpProto = new TcpProto(this, AddressFamily.AF_INET);
    private final TcpProto tcpv6Proto = new TcpProto(this, AddressFamily.AF_INET6);
    private volatile boolean down;

    private Ipv4(Net net) {
        this.net = net;
        this.kernel = net.kernel();
        this.softIrq = new SoftIrq(
                IpVersion.receiver(new IpInput(fib, tcp), ipv6Input), kernel.clock(), kernel.timers());
        this.hash = new InetHashTables(kernel.random());
        this.secureSeq = new SecureSeq(kernel.random());
        LoopbackDevice lo = new LoopbackDevice(softIrq);
        In6Addr source = In6Addr.V4_LOOPBACK;
        fib.add(Route.v4(LOOPBACK_NET, LOOPBACK_PREFIX, Route.Type.LOCAL, lo, source));
        fib.add(Route.v4(LOOPBACK_BROADCAST, HOST_PREFIX, Route.Type.BROADCAST, lo, source));
        fib.add(new Route(In6Addr.LOOPBACK, In6Addr.BITS, Route.Type.LOCAL, lo, In6Addr.LOOPBACK));
        ipv6Input.addProtocol(IpProtocol.IPPROTO_TCP, tcp::receive);
    }

    /** Builds the stack of a kernel, which takes it down again when it closes. */
    public static Ipv4 init(Net net) {
        Ipv4 ipv4 = new Ipv4(net);
        net.kernel().onClose(ipv4);
        return ipv4;
    }

    /** {@code tcp_prot}: TCP for sockets of AF_INET. */
    public Proto tcpProt() {
        return tcpProto;
    }

    /** {@code tcpv6_prot}: TCP for sockets of AF_INET6. */
    public Proto tcpv6Prot() {
        return tcpv6Proto;
    }

    /** True for what a socket may be bound to: any address, or one of this host's own. */
    public static boolean isLocalOrAny(In6Addr address) {
        return address.isWildcard()
                || address.equals(In6Addr.LOOPBACK)
                || (address.isV4Mapped() && address.v4() >>> 24 == LOOPBACK_NET >>> 24);
    }

    Net net() {
        return net;
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
    static int sndbufFor(int mss) {
        int perSegment = Integer.highestOneBit(mss + PACKET_OVERHEAD - 1) * 2;
        return Math.clamp(2L * INITIAL_CWND * perSegment, TCP_WMEM_DEFAULT, TCP_WMEM_MAX);
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
    }
}
