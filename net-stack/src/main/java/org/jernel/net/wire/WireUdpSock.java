package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Poll;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SockQueues;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetDgramSock;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A UDP sock whose datagrams the host keeps; the first of them is here once somebody has looked at it.
 *
 * <p>Every use of the descriptor happens with the sock's lock held. Who waits compares the {@link #news} with those before its
 * own try, so that an event between the try and the wait is never lost, whoever else tries.
 */
final class WireUdpSock extends InetDgramSock implements WireSock, Readiness {

    /** A datagram that was taken from the host, whole. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Datagram(HostAddress from, byte[] data) {}

    private final WireNetwork network;
    private final HostDatagram host;

    /** What corked sends have written so far. */
    final WireCork pending = new WireCork();

    /** What the event loop has told, and what somebody took from the host and left here. */
    final News news = new News();

    private @Nullable Datagram first;
    private volatile boolean writable = true;
    private boolean closed;

    WireUdpSock(WireNetwork network, Net net, Proto proto, int family, HostDatagram host) {
        super(net, proto, family, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
        this.network = network;
        this.host = host;
        host.onReady(this);
        network.add(this);
    }

    WireNetwork network() {
        return network;
    }

    private HostDatagram host() {
        if (closed) {
            throw Errno.ENETDOWN.exception();
        }
        return host;
    }

    /** In softirq context. */
    @Override
    public void ready(int events) {
        if ((events & Poll.POLLOUT) != 0) {
            writable = true;
        }
        if ((events & Poll.POLLERR) != 0) {
            lockSock();
            try {
                refresh();
            } finally {
                releaseSock();
            }
        }
        news.come();
        wakeAll(events | ((events & Poll.POLLIN) == 0 ? 0 : Poll.POLLRDNORM));
    }

    private void wakeAll(int key) {
        Socket owner = socket();
        if (owner != null) {
            owner.wq().wakeUpAll(key);
        }
    }

    /** What the host has noted meanwhile is this sock's error. */
    @Override
    public void refresh() {
        int error = closed ? 0 : host.takeError();
        if (error != 0) {
            setErr(error);
            wakeUpAll();
        }
    }

    int bind(HostAddress address) {
        host().bind(address);
        return host.localAddress().port();
    }

    void connect(HostAddress peer) {
        host().connect(peer);
        daddr = peer.address();
        dport = peer.port();
        HostAddress local = host.localAddress();
        saddr = local.address();
        rcvSaddr = rcvSaddr.isWildcard() ? local.address() : rcvSaddr;
        setState(TcpState.ESTABLISHED);
        pending.redirect(peer);
        host.arm(Poll.POLLIN);
    }

    void disconnect() {
        if (state() == TcpState.ESTABLISHED || !boundPort) {
            host().disconnect(boundPort);
        }
        setState(TcpState.CLOSE);
        daddr = anyAddress();
        dport = 0;
        options().boundDevIf = 0;
        if (!boundAddress) {
            saddr = anyAddress();
            rcvSaddr = anyAddress();
        }
        if (!boundPort) {
            num = 0;
        }
    }

    /**
     * Looks for a datagram.
     *
     * @return 0 if {@link #take} has one, -EAGAIN, or the error that the host had in its place
     */
    @CheckReturnValue
    long fill() {
        if (first != null) {
            return 0;
        }
        if (closed) {
            return Errno.EAGAIN.negated();
        }
        Scratch scratch = network.scratches().take();
        try {
            long bytes = host.receive(scratch);
            if (bytes < 0) {
                if (bytes == Errno.EAGAIN.negated()) {
                    host.arm(Poll.POLLIN);
                }
                return bytes;
            }
            scratch.fromHost((int) bytes);
            byte[] data = new byte[(int) bytes];
            System.arraycopy(scratch.array(), 0, data, 0, data.length);
            first = new Datagram(host.sender(), data);
            if (!network.tap().isOff()) {
                network.tap().datagramReceived(this, first.from(), data);
            }
            return 0;
        } finally {
            network.scratches().give(scratch);
        }
    }

    /** As {@link #fill}, for who leaves the datagram to another. */
    @CheckReturnValue
    long look() {
        boolean known = first != null;
        long missing = fill();
        if (missing == 0 && !known) {
            // The host drops the event of what has been taken before it was told.
            news.come();
            wakeAll(Poll.POLLIN | Poll.POLLRDNORM);
        }
        return missing;
    }

    /** Whether there is a datagram, for who does not receive it: an error in its place stays for who does. */
    boolean hasDatagram() {
        long missing = look();
        if (missing < 0 && missing != Errno.EAGAIN.negated()) {
            setErr((int) -missing);
            wakeUpAll();
        }
        return missing == 0;
    }

    /** The datagram that {@link #fill} found, which stays if {@code peek} says so. */
    @Nullable
    Datagram take(boolean peek) {
        Datagram next = first;
        if (!peek) {
            first = null;
        }
        return next;
    }

    /** An address of the host's as this sock's family says it. */
    SockAddr nameOf(HostAddress from) {
        return family() == AddressFamily.AF_INET6
                ? SockAddrIn6.of(from.address(), from.port(), from.scopeId())
                : SockAddrIn.of(from.address().v4(), from.port());
    }

    /** The next datagram only: the host keeps the others, and takes what is sent at once. */
    @Override
    public SockQueues queues() {
        lockSock();
        try {
            return hasDatagram() && first != null ? new SockQueues(first.data().length, 0) : SockQueues.EMPTY;
        } finally {
            releaseSock();
        }
    }

    /** Looked at without the lock: is there anything for a receiver that tried when so much news had come? */
    boolean isWorthReceiving(int seen) {
        return news.isAfter(seen) || err() != 0 || isShutdown(Shutdown.RCV_SHUTDOWN);
    }

    /** Sends the first bytes of {@code scratch}'s array, to the peer if {@code to} is null: 0 or -errno. */
    @CheckReturnValue
    long send(Scratch scratch, int length, @Nullable HostAddress to) {
        writable = false;
        scratch.toHost(length);
        long result = host().send(scratch, length, to);
        if (result == Errno.EAGAIN.negated()) {
            host.arm(Poll.POLLOUT);
        } else {
            writable = true;
        }
        if (result == 0 && !network.tap().isOff()) {
            HostAddress peer = to == null ? new HostAddress(daddr, dport) : to;
            network.tap().datagramSent(this, peer, scratch.array(), length);
        }
        return result;
    }

    /** Looked at without the lock: is there anything for a sender that tried when so much news had come? */
    boolean isWorthSending(int seen) {
        return news.isAfter(seen) || err() != 0 || isShutdown(Shutdown.SEND_SHUTDOWN);
    }

    /** Looked at without the lock. */
    boolean isWritable() {
        return writable;
    }

    void armForPoll() {
        if (!closed) {
            host.arm(writable ? Poll.POLLIN : Poll.POLLIN | Poll.POLLOUT);
        }
    }

    @Override
    public void setHostOption(int level, int name, int value) {
        host().setOption(level, name, value);
    }

    @Override
    public int hostOption(int level, int name, int guess) {
        return closed ? guess : host.option(level, name, guess);
    }

    @Override
    public void joinGroup(IpMreqn group) {
        host().joinGroup(group);
    }

    @Override
    public void leaveGroup(IpMreqn group) {
        host().leaveGroup(group);
    }

    @Override
    public void setMulticastInterface(IpMreqn device) {
        host().setMulticastInterface(device);
        ip.multicastAddress = device.address();
    }

    @Override
    public void joinGroup(Ipv6Mreq group) {
        host().joinGroup(group);
    }

    @Override
    public void leaveGroup(Ipv6Mreq group) {
        host().leaveGroup(group);
    }

    @Override
    public void setMulticastInterface(int ifindex) {
        setHostOption(IpProtocol.IPPROTO_IPV6, OptName.IPV6_MULTICAST_IF, ifindex);
        ipv6.multicastIfindex = ifindex;
    }

    /** The host tells, and no transport asks it. */
    @Override
    public int routeMtu() {
        throw Errno.ENOPROTOOPT.exception();
    }

    /** No transport receives the host's control messages. */
    @Override
    public boolean hasControlMessages() {
        return false;
    }

    void close() {
        lockSock();
        try {
            closeHost();
        } finally {
            releaseSock();
        }
        host.awaitClosed();
    }

    @Override
    public void networkDown() {
        // The error first: who sees the end without it would take it for a shutdown.
        setErr(Errno.ENETDOWN.number());
        setShutdownMask(Shutdown.SHUTDOWN_MASK);
        wakeUpAll();
    }

    @Override
    public void abandonHost() {
        lockSock();
        try {
            closeHost();
        } finally {
            releaseSock();
        }
    }

    private void closeHost() {
        if (!closed) {
            closed = true;
            // Kernel code may close a socket in which a thread waits still.
            setShutdownMask(Shutdown.SHUTDOWN_MASK);
            host.close();
            network.remove(this);
            first = null;
            setState(TcpState.CLOSE);
        }
    }
}
