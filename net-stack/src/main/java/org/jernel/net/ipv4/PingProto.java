package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/**
 * Echo requests as the socket layer sees them. {@code ping_prot} of {@code net/ipv4/ping.c} and {@code pingv6_prot} of {@code
 * net/ipv6/ping.c}.
 */
final class PingProto extends DatagramProto {

    private final int family;
    private final PingTable table;

    /** Echo requests of sockets of AF_INET or AF_INET6. */
    PingProto(Ipv4 ipv4, int family, PingTable table) {
        super(ipv4);
        this.family = family;
        this.table = table;
    }

    @Override
    public String name() {
        return isInet6() ? "PINGv6" : "PING";
    }

    private boolean isInet6() {
        return family == AddressFamily.AF_INET6;
    }

    /** {@code ping_init_sock}. */
    @Override
    public PingSock createSock(Net net, int type, int protocol) {
        Task task = Task.currentOrNull();
        if (task != null && !mayPing(net, task.cred())) {
            throw Errno.EACCES.exception();
        }
        PingSock sk = new PingSock(ipv4, this, family, protocol);
        table.open(sk);
        checkUp(sk);
        return sk;
    }

    /** Any of the groups will do. */
    private static boolean mayPing(Net net, Cred cred) {
        var range = net.sysctl().pingGroupRange.get();
        return range.contains(cred.egid()) || cred.groups().stream().anyMatch(range::contains);
    }

    /** No identifier is privileged, and no group or network can be bound to. {@code ping_bind}. */
    @Override
    public boolean bind(Sock sock, SockAddr addr) {
        PingSock sk = (PingSock) sock;
        In6Addr address = isInet6() ? checked6(addr) : checked4(addr);
        sk.lockSock();
        try {
            bindLocked(sk, address, SockAddrIn.port(addr));
            if (address.needsScopeId()) {
                sk.options().boundDevIf = SockAddrIn6.scopeId(addr);
            }
        } finally {
            sk.releaseSock();
        }
        return true;
    }

    private In6Addr checked4(SockAddr addr) {
        if (addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        int address = SockAddrIn.address(addr);
        boolean any = address == SockAddrIn.INADDR_ANY;
        if (addr.family() != AddressFamily.AF_INET && (addr.family() != AddressFamily.AF_UNSPEC || !any)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        if (!any && ipv4.routing().typeOf(address) != Route.Type.LOCAL) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        return In6Addr.mapped(address);
    }

    private In6Addr checked6(SockAddr addr) {
        if (addr.length() < SockAddrIn6.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (addr.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        In6Addr address = SockAddrIn6.address(addr);
        int scopeId = SockAddrIn6.scopeId(addr);
        if (address.isMulticast() || address.isV4Mapped() || (address.needsScopeId() && scopeId == 0)) {
            throw Errno.EINVAL.exception();
        }
        if (scopeId != 0) {
            ipv4.routing6().checkDevice(scopeId);
        }
        if (!address.isAny() && !ipv4.fib().isLocal(address)) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        return address;
    }

    @Override
    public void connect(Sock sk, SockAddr addr) {
        if (isInet6()) {
            requireInet6(addr);
        }
        super.connect(sk, addr);
    }

    private void bindLocked(PingSock sk, In6Addr address, int ident) {
        if (sk.num != 0) {
            throw Errno.EINVAL.exception();
        }
        sk.num = getPort(sk, ident);
        sk.saddr = address;
        sk.rcvSaddr = address;
        sk.boundAddress = !address.isWildcard();
        sk.boundPort = ident != 0;
        sk.daddr = sk.anyAddress();
        sk.dport = 0;
        sk.dst = null;
    }

    @Override
    public int getPort(Sock sk, int port) {
        int taken = table.bind((PingSock) sk, port);
        checkUp((PingSock) sk);
        return taken;
    }

    @Override
    public void putPort(Sock sk) {
        table.unbind((PingSock) sk);
    }

    @Override
    void unhash(DatagramSock sk) {
        table.close((PingSock) sk);
    }

    @Override
    @KernelFunction("ping_v4_sendmsg")
    long send(DatagramSock sk, MsgHdr message) {
        return PingSendmsg.sendmsg((PingSock) sk, message);
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return (flags & MsgFlags.MSG_OOB) != 0 ? Errno.EOPNOTSUPP.negated() : super.recvmsg(sk, message, flags);
    }

    /** There is none: FIONREAD and the like are for UDP and raw socks. */
    @Override
    public long ioctl(Sock sk, int command) {
        return -KernelErrno.ENOIOCTLCMD;
    }

    /** Tells who has sent a request what became of it. {@code ping_err}. */
    void error(SkBuff quoted, IcmpError error) {
        PingSock sk = PingSendmsg.isSupported(family, IcmpHeader.type(quoted), IcmpHeader.code(quoted))
                ? table.lookup(error.message(), IcmpHeader.ident(quoted))
                : null;
        if (sk != null) {
            sk.hear(error, quoted, quoted.transportHeader(), 0);
        }
    }

    /** Takes an echo reply, which is dropped if nobody waits for it. {@code ping_rcv}. */
    void receive(SkBuff skb) {
        PingSock sk = table.lookup(skb, IcmpHeader.ident(skb));
        if (sk != null) {
            sk.queue(skb);
        }
    }
}
