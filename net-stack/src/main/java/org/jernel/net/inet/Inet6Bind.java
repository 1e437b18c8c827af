package org.jernel.net.inet;

import java.util.function.Predicate;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Giving a sock of AF_INET6 its address: the checks of {@code inet6_bind} in their order. {@code net/ipv6/af_inet6.c}. */
public final class Inet6Bind {

    private final Predicate<In6Addr> isLocal;

    Inet6Bind(Predicate<In6Addr> isLocal) {
        this.isLocal = isLocal;
    }

    void bind(InetSock sk, SockAddr addr) {
        if (addr.length() < SockAddrIn6.LENGTH_RFC2133) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        In6Addr address = SockAddrIn6.address(addr);
        if (address.isMulticast() && sk.type() == SocketType.SOCK_STREAM) {
            throw Errno.EINVAL.exception();
        }
        int port = SockAddrIn6.port(addr);
        InetBind.checkPrivilege(sk, port);
        sk.lockSock();
        try {
            bindLocked(sk, address, port, SockAddrIn6.scopeId(addr));
        } finally {
            sk.releaseSock();
        }
    }

    private void bindLocked(InetSock sk, In6Addr address, int port, int scopeId) {
        if (sk.state() != TcpState.CLOSE || sk.num != 0) {
            throw Errno.EINVAL.exception();
        }
        boolean v4 = address.isV4Mapped();
        if (v4 && sk.ipv6Only) {
            throw Errno.EINVAL.exception();
        }
        takeDevice(sk, address, scopeId);
        if (!isLocal.test(address)) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        boolean asked = sk.ipv6Only;
        // Who has an address of IPv6 alone can have nothing to do with IPv4.
        sk.ipv6Only = asked || !(address.isAny() || v4);
        try {
            InetBind.takePort(sk, address, port);
        } catch (ErrnoException e) {
            sk.ipv6Only = asked;
            throw e;
        }
    }

    /**
     * Binds a sock to the device that a link-local address is of, which stays the sock's even if the address is refused for
     * another reason.
     *
     * @throws org.jernel.syscall.ErrnoException EINVAL without a device, ENODEV
     */
    public static void takeDevice(InetSock sk, In6Addr address, int scopeId) {
        int ifindex = sk.options().boundDevIf;
        if (address.needsScopeId()) {
            ifindex = scopeId == 0 ? ifindex : scopeId;
            sk.options().boundDevIf = ifindex;
            if (ifindex == 0) {
                throw Errno.EINVAL.exception();
            }
        }
        if (ifindex != 0 && !address.isAny() && sk.net().interfaces().byIndex(ifindex) == null) {
            throw Errno.ENODEV.exception();
        }
    }
}
