package org.jernel.net.ipv4;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.core.TcpState;
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

/** UDP as the socket layer sees it. {@code udp_prot} of {@code net/ipv4/udp.c}. */
final class UdpProto implements Proto {

    private final Ipv4 ipv4;

    UdpProto(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    @Override
    public String name() {
        return "UDP";
    }

    @Override
    public UdpSock createSock(Net net, int type, int protocol) {
        UdpSock sk = new UdpSock(ipv4, this);
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
        int taken = ipv4.udp().bind(sk, port);
        checkUp(sk);
        if (ipv4.routing().typeOf(sk.rcvSaddr.v4()) == Route.Type.BROADCAST) {
            // Nobody sends from a broadcast address but from that of the device.
            sk.saddr = In6Addr.V4_ANY;
        }
        return taken;
    }

    @Override
    public void putPort(Sock sk) {
        ipv4.udp().unbind((UdpSock) sk);
    }

    /** {@code __ip4_datagram_connect}. */
    @Override
    public void connect(Sock sock, SockAddr addr) {
        UdpSock sk = (UdpSock) sock;
        checkUp(sk);
        int daddr = SockAddrIn.address(addr);
        boolean multicast = SockAddrIn.isMulticast(daddr);
        int source = multicast && sk.saddr.isWildcard() ? sk.ip.multicastAddress : sk.saddr.v4();
        RouteOutput route = ipv4.routing().output(daddr, source, multicast ? sk.ip.multicastIfindex : 0);
        if (route.type() == Route.Type.BROADCAST && !sk.options().broadcast) {
            throw Errno.EACCES.exception();
        }
        In6Addr saddr = In6Addr.mapped(route.saddr());
        if (sk.saddr.isWildcard()) {
            sk.saddr = saddr;
        }
        if (sk.rcvSaddr.isWildcard()) {
            sk.rcvSaddr = saddr;
            ipv4.udp().rehash(sk);
        }
        sk.daddr = In6Addr.mapped(route.daddr());
        sk.dport = SockAddrIn.port(addr);
        sk.dst = route;
        sk.setState(TcpState.ESTABLISHED);
    }

    /** {@code __udp_disconnect}. */
    @Override
    public void disconnect(Sock sock) {
        UdpSock sk = (UdpSock) sock;
        sk.setState(TcpState.CLOSE);
        sk.daddr = In6Addr.V4_ANY;
        sk.dport = 0;
        sk.dst = null;
        if (!sk.boundAddress) {
            sk.rcvSaddr = In6Addr.V4_ANY;
            sk.saddr = In6Addr.V4_ANY;
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
