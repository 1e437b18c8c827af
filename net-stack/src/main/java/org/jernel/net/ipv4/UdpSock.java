package org.jernel.net.ipv4;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.DatagramQueue;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.TcpState;
import org.jernel.net.device.NetDevice;
import org.jernel.net.inet.InetDgramSock;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A UDP sock of our own stack. {@code struct udp_sock}.
 *
 * <p>Datagrams come in without the sock's lock and go out without it, unless they are corked; the lock guards addresses, groups
 * and the cork.
 */
final class UdpSock extends InetDgramSock {

    final Ipv4 ipv4;
    final DatagramQueue receiveQueue = new DatagramQueue(this);

    /** What corked sends have written so far. */
    final UdpCork pending = new UdpCork(this);

    /** The groups that it has joined. {@code mc_list}. */
    final List<IpMreqn> groups = new CopyOnWriteArrayList<>();

    /** The groups of IPv6 that it has joined. {@code ipv6_mc_list}. */
    final List<Ipv6Mreq> groups6 = new CopyOnWriteArrayList<>();

    /** The way to the peer, while connected. {@code sk_dst_cache}. */
    volatile @Nullable RouteOutput dst;

    /** The port that is this sock's in the table, which guards it; 0 for none. */
    int portHeld;

    /** Bound with SO_REUSEPORT, so datagrams are spread over those who did alike. {@code sk_reuseport_cb}. */
    volatile boolean sharesPort;

    /** {@code sk_wmem_alloc}: what was sent and no device has taken yet. */
    private final AtomicInteger wmemAlloc = new AtomicInteger();

    private final AtomicInteger ipId = new AtomicInteger();

    UdpSock(Ipv4 ipv4, Proto proto, int family) {
        super(ipv4.net(), proto, family, IpProtocol.IPPROTO_UDP);
        this.ipv4 = ipv4;
    }

    /** Whether this sock is bound to all addresses of IPv4, or of IPv6. */
    boolean isBoundToAny(boolean v4) {
        return RcvSaddr.isWildcardFor(rcvSaddr, ipv6Only, v4);
    }

    /** Whether a datagram to that address may be for this sock. */
    boolean receivesAt(long high, long low) {
        return rcvSaddr.is(high, low) || isBoundToAny(In6Addr.isV4Mapped(high, low));
    }

    /** Whether some address is both socks'. */
    boolean sharesAddressWith(UdpSock other) {
        return RcvSaddr.overlap(rcvSaddr, ipv6Only, other.rcvSaddr, other.ipv6Only);
    }

    /** How well a datagram from there fits; 0 if not at all. {@code compute_score}. */
    int scoreFor(long fromHigh, long fromLow, int port) {
        int score = family() == AddressFamily.AF_INET ? 2 : 1;
        if (In6Addr.isV4Mapped(fromHigh, fromLow) ? hasIpv4Peer() : !daddr.isAny()) {
            if (!daddr.is(fromHigh, fromLow)) {
                return 0;
            }
            score += 4;
        }
        if (dport != 0) {
            if (dport != port) {
                return 0;
            }
            score += 4;
        }
        return score;
    }

    /** {@code inet_daddr}, which a disconnect clears; {@code sk_v6_daddr} stays, and what IPv6 brings is compared with it. */
    private boolean hasIpv4Peer() {
        return state() == TcpState.ESTABLISHED && daddr.isV4Mapped();
    }

    @Override
    public boolean hasTimestamps() {
        return true;
    }

    @Override
    public boolean hasControlMessages() {
        return true;
    }

    @Override
    public void joinGroup(IpMreqn group) {
        ipv4.igmp().join(this, group);
    }

    @Override
    public void leaveGroup(IpMreqn group) {
        ipv4.igmp().leave(this, group);
    }

    @Override
    public void setMulticastInterface(IpMreqn asked) {
        int ifindex = 0;
        if (asked.ifindex() != 0 || asked.address() != 0) {
            NetDevice device = ipv4.routing().deviceFor(asked.ifindex(), asked.address());
            if (device == null) {
                throw Errno.EADDRNOTAVAIL.exception();
            }
            ifindex = device.ifindex();
        }
        ip.multicastIfindex = ifindex;
        ip.multicastAddress = asked.address();
    }

    @Override
    public void joinGroup(Ipv6Mreq group) {
        ipv4.mld().join(this, group);
    }

    @Override
    public void leaveGroup(Ipv6Mreq group) {
        ipv4.mld().leave(this, group);
    }

    @Override
    public void setMulticastInterface(int ifindex) {
        if (ifindex != 0) {
            ipv4.routing6().checkDevice(ifindex);
            if (scopeId != 0 && scopeId != ifindex) {
                throw Errno.EINVAL.exception();
            }
        }
        ipv6.multicastIfindex = ifindex;
    }

    @Override
    public int routeMtu() {
        RouteOutput route = dst;
        if (route == null) {
            throw Errno.ENOTCONN.exception();
        }
        return route.mtu();
    }

    /** The number of the next packet. {@code inet_id}. */
    int nextIpId() {
        return ipId.getAndIncrement() & 0xffff;
    }

    int wmemAlloc() {
        return wmemAlloc.get();
    }

    /** {@code sock_writeable}: half of the buffer is free. */
    boolean isWriteable() {
        return wmemAlloc.get() < options().sndbuf >> 1;
    }

    /** Counts a packet until its device has taken it. {@code skb_set_owner_w}. */
    void charge(SkBuff skb) {
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
    long refusal() {
        long error = sockError();
        return error == 0 && isShutdown(Shutdown.SEND_SHUTDOWN) ? Errno.EPIPE.negated() : error;
    }

    /**
     * Waits for room for one more packet, without the lock; told is also what forbids to send. {@code sock_alloc_send_pskb}.
     *
     * @return 0, or the pending error, -EPIPE, -EAGAIN, or what a signal says
     */
    @CheckReturnValue
    long waitForWmem(boolean nonblock) {
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

    @Override
    public String toString() {
        return "udp %d->%d".formatted(num, dport);
    }
}
