package org.jernel.net.ipv4;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
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
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * UDP as the socket layer sees it. {@code udp_prot} of {@code net/ipv4/udp.c} and {@code udpv6_prot} of {@code
 * net/ipv6/udp.c}.
 */
final class UdpProto implements Proto {

    private final Ipv4 ipv4;

    private final int family;

    /** UDP for sockets of AF_INET or AF_INET6. */
    UdpProto(Ipv4 ipv4, int family) {
        this.ipv4 = ipv4;
        this.family = family;
    }

    @Override
    public String name() {
        return family == AddressFamily.AF_INET6 ? "UDPv6" : "UDP";
    }

    @Override
    public UdpSock createSock(Net net, int type, int protocol) {
        UdpSock sk = new UdpSock(ipv4, this, family);
        ipv4.udp().open(sk);
        checkUp(sk);
        return sk;
    }

    /** Takes a sock out of the tables again if the network has gone down meanwhile. */
    private void checkUp(UdpSock sk) {
        try {
            ipv4.checkUp();
        } catch (ErrnoException down) {
            ipv4.udp().close(sk);
            throw down;
        }
    }

    @Override
    public int getPort(Sock sock, int port) {
        UdpSock sk = (UdpSock) sock;
        if (sk.scopeId != 0) {
            ipv4.routing6().checkDevice(sk.scopeId);
        }
        int taken = ipv4.udp().bind(sk, port);
        checkUp(sk);
        if (sk.rcvSaddr.isV4Mapped() && ipv4.routing().typeOf(sk.rcvSaddr.v4()) == Route.Type.BROADCAST) {
            // Nobody sends from a broadcast address but from that of the device.
            sk.saddr = sk.anyAddress();
        }
        return taken;
    }

    @Override
    public void putPort(Sock sk) {
        ipv4.udp().unbind((UdpSock) sk);
    }

    @Override
    public void connect(Sock sock, SockAddr addr) {
        UdpSock sk = (UdpSock) sock;
        checkUp(sk);
        UdpDestination peer = UdpDestination.ofPeer(sk, addr);
        RouteOutput route = peer.daddr().isV4Mapped() ? route4(sk, peer.daddr().v4()) : route6(sk, peer);
        if (sk.saddr.isWildcard()) {
            sk.saddr = route.saddr();
        }
        if (sk.rcvSaddr.isWildcard()) {
            sk.rcvSaddr = route.saddr();
            ipv4.udp().rehash(sk);
        }
        sk.daddr = route.daddr();
        sk.dport = peer.dport();
        sk.dst = route;
        sk.setState(TcpState.ESTABLISHED);
    }

    /** {@code __ip4_datagram_connect}. */
    private RouteOutput route4(UdpSock sk, int daddr) {
        boolean multicast = SockAddrIn.isMulticast(daddr);
        int source = multicast && sk.saddr4() == 0 ? sk.ip.multicastAddress : sk.saddr4();
        RouteOutput route = ipv4.routing().output(daddr, source, multicast ? sk.ip.multicastIfindex : 0);
        if (route.type() == Route.Type.BROADCAST && !sk.options().broadcast) {
            throw Errno.EACCES.exception();
        }
        return route;
    }

    /** {@code ip6_datagram_dst_update}. */
    private RouteOutput route6(UdpSock sk, UdpDestination peer) {
        int ifindex = sk.scopeId == 0 && peer.daddr().isMulticast() ? sk.ipv6.multicastIfindex : sk.scopeId;
        return ipv4.routing6().output(peer.daddr(), sk.saddr, ifindex);
    }

    /** {@code __udp_disconnect}, which leaves the peer's address of AF_INET6 where it is. */
    @Override
    public void disconnect(Sock sock) {
        UdpSock sk = (UdpSock) sock;
        sk.setState(TcpState.CLOSE);
        sk.daddr = family == AddressFamily.AF_INET6 ? sk.daddr : In6Addr.V4_ANY;
        sk.dport = 0;
        sk.dst = null;
        sk.scopeId = 0;
        if (!sk.boundAddress) {
            sk.rcvSaddr = sk.anyAddress();
            sk.saddr = sk.anyAddress();
            ipv4.udp().rehash(sk);
        }
        if (!sk.boundPort) {
            ipv4.udp().unbind(sk);
            sk.num = 0;
        }
    }

    /** {@code udp_destroy_sock} and {@code sk_common_release}. */
    @Override
    public void close(Sock sock) {
        UdpSock sk = (UdpSock) sock;
        sk.lockSock();
        try {
            sk.pending.flush();
            // Kernel code may close a socket in which a thread waits still.
            sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
            ipv4.udp().close(sk);
            ipv4.igmp().dropSocket(sk);
            ipv4.mld().dropSocket(sk);
            sk.setState(TcpState.CLOSE);
        } finally {
            sk.releaseSock();
        }
        sk.receiveQueue.purge();
    }

    @Override
    public long sendmsg(Sock sk, MsgHdr message) {
        return UdpSendmsg.sendmsg((UdpSock) sk, message);
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return UdpRecvmsg.recvmsg((UdpSock) sk, message, flags);
    }

    /** {@code datagram_poll} of {@code net/core/datagram.c}. */
    @Override
    public int poll(Sock sock, @Nullable PollTable table) {
        UdpSock sk = (UdpSock) sock;
        int mask = sk.err() == 0 ? 0 : Poll.POLLERR;
        if (sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            mask |= Poll.POLLRDHUP | Poll.POLLIN | Poll.POLLRDNORM;
        }
        if (sk.shutdownMask() == Shutdown.SHUTDOWN_MASK) {
            mask |= Poll.POLLHUP;
        }
        if (!sk.receiveQueue.isEmpty()) {
            mask |= Poll.POLLIN | Poll.POLLRDNORM;
        }
        return sk.isWriteable() ? mask | Poll.POLLOUT | Poll.POLLWRNORM | Poll.POLLWRBAND : mask;
    }

    /** {@code udp_ioctl}: SIOCINQ tells the length of one datagram, SIOCOUTQ what packets weigh. */
    @Override
    public long ioctl(Sock sock, int command) {
        UdpSock sk = (UdpSock) sock;
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
    public void optionChanged(Sock sock, int level, int name) {
        UdpSock sk = (UdpSock) sock;
        if (level == IpProtocol.IPPROTO_UDP && name == OptName.UDP_CORK && !sk.cork) {
            sk.pending.push();
        }
    }

    @Override
    public void releaseCb(Sock sk) {
        ipv4.softIrq().doSoftirq();
    }

    /** The kernel goes down with this sock open: nobody waits on, and nothing begins any more. */
    static void networkDown(UdpSock sk) {
        // The error first: who sees the end without it would take it for a shutdown.
        sk.setErr(Errno.ENETDOWN.number());
        sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
        sk.wakeUpAll();
    }
}
