package org.jernel.net.inet;

import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.ProtoOps;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketState;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What sockets of every type of AF_INET and AF_INET6 do alike above their protocol. {@code net/ipv4/af_inet.c} and {@code
 * net/ipv6/af_inet6.c}.
 *
 * <p>A socket's state changes under its sock's lock.
 */
abstract sealed class InetOps implements ProtoOps permits InetStreamOps, InetDgramOps {

    private final int family;
    private final int protocol;
    private final InetBind binding;
    private final Inet6Bind binding6;

    /**
     * @param family AF_INET or AF_INET6
     * @param isLocal tells whether an address is one that a socket here may have
     * @param protocol whose level of options these sockets have beside the family's
     */
    InetOps(int family, Predicate<In6Addr> isLocal, int protocol) {
        this.family = family;
        this.protocol = protocol;
        this.binding = new InetBind(isLocal);
        this.binding6 = new Inet6Bind(isLocal);
    }

    @Override
    public final int family() {
        return family;
    }

    private boolean isInet6() {
        return family == AddressFamily.AF_INET6;
    }

    @Override
    @KernelFunction("inet_release")
    public void release(Socket sock) {
        Sock sk = sock.skOrNull();
        if (sk != null) {
            sk.proto().close(sk);
            sock.orphan();
        }
    }

    @Override
    @KernelFunction("inet_bind")
    public void bind(Socket sock, SockAddr addr) {
        InetSock sk = (InetSock) sock.sk();
        if (sk.proto().bind(sk, addr)) {
            return;
        }
        if (isInet6()) {
            binding6.bind(sk, addr);
        } else {
            binding.bind(sk, addr);
        }
    }

    @Override
    @KernelFunction("inet_getname")
    public SockAddr getname(Socket sock, boolean peer) {
        InetSock sk = (InetSock) sock.sk();
        sk.lockSock();
        try {
            if (!peer) {
                return name(sk, sk.rcvSaddr.isWildcard() ? sk.saddr : sk.rcvSaddr, sk.shownPort());
            }
            sk.proto().refresh(sk);
            if (sk.dport == 0 || sk.state().isOneOf(TcpState.CLOSE, TcpState.SYN_SENT)) {
                throw Errno.ENOTCONN.exception();
            }
            return name(sk, sk.daddr, sk.dport);
        } finally {
            sk.releaseSock();
        }
    }

    /** Sends by the protocol. */
    @CheckReturnValue
    static long sendmsg(Sock sk, MsgHdr message) {
        Probes probes = sk.net().probes();
        return probes.isOff()
                ? sk.proto().sendmsg(sk, message)
                : probes.call(
                        NetFunctions.Transfer.of(sk.proto()).sendmsg(),
                        () -> sk.proto().sendmsg(sk, message),
                        sk.number(),
                        message.iter().count(),
                        message.flags());
    }

    /** Receives by the protocol. */
    @CheckReturnValue
    static long recvmsg(Sock sk, MsgHdr message, int flags) {
        Probes probes = sk.net().probes();
        return probes.isOff()
                ? sk.proto().recvmsg(sk, message, flags)
                : probes.call(
                        NetFunctions.Transfer.of(sk.proto()).recvmsg(),
                        a -> sk.proto().recvmsg(sk, message, (int) a[2]),
                        sk.number(),
                        message.iter().count(),
                        flags);
    }

    /** Begins to connect by the protocol, under the sock's lock. */
    static void connect(Sock sk, SockAddr addr) {
        Probes probes = sk.net().probes();
        if (probes.isOff()) {
            sk.proto().connect(sk, addr);
        } else {
            ProbePoint point = NetFunctions.Transfer.of(sk.proto()).connect();
            probes.run(point, () -> sk.proto().connect(sk, addr), sk.number());
        }
    }

    /** An address as the family says it. */
    final SockAddr name(InetSock sk, In6Addr address, int port) {
        return InetSock.sockAddr(family, address, port, sk.options().boundDevIf);
    }

    @Override
    @KernelFunction("inet_shutdown")
    public void shutdown(Socket sock, int how) {
        // SHUT_RD, SHUT_WR and SHUT_RDWR are one less than the bits that they mean.
        int mask = how + 1;
        if ((mask & ~Shutdown.SHUTDOWN_MASK) != 0 || mask == 0) {
            throw Errno.EINVAL.exception();
        }
        InetSock sk = (InetSock) sock.sk();
        sk.lockSock();
        try {
            shutdownLocked(sock, sk, mask);
        } finally {
            sk.releaseSock();
            sk.wakeUp(0);
        }
    }

    private static void shutdownLocked(Socket sock, InetSock sk, int mask) {
        sk.proto().refresh(sk);
        if (sock.state() == SocketState.SS_CONNECTING) {
            sock.setState(switch (sk.state()) {
                case SYN_SENT, SYN_RECV, CLOSE -> SocketState.SS_DISCONNECTING;
                default -> SocketState.SS_CONNECTED;
            });
        }
        boolean abandons = switch (sk.state()) {
            case LISTEN -> (mask & Shutdown.RCV_SHUTDOWN) != 0;
            case SYN_SENT -> true;
            default -> false;
        };
        if (abandons) {
            InetConnect.disconnect(sock, sk);
        } else if (sk.state() != TcpState.LISTEN) {
            boolean closed = sk.state() == TcpState.CLOSE;
            sk.setShutdownMask(sk.shutdownMask() | mask);
            sk.proto().shutdown(sk, mask);
            if (closed) {
                throw Errno.ENOTCONN.exception();
            }
        }
    }

    @Override
    public int poll(File file, Socket sock, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(sock.wq());
        }
        Sock sk = sock.sk();
        return sk.proto().poll(sk, table);
    }

    @Override
    public void spliceEof(Socket sock) {
        Sock sk = sock.sk();
        sk.lockSock();
        try {
            sk.proto().spliceEof(sk);
        } finally {
            sk.releaseSock();
        }
    }

    @Override
    public long ioctl(Socket sock, int command) {
        Sock sk = sock.sk();
        return sk.proto().ioctl(sk, command);
    }

    @Override
    public @Nullable SockOption sockOption(int level, int name) {
        if (isInet6() && protocol == IpProtocol.SOL_RAW) {
            SockOption raw = Raw6Options.find(level, name);
            if (raw != null || level == IpProtocol.SOL_RAW) {
                return raw;
            }
        }
        if (level != InetOptions.IPV6) {
            return InetOptions.find(protocol, level, name);
        }
        return isInet6() ? Inet6Options.find(name) : null;
    }
}
