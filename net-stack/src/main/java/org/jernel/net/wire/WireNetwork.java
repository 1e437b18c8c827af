package org.jernel.net.wire;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.kernel.Kernel;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.syscall.Errno;

import static org.jernel.kernel.printk.Printk.KERN_INFO;

/** The host's network as one kernel uses it: its sockets, their event loop, the memory that bytes pass through. */
public final class WireNetwork implements AutoCloseable {

    private final WireTransport transport;
    private final WireTap tap;
    private final Proto tcpProt = new WireTcpProto(this, AddressFamily.AF_INET);
    private final Proto tcpv6Prot = new WireTcpProto(this, AddressFamily.AF_INET6);
    private final Proto udpProt = new WireUdpProto(this, AddressFamily.AF_INET);
    private final Proto udpv6Prot = new WireUdpProto(this, AddressFamily.AF_INET6);
    private final ScratchPool scratches = new ScratchPool();
    private final Set<WireSock> socks = ConcurrentHashMap.newKeySet();
    private volatile boolean down;

    private WireNetwork(WireTransport transport, WireTap tap) {
        this.transport = transport;
        this.tap = tap;
    }

    /** The host's protocols for that network; everything is given back when its kernel closes. */
    public static WireNetwork init(Net net) {
        return init(net, WireTransport.ofHost());
    }

    static WireNetwork init(Net net, WireTransport transport) {
        WireNetwork network = new WireNetwork(transport, new WireTap(net));
        net.sockDiagRegister(visitor -> network.socks.forEach(visitor));
        Kernel kernel = net.kernel();
        net.setInterfaces(new HostInterfaces());
        kernel.onClose(network);
        kernel.printk().printkDeferred(KERN_INFO + "wire: TCP and UDP of the host through %s\n", transport.name());
        return network;
    }

    /** {@code tcp_prot}: TCP of the host for sockets of AF_INET. */
    public Proto tcpProt() {
        return tcpProt;
    }

    /** {@code tcpv6_prot}: TCP of the host for sockets of AF_INET6. */
    public Proto tcpv6Prot() {
        return tcpv6Prot;
    }

    /** {@code udp_prot}: UDP of the host for sockets of AF_INET. */
    public Proto udpProt() {
        return udpProt;
    }

    /** {@code udpv6_prot}: UDP of the host for sockets of AF_INET6. */
    public Proto udpv6Prot() {
        return udpv6Prot;
    }

    HostSocket hostSocket(int family) {
        if (down) {
            throw Errno.ENETDOWN.exception();
        }
        return transport.socket(family);
    }

    HostDatagram hostDatagram(int family) {
        if (down) {
            throw Errno.ENETDOWN.exception();
        }
        return transport.datagram(family);
    }

    WireTap tap() {
        return tap;
    }

    ScratchPool scratches() {
        return scratches;
    }

    void add(WireSock sk) {
        socks.add(sk);
        if (down) {
            sk.networkDown();
            sk.abandonHost();
        }
    }

    void remove(WireSock sk) {
        socks.remove(sk);
    }

    /** Closes what is open still, so that whoever waits gets ENETDOWN, and ends the event loop. */
    @Override
    public void close() {
        down = true;
        List<WireSock> open = List.copyOf(socks);
        open.forEach(WireSock::networkDown);
        open.forEach(WireSock::abandonHost);
        transport.close();
        scratches.close();
    }

    @Override
    public String toString() {
        return "the wire";
    }
}
