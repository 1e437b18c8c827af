package org.jernel.net.inet;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram is to go: to the message's own address, or to the peer. The checks of {@code udp_sendmsg}.
 *
 * @param isPeer whether the message named nobody
 */
public record UdpDestination(int daddr, int dport, boolean isPeer) {

    /** Throws EDESTADDRREQ without address and peer; EINVAL, EAFNOSUPPORT for an address that is none. */
    public static UdpDestination of(InetSock sk, @Nullable SockAddr name) {
        if (name == null) {
            if (sk.state() != TcpState.ESTABLISHED) {
                throw Errno.EDESTADDRREQ.exception();
            }
            return new UdpDestination(sk.daddr.v4(), sk.dport, true);
        }
        if (name.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (name.family() != AddressFamily.AF_INET && name.family() != AddressFamily.AF_UNSPEC) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        if (SockAddrIn.port(name) == 0) {
            throw Errno.EINVAL.exception();
        }
        return new UdpDestination(SockAddrIn.address(name), SockAddrIn.port(name), false);
    }
}
