package org.jernel.net.inet;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram is to go: to the message's own address, or to the peer. The checks of {@code udp_sendmsg} and {@code
 * udpv6_sendmsg}, and those with which {@code __ip4_datagram_connect} and {@code __ip6_datagram_connect} begin.
 *
 * @param scopeId the device that the address names, 0 for none
 * @param isPeer whether the message named nobody
 */
public record UdpDestination(In6Addr daddr, int dport, int scopeId, boolean isPeer) {

    /**
     * The destination of a message. One that a sock of AF_INET6 has to an address of IPv4 is as good as named.
     *
     * @throws org.jernel.syscall.ErrnoException EDESTADDRREQ without address and peer; EINVAL, EAFNOSUPPORT for an address
     *     that is none; ENETUNREACH for one of IPv4 where IPV6_V6ONLY is set
     */
    public static UdpDestination of(InetSock sk, @Nullable SockAddr name) {
        boolean v6 = sk.family() == AddressFamily.AF_INET6;
        boolean unnamed = name == null || (v6 && name.family() == AddressFamily.AF_UNSPEC);
        if (unnamed && sk.state() != TcpState.ESTABLISHED) {
            throw Errno.EDESTADDRREQ.exception();
        }
        if (name == null || unnamed) {
            return peer(sk, v6 && sk.daddr.isV4Mapped(), name != null);
        }
        if (!v6 || name.family() == AddressFamily.AF_INET) {
            return named(checked4(name), SockAddrIn.port(name), 0);
        }
        In6Addr address = address6(sk, name);
        int scopeId = address.needsScopeId() ? SockAddrIn6.scopeId(name) : 0;
        return named(address, SockAddrIn6.port(name), scopeId);
    }

    /** A name without a family has udpv6_sendmsg look for a way to a mapped peer in IPv6, where none leads. */
    private static UdpDestination peer(InetSock sk, boolean mapped, boolean namesNoFamily) {
        if (mapped && namesNoFamily) {
            throw Errno.ENETUNREACH.exception();
        }
        return mapped ? named(sk.daddr, sk.dport, 0) : new UdpDestination(sk.daddr, sk.dport, 0, true);
    }

    private static UdpDestination named(In6Addr daddr, int dport, int scopeId) {
        if (dport == 0) {
            throw Errno.EINVAL.exception();
        }
        return new UdpDestination(daddr, dport, scopeId, false);
    }

    private static In6Addr checked4(SockAddr name) {
        if (name.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET && name.family() != AddressFamily.AF_UNSPEC) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return In6Addr.mapped(SockAddrIn.address(name));
    }

    /** An address of AF_INET6; none at all is this host, as BSD had it. */
    private static In6Addr address6(InetSock sk, SockAddr name) {
        In6Addr address = SockAddrIn6.address(name);
        if (!address.isAny()) {
            return address;
        }
        return sk.saddr.isV4Mapped() ? In6Addr.V4_LOOPBACK : In6Addr.LOOPBACK;
    }

    /**
     * Whether a message of that name is IPv4's to send, by the checks that {@code udpv6_sendmsg} makes of every name before it
     * looks at anything else.
     */
    static boolean isForIpv4(InetSock sk, @Nullable SockAddr name) {
        if (sk.family() == AddressFamily.AF_INET) {
            return true;
        }
        if (!(name == null ? sk.state() == TcpState.ESTABLISHED && sk.daddr.isV4Mapped() : isNameForIpv4(sk, name))) {
            return false;
        }
        if (sk.ipv6Only) {
            throw Errno.ENETUNREACH.exception();
        }
        return true;
    }

    private static boolean isNameForIpv4(InetSock sk, SockAddr name) {
        if (name.length() < Short.BYTES) {
            throw Errno.EINVAL.exception();
        }
        return switch (name.family()) {
            case AddressFamily.AF_INET -> true;
            case AddressFamily.AF_INET6 -> {
                if (name.length() < SockAddrIn6.LENGTH_RFC2133) {
                    throw Errno.EINVAL.exception();
                }
                yield address6(sk, name).isV4Mapped();
            }
            case AddressFamily.AF_UNSPEC -> false;
            default -> throw Errno.EINVAL.exception();
        };
    }

    /**
     * Whom a connect means, with the scope noted in the sock.
     *
     * @throws org.jernel.syscall.ErrnoException EINVAL, EAFNOSUPPORT for an address that is none, ENETUNREACH for one of IPv4
     *     where IPV6_V6ONLY is set
     */
    public static UdpDestination ofPeer(InetSock sk, SockAddr addr) {
        boolean v6 = sk.family() == AddressFamily.AF_INET6;
        if (!v6 || addr.family() == AddressFamily.AF_INET) {
            if (v6 && sk.ipv6Only) {
                throw Errno.EAFNOSUPPORT.exception();
            }
            return new UdpDestination(checked4(addr), SockAddrIn.port(addr), 0, true);
        }
        if (addr.length() < SockAddrIn6.LENGTH_RFC2133) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        In6Addr asked = SockAddrIn6.address(addr);
        In6Addr self = sk.rcvSaddr.isV4Mapped() ? In6Addr.V4_LOOPBACK : In6Addr.LOOPBACK;
        In6Addr daddr = asked.isAny() ? self : asked;
        if (daddr.isV4Mapped() && sk.ipv6Only) {
            throw Errno.ENETUNREACH.exception();
        }
        if (daddr.needsScopeId()) {
            noteScope(sk, daddr, SockAddrIn6.scopeId(addr));
        }
        return new UdpDestination(daddr, SockAddrIn6.port(addr), sk.options().boundDevIf, true);
    }

    private static void noteScope(InetSock sk, In6Addr daddr, int scopeId) {
        if (scopeId != 0) {
            if (sk.options().boundDevIf != 0 && sk.options().boundDevIf != scopeId) {
                throw Errno.EINVAL.exception();
            }
            sk.options().boundDevIf = scopeId;
        }
        if (sk.options().boundDevIf == 0 && daddr.isMulticast()) {
            sk.options().boundDevIf = sk.ipv6.multicastIfindex;
        }
        if (sk.options().boundDevIf == 0) {
            throw Errno.EINVAL.exception();
        }
    }
}
