package org.jernel.net.inet;

import java.util.function.Predicate;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Giving a sock its address: the checks of {@code inet_bind} in their order. {@code net/ipv4/af_inet.c}. */
final class InetBind {

    /** The first port that anybody may bind. {@code net.ipv4.ip_unprivileged_port_start}. */

    private final Predicate<In6Addr> isLocal;

    InetBind(Predicate<In6Addr> isLocal) {
        this.isLocal = isLocal;
    }

    void bind(InetSock sk, SockAddr addr) {
        if (addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        int address = SockAddrIn.address(addr);
        // Programs from before the family was looked at left it 0 and bound to any address.
        if (addr.family() != AddressFamily.AF_INET
                && (addr.family() != AddressFamily.AF_UNSPEC || address != SockAddrIn.INADDR_ANY)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        if (!isLocal.test(In6Addr.mapped(address))) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        int port = SockAddrIn.port(addr);
        checkPrivilege(sk, port);
        sk.lockSock();
        try {
            bindLocked(sk, In6Addr.mapped(address), port);
        } finally {
            sk.releaseSock();
        }
    }

    /** {@code inet_port_requires_bind_service}. */
    static void checkPrivilege(InetSock sk, int port) {
        if (port != 0 && port < sk.net().sysctl().ipUnprivilegedPortStart.get()
                && !Task.capable(Cred.CAP_NET_BIND_SERVICE)) {
            throw Errno.EACCES.exception();
        }
    }

    private static void bindLocked(InetSock sk, In6Addr address, int port) {
        if (sk.state() != TcpState.CLOSE || sk.num != 0) {
            throw Errno.EINVAL.exception();
        }
        takePort(sk, address, port);
    }

    /** What binding comes to once the address is known to be good. */
    static void takePort(InetSock sk, In6Addr address, int port) {
        sk.rcvSaddr = address;
        // Who is bound to a group sends from the address of the device.
        boolean isGroup = address.isV4Mapped() ? SockAddrIn.isMulticast(address.v4()) : address.isMulticast();
        sk.saddr = isGroup ? sk.anyAddress() : address;
        try {
            sk.num = sk.proto().getPort(sk, port);
        } catch (ErrnoException e) {
            sk.rcvSaddr = sk.anyAddress();
            sk.saddr = sk.rcvSaddr;
            throw e;
        }
        sk.boundAddress = !address.equals(sk.anyAddress());
        sk.boundPort = port != 0;
        sk.daddr = sk.anyAddress();
        sk.dport = 0;
    }
}
