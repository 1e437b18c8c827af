package org.jernel.net.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.net.core.IfAddr;
import org.jernel.net.core.Net;
import org.jernel.net.core.NetInterface;
import org.jernel.net.core.SkBuff;
import org.jernel.net.inet.InetSock;
import org.jernel.net.ipv4.IpHeader;
import org.jernel.net.ipv4.UdpHeader;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/**
 * Shows the taps what passes between this kernel and the host's network, in packets that a stack of its own would have made of
 * it. What two socks of this kernel say to each other is shown once.
 */
final class WireTap {

    private static final String DEVICE = "wire";

    /** {@code ARPHRD_RAWIP}: there is no link header to show. */
    private static final int RAW_IP = 519;

    private static final int TTL = 64;

    private final Net net;

    /** Connections of whose ends at least one is this kernel's, under the one that called. Guarded by itself. */
    private final Map<Ends, TappedConnection> connections = new HashMap<>();

    /** What datagrams came from that this kernel has sent: they are shown once, when they leave. */
    private final Set<HostAddress> senders = ConcurrentHashMap.newKeySet();

    WireTap(Net net) {
        this.net = net;
    }

    /** The two ends of a connection. */
    record Ends(HostAddress from, HostAddress to) {

        Ends reversed() {
            return new Ends(to, from);
        }
    }

    boolean isOff() {
        return net.packetTaps().isEmpty();
    }

    /** The connection that the sock is an end of, seen from there; new if nobody has looked at it yet. */
    TappedConnection.End attach(WireTcpSock sk) {
        HostAddress local = new HostAddress(sk.rcvSaddr, sk.shownPort());
        HostAddress peer = new HostAddress(sk.daddr, sk.dport);
        Ends ends = new Ends(local, peer);
        synchronized (connections) {
            TappedConnection known = connections.get(ends);
            if (known != null) {
                return known.attach(true);
            }
            TappedConnection other = connections.get(ends.reversed());
            if (other != null) {
                return other.attach(false);
            }
            TappedConnection fresh = new TappedConnection(this, ends);
            connections.put(ends, fresh);
            return fresh.attach(true);
        }
    }

    /** The last sock of a connection is gone. */
    void detach(TappedConnection.End end) {
        synchronized (connections) {
            if (end.connection().detach() == 0) {
                connections.remove(end.connection().ends());
            }
        }
    }

    /** A datagram that the host took, the first bytes of that array. */
    void datagramSent(InetSock sk, HostAddress to, byte[] data, int length) {
        HostAddress from = new HostAddress(sourceFor(sk, to.address()), sk.shownPort());
        senders.add(from);
        showDatagram(from, to, data, length);
    }

    void datagramReceived(InetSock sk, HostAddress from, byte[] data) {
        if (!senders.contains(new HostAddress(from.address(), from.port()))) {
            showDatagram(from, new HostAddress(sourceFor(sk, from.address()), sk.shownPort()), data, data.length);
        }
    }

    /** The sock's own address; where the host chooses one for each datagram, the one that it will have chosen. */
    private In6Addr sourceFor(InetSock sk, In6Addr peer) {
        if (!sk.rcvSaddr.isWildcard()) {
            return sk.rcvSaddr;
        }
        if (!peer.isV4Mapped()) {
            return peer.equals(In6Addr.LOOPBACK) ? peer : In6Addr.ANY;
        }
        for (NetInterface device : net.interfaces().list()) {
            for (IfAddr address : device.addresses()) {
                if (address.prefix() == (peer.v4() & address.mask())) {
                    return In6Addr.mapped(address.local());
                }
            }
        }
        return In6Addr.V4_ANY;
    }

    private void showDatagram(HostAddress from, HostAddress to, byte[] data, int length) {
        SkBuff skb = SkBuff.alloc(length);
        System.arraycopy(data, 0, skb.bytes(), skb.put(length), length);
        UdpHeader.push(skb, from.port(), to.port(), from.address(), to.address());
        show(skb, IpProtocol.IPPROTO_UDP, from.address(), to.address());
    }

    /** Puts the header of IP in front and shows the packet. */
    void show(SkBuff skb, int protocol, In6Addr saddr, In6Addr daddr) {
        if (daddr.isV4Mapped()) {
            IpHeader.push(skb, 0, 0, TTL, protocol, saddr.isV4Mapped() ? saddr.v4() : 0, daddr.v4());
        } else {
            Ip6Header.push(skb, 0, protocol, TTL, saddr, daddr);
        }
        net.packetTaps().show(DEVICE, RAW_IP, skb);
    }
}
