package org.jernel.net.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import org.jernel.net.inet.UdpDestination;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;

/**
 * An internet address and a port as the kernel has them, and as the JDK's objects.
 *
 * @param scopeId the index of the interface that a link-local address is of, 0 for none
 */
record HostAddress(In6Addr address, int port, int scopeId) {

    private static final int IPV6_BYTES = 16;

    HostAddress(In6Addr address, int port) {
        this(address, port, 0);
    }

    /** Of a datagram's destination: the transports take no address of IPv4 for none of IPv6, so this host is named instead. */
    static HostAddress of(UdpDestination to) {
        In6Addr known = to.daddr().equals(In6Addr.V4_ANY) ? In6Addr.V4_LOOPBACK : to.daddr();
        return new HostAddress(known, to.dport(), to.scopeId());
    }

    static HostAddress of(SocketAddress host) {
        if (!(host instanceof InetSocketAddress inet && inet.getAddress() != null)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        int scopeId = inet.getAddress() instanceof Inet6Address known ? known.getScopeId() : 0;
        return new HostAddress(In6Addr.of(inet.getAddress().getAddress()), inet.getPort(), scopeId);
    }

    InetSocketAddress toHost() {
        byte[] bytes = new byte[IPV6_BYTES];
        address.put(bytes, 0);
        try {
            // Of a mapped address the JDK makes one of IPv4, as every socket of the host takes it.
            InetAddress known = address.needsScopeId()
                    ? Inet6Address.getByAddress(null, bytes, scopeId)
                    : InetAddress.getByAddress(bytes);
            return new InetSocketAddress(known, port);
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }
}
