package org.jernel.net.inet;

import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;

/** Whom a connect of either family means: the checks with which {@code tcp_v4_connect} and {@code tcp_v6_connect} begin. */
public final class InetDestination {

    private InetDestination() {}

    /**
     * The address to connect to, with its scope noted in the sock. No address at all means this host, as BSD had it.
     *
     * @throws org.jernel.syscall.ErrnoException EINVAL, EAFNOSUPPORT, ENETUNREACH
     */
    public static In6Addr of(InetSock sk, SockAddr addr) {
        return sk.family() == AddressFamily.AF_INET6 ? destination6(sk, addr) : destination4(addr);
    }

    private static In6Addr destination4(SockAddr addr) {
        if (addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        In6Addr asked = In6Addr.mapped(SockAddrIn.address(addr));
        return asked.isWildcard() ? In6Addr.V4_LOOPBACK : asked;
    }

    private static In6Addr destination6(InetSock sk, SockAddr addr) {
        if (addr.length() < SockAddrIn6.LENGTH_RFC2133) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        In6Addr asked = SockAddrIn6.address(addr);
        if (asked.isMulticast()) {
            throw Errno.ENETUNREACH.exception();
        }
        if (asked.isLinkLocal()) {
            noteScope(sk, SockAddrIn6.scopeId(addr));
        }
        if (asked.isWildcard()) {
            boolean v4 = asked.isV4Mapped() || sk.rcvSaddr.isV4Mapped();
            asked = v4 ? In6Addr.V4_LOOPBACK : In6Addr.LOOPBACK;
        }
        if (asked.isV4Mapped() && sk.ipv6Only) {
            throw Errno.ENETUNREACH.exception();
        }
        return asked;
    }

    /** An address of one link means nothing without the interface, and a bound one stays. */
    private static void noteScope(InetSock sk, int scopeId) {
        int bound = sk.options().boundDevIf;
        if (scopeId == 0 ? bound == 0 : bound != 0 && bound != scopeId) {
            throw Errno.EINVAL.exception();
        }
        if (scopeId != 0) {
            sk.options().boundDevIf = scopeId;
        }
    }
}
