package org.jernel.net.ipv4;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.DatagramQueue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.Timestamping;
import org.jernel.net.device.NetDevice;
import org.jernel.net.inet.InetDgramSock;
import org.jernel.net.inet.Ip6Cmsg;
import org.jernel.net.inet.IpCmsg;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.IpOptions;
import org.jernel.net.inet.IpcmCookie;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.inet.SockExtendedErr;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A sock of our own stack whose packets are a message each: UDP, ping and raw ones. {@code struct inet_sock} with what {@code
 * net/core/datagram.c} and {@code net/core/sock.c} do for it.
 *
 * <p>Packets come in without the sock's lock and go out without it, unless they are corked; the lock guards addresses and
 * groups.
 */
abstract sealed class DatagramSock extends InetDgramSock permits UdpSock, PingSock, RawSock {

    final Ipv4 ipv4;
    final DatagramQueue receiveQueue = new DatagramQueue(this);

    final ErrorQueue errorQueue = new ErrorQueue(this);

    /** The groups that it has joined. {@code mc_list}. */
    final List<IpMreqn> groups = new CopyOnWriteArrayList<>();

    /** The groups of IPv6 that it has joined. {@code ipv6_mc_list}. */
    final List<Ipv6Mreq> groups6 = new CopyOnWriteArrayList<>();

    /** The way to the peer, while connected. {@code sk_dst_cache}. */
    volatile @Nullable RouteOutput dst;

    /** {@code sk_wmem_alloc}: what was sent and no device has taken yet. */
    private final AtomicInteger wmemAlloc = new AtomicInteger();

    private final AtomicInteger ipId = new AtomicInteger();

    DatagramSock(Ipv4 ipv4, Proto proto, int family, int type, int protocol) {
        super(ipv4.net(), proto, family, type, protocol);
        this.ipv4 = ipv4;
    }

    /** In memory and not in bytes. {@code udp_diag_get_info}. */
    @Override
    public final SockQueues queues() {
        return new SockQueues(receiveQueue.rmemAlloc(), wmemAlloc());
    }

    @Override
    public final int drops() {
        return receiveQueue.drops();
    }

    /** Hands a packet of the queue to its receiver. Returns the bytes, or -errno. */
    @CheckReturnValue
    abstract long copyOut(SkBuff skb, MsgHdr message, int flags);

    /** Copies what fits, and notes what does not. Returns the bytes, or -EFAULT. {@code skb_copy_datagram_msg}. */
    @CheckReturnValue
    final long copyPacket(SkBuff skb, MsgHdr message) {
        int copied = (int) Math.min(message.iter().count(), skb.len());
        if (copied < skb.len()) {
            message.setFlags(message.flags() | MsgFlags.MSG_TRUNC);
        }
        boolean whole = message.iter().copyToIter(skb.bytes(), skb.data(), copied) == copied;
        return whole ? copied : Errno.EFAULT.negated();
    }

    /** Tells a receiver when a packet came, from whom, and what its options ask for beside. */
    final void describe(SkBuff skb, MsgHdr message, int port) {
        tellTime(skb, message);
        boolean v4 = In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        if (family() == AddressFamily.AF_INET6) {
            describe6(skb, message, port, v4);
        } else {
            message.setName(SockAddrIn.of(IpHeader.saddr(skb), port));
        }
        if (v4) {
            tellHeader(skb, message);
        }
    }

    private void describe6(SkBuff skb, MsgHdr message, int port, boolean v4) {
        In6Addr from = new In6Addr(skb.saddrHigh, skb.saddrLow);
        message.setName(SockAddrIn6.of(from, port, from.needsScopeId() ? skb.iif : 0));
        if (Ip6Cmsg.isWanted(ipv6)) {
            In6Addr destination = new In6Addr(skb.daddrHigh, skb.daddrLow);
            Ip6Cmsg.putCommon(message, ipv6, v4 ? skb.pktIfindex : skb.iif, destination);
            if (!v4) {
                Ip6Cmsg.putSpecific(message, ipv6, Ip6Header.hopLimit(skb), Ip6Header.trafficClass(skb));
            }
        }
    }

    /** {@code sock_recv_timestamp}. */
    final void tellTime(SkBuff skb, MsgHdr message) {
        Timestamping form = options().timestamping;
        if (form != Timestamping.NONE) {
            form.put(message, skb.tstamp == 0 ? ipv4.clock().realtimeNanos() : skb.tstamp);
        }
    }

    /** {@code ip_cmsg_recv}. */
    final void tellHeader(SkBuff skb, MsgHdr message) {
        if (IpCmsg.isWanted(ip)) {
            int daddr = IpHeader.daddr(skb);
            new IpCmsg(skb.pktIfindex, skb.pktSpecDst, daddr, IpHeader.ttl(skb), IpHeader.tos(skb)).put(message, ip);
        }
    }

    /** Notes of a packet that is about to be queued what its receiver wants to know. {@code ipv4_pktinfo_prepare}. */
    final void note(SkBuff skb, Route.Type to) {
        boolean v4 = In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        if (v4 && (ip.pktInfo || ipv6.recvPktInfo)) {
            skb.pktIfindex = skb.iif;
            skb.pktSpecDst = ipv4.routing().specDst(IpHeader.daddr(skb), to, skb.iif);
        }
        if (options().timestamping != Timestamping.NONE) {
            skb.tstamp = ipv4.clock().realtimeNanos();
        }
    }

    /**
     * Hears what became of a packet: who has not asked for every error is told only what is fatal, and only if connected, as
     * only that knows whom the error is about. {@code __udp4_lib_err}, {@code ping_err} and {@code raw_err}.
     *
     * @param quoted the packet, with its network header
     * @param payload where begins in it what this sock's program has sent
     * @param port where the packet was to go
     */
    final void hear(IcmpError error, SkBuff quoted, int payload, int port) {
        boolean tooLarge = error.isFragmentationNeeded();
        if (tooLarge && ip.pmtuDiscovery == IpOptions.PmtuDiscovery.DONT) {
            return;
        }
        boolean isFatal = error.isFatal() || tooLarge;
        if (ip.recvErr) {
            queueError(error, quoted, payload, port);
        } else if (!isFatal || state() != TcpState.ESTABLISHED) {
            return;
        }
        setErr(error.errno().number());
        wakeUp(Poll.POLLERR);
    }

    /** {@code ip_icmp_error}. */
    private void queueError(IcmpError error, SkBuff quoted, int payload, int port) {
        SkBuff message = error.message().cloneSkb();
        message.pull(payload - message.data());
        message.pktIfindex = message.iif;
        int offender = IpHeader.saddr(message);
        SockExtendedErr told =
                new SockExtendedErr(error.errno(), true, error.type(), error.code(), error.info(), offender);
        errorQueue.enqueue(message, told, IpHeader.daddr(quoted), port);
    }

    /** Queues an error that a call returns too, for who has asked for every error. {@code ip_local_error}. */
    final void localError(Errno errno, int address, int port, int info) {
        if (ip.recvErr) {
            errorQueue.enqueue(SkBuff.alloc(0), SockExtendedErr.local(errno, info), address, port);
        }
    }

    /** Sends a packet that begins with its transport's header, as the message's cookie says. The caller sees to the softirq. */
    final void transmit(SkBuff skb, RouteOutput route, IpcmCookie ipc) {
        charge(skb);
        int ttl = ipc.ttl(SockAddrIn.isMulticast(route.daddr().v4()));
        ipv4.ipOutput().send(skb, route, protocol(), ipc.tos(), ttl, nextIpId(), ip.pmtuDiscovery.dontFragment());
    }

    /**
     * The way of one message. Throws what {@link IpRoute#output} does, and EACCES for one to all without SO_BROADCAST.
     *
     * @param known the way that is known already, or null
     */
    final RouteOutput route(int daddr, IpcmCookie ipc, @Nullable RouteOutput known) {
        RouteOutput route = known == null ? findRoute(daddr, ipc) : known;
        if (route.type() == Route.Type.BROADCAST && !options().broadcast) {
            throw Errno.EACCES.exception();
        }
        return route;
    }

    private RouteOutput findRoute(int daddr, IpcmCookie ipc) {
        int oif = ipc.oif();
        int saddr = ipc.source();
        if (SockAddrIn.isMulticast(daddr)) {
            oif = oif == 0 ? ip.multicastIfindex : oif;
            saddr = saddr == 0 ? ip.multicastAddress : saddr;
        }
        return ipv4.routing().output(daddr, saddr, oif);
    }

    @Override
    public final boolean hasTimestamps() {
        return true;
    }

    @Override
    public final boolean hasControlMessages() {
        return true;
    }

    @Override
    public final void joinGroup(IpMreqn group) {
        ipv4.igmp().join(this, group);
    }

    @Override
    public final void leaveGroup(IpMreqn group) {
        ipv4.igmp().leave(this, group);
    }

    @Override
    public final void setMulticastInterface(IpMreqn asked) {
        int ifindex = 0;
        if (asked.ifindex() != 0 || asked.address() != 0) {
            NetDevice device = ipv4.routing().deviceFor(asked.ifindex(), asked.address());
            if (device == null) {
                throw Errno.EADDRNOTAVAIL.exception();
            }
            ifindex = device.ifindex();
            if (!BoundDevice.takesFrom(options().boundDevIf, ifindex)) {
                throw Errno.EINVAL.exception();
            }
        }
        ip.multicastIfindex = ifindex;
        ip.multicastAddress = asked.address();
    }

    @Override
    public final void joinGroup(Ipv6Mreq group) {
        ipv4.mld().join(this, group);
    }

    @Override
    public final void leaveGroup(Ipv6Mreq group) {
        ipv4.mld().leave(this, group);
    }

    @Override
    public final void setMulticastInterface(int ifindex) {
        if (ifindex != 0) {
            ipv4.routing6().checkDevice(ifindex);
            if (!BoundDevice.takesFrom(options().boundDevIf, ifindex)) {
                throw Errno.EINVAL.exception();
            }
        }
        ipv6.multicastIfindex = ifindex;
    }

    @Override
    public final int routeMtu() {
        RouteOutput route = dst;
        if (route == null) {
            throw Errno.ENOTCONN.exception();
        }
        return route.mtu();
    }

    /** The number of the next packet. {@code inet_id}. */
    final int nextIpId() {
        return ipId.getAndIncrement() & 0xffff;
    }

    final int wmemAlloc() {
        return wmemAlloc.get();
    }

    /** {@code sock_writeable}: half of the buffer is free. */
    final boolean isWriteable() {
        return wmemAlloc.get() < options().sndbuf >> 1;
    }

    /** Counts a packet until its device has taken it. {@code skb_set_owner_w}. */
    final void charge(SkBuff skb) {
        int size = skb.truesize();
        wmemAlloc.addAndGet(size);
        skb.setDestructor(() -> uncharge(size));
    }

    /** {@code sock_wfree}. */
    private void uncharge(int size) {
        wmemAlloc.addAndGet(-size);
        if (isWriteable()) {
            wakeUp(Poll.POLLOUT | Poll.POLLWRNORM | Poll.POLLWRBAND);
        }
    }

    /** What forbids to send: the pending error, or -EPIPE; 0 if nothing does. */
    @CheckReturnValue
    final long refusal() {
        long error = sockError();
        return error == 0 && isShutdown(Shutdown.SEND_SHUTDOWN) ? Errno.EPIPE.negated() : error;
    }

    /**
     * Waits for room for one more packet, without the lock; told is also what forbids to send. {@code sock_alloc_send_pskb}.
     *
     * @return 0, or the pending error, -EPIPE, -EAGAIN, or what a signal says
     */
    @CheckReturnValue
    final long waitForWmem(boolean nonblock) {
        long timeout = SockWait.sndtimeo(this, nonblock);
        while (true) {
            long refused = refusal();
            if (refused < 0) {
                return refused;
            }
            if (wmemAlloc.get() < options().sndbuf) {
                return 0;
            }
            if (timeout == 0) {
                return Errno.EAGAIN.negated();
            }
            long left = wq().waitEvent(this::maySend, timeout);
            if (left < 0) {
                return SockWait.intrErrno(timeout);
            }
            timeout = left;
        }
    }

    private boolean maySend() {
        return wmemAlloc.get() < options().sndbuf || err() != 0 || isShutdown(Shutdown.SEND_SHUTDOWN);
    }
}
