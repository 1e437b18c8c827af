package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.UdpDestination;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * What the protocols whose packets are a message each do alike. Modelled on {@code net/ipv4/datagram.c}, {@code
 * net/ipv6/datagram.c} and {@code net/core/datagram.c}.
 */
abstract sealed class DatagramProto implements Proto permits UdpProto, PingProto, RawProto {

    final Ipv4 ipv4;

    DatagramProto(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    /** Has the protocol forget a sock that closes. */
    abstract void unhash(DatagramSock sk);

    /** The address that a sock receives at has changed. */
    void rehash(DatagramSock sk) {}

    /** A sock has a peer now, perhaps another than before. */
    void connected(DatagramSock sk, RouteOutput route) {}

    /** Takes a sock out of the tables again if the network has gone down meanwhile. */
    final void checkUp(DatagramSock sk) {
        try {
            ipv4.checkUp();
        } catch (ErrnoException down) {
            unhash(sk);
            throw down;
        }
    }

    /** A sock of IPv6 alone has peers of that family only. {@code ip6_datagram_connect_v6_only}. */
    static void requireInet6(SockAddr peer) {
        if (peer.length() < SockAddrIn6.LENGTH_RFC2133) {
            throw Errno.EINVAL.exception();
        }
        if (peer.family() != AddressFamily.AF_INET6) {
            throw Errno.EAFNOSUPPORT.exception();
        }
    }

    /** {@code __ip4_datagram_connect} and {@code __ip6_datagram_connect}. */
    @Override
    @KernelFunction("ip4_datagram_connect")
    public void connect(Sock sock, SockAddr addr) {
        DatagramSock sk = (DatagramSock) sock;
        checkUp(sk);
        UdpDestination peer = UdpDestination.ofPeer(sk, addr);
        RouteOutput route = peer.daddr().isV4Mapped() ? route4(sk, peer.daddr().v4()) : route6(sk, peer);
        if (sk.saddr.isWildcard()) {
            sk.saddr = route.saddr();
        }
        if (sk.rcvSaddr.isWildcard()) {
            sk.rcvSaddr = route.saddr();
            rehash(sk);
        }
        sk.daddr = route.daddr();
        sk.dport = peer.dport();
        sk.dst = route;
        sk.setState(TcpState.ESTABLISHED);
        connected(sk, route);
    }

    private RouteOutput route4(DatagramSock sk, int daddr) {
        boolean multicast = SockAddrIn.isMulticast(daddr);
        int source = multicast && sk.saddr4() == 0 ? sk.ip.multicastAddress : sk.saddr4();
        int bound = sk.options().boundDevIf;
        int oif = multicast && bound == 0 ? sk.ip.multicastIfindex : bound;
        RouteOutput route = ipv4.routing().output(daddr, source, oif);
        if (route.type() == Route.Type.BROADCAST && !sk.options().broadcast) {
            throw Errno.EACCES.exception();
        }
        return route;
    }

    /** {@code ip6_datagram_dst_update}. */
    private RouteOutput route6(DatagramSock sk, UdpDestination peer) {
        int bound = sk.options().boundDevIf;
        int ifindex = bound == 0 && peer.daddr().isMulticast() ? sk.ipv6.multicastIfindex : bound;
        return ipv4.routing6().output(peer.daddr(), sk.saddr, ifindex);
    }

    /** {@code __udp_disconnect}, which leaves the peer's address of AF_INET6 where it is. */
    @Override
    public void disconnect(Sock sock) {
        DatagramSock sk = (DatagramSock) sock;
        sk.setState(TcpState.CLOSE);
        sk.daddr = sk.family() == AddressFamily.AF_INET6 ? sk.daddr : In6Addr.V4_ANY;
        sk.dport = 0;
        sk.dst = null;
        sk.options().boundDevIf = 0;
        if (!sk.boundAddress) {
            sk.rcvSaddr = sk.anyAddress();
            sk.saddr = sk.anyAddress();
            rehash(sk);
        }
        if (!sk.boundPort) {
            putPort(sk);
            sk.num = 0;
        }
    }

    /** {@code sk_common_release}. */
    @Override
    public void close(Sock sock) {
        DatagramSock sk = (DatagramSock) sock;
        sk.lockSock();
        try {
            // Kernel code may close a socket in which a thread waits still.
            sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
            unhash(sk);
            ipv4.igmp().dropSocket(sk);
            ipv4.mld().dropSocket(sk);
            sk.setState(TcpState.CLOSE);
        } finally {
            sk.releaseSock();
        }
        sk.receiveQueue.purge();
        sk.errorQueue.purge();
    }

    /** Sends by the protocol's rules. Returns the bytes taken or -errno, or throws. */
    @CheckReturnValue
    abstract long send(DatagramSock sk, MsgHdr message);

    @Override
    public final long sendmsg(Sock sk, MsgHdr message) {
        try {
            return send((DatagramSock) sk, message);
        } catch (ErrnoException e) {
            return e.result();
        } finally {
            ipv4.softIrq().doSoftirq();
        }
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return DatagramRecvmsg.recvmsg((DatagramSock) sk, message, flags);
    }

    @Override
    public void optionChanged(Sock sock, int level, int name) {
        DatagramSock sk = (DatagramSock) sock;
        if (level == IpProtocol.IPPROTO_IP && name == OptName.IP_RECVERR && !sk.ip.recvErr) {
            sk.errorQueue.purge();
        } else if (OptName.bindsToDevice(level, name)) {
            sk.dst = null;
        }
    }

    @Override
    public final int poll(Sock sock, @Nullable PollTable table) {
        DatagramSock sk = (DatagramSock) sock;
        boolean failed = sk.err() != 0 || !sk.errorQueue.isEmpty();
        return sk.datagramPoll(failed, !sk.receiveQueue.isEmpty(), sk.isWriteable());
    }

    /** {@code udp_ioctl} and {@code raw_ioctl}: SIOCINQ tells the length of one packet, SIOCOUTQ what packets weigh. */
    @Override
    public long ioctl(Sock sock, int command) {
        DatagramSock sk = (DatagramSock) sock;
        return switch (command) {
            case Sockios.SIOCINQ -> {
                SkBuff first = sk.receiveQueue.next(true);
                yield first == null ? 0 : first.len();
            }
            case Sockios.SIOCOUTQ -> sk.wmemAlloc();
            default -> -KernelErrno.ENOIOCTLCMD;
        };
    }

    @Override
    public final void releaseCb(Sock sk) {
        ipv4.softIrq().doSoftirq();
    }

    /** The kernel goes down with this sock open: nobody waits on, and nothing begins any more. */
    static void networkDown(DatagramSock sk) {
        // The error first: who sees the end without it would take it for a shutdown.
        sk.setErr(Errno.ENETDOWN.number());
        sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
        sk.wakeUpAll();
    }
}
