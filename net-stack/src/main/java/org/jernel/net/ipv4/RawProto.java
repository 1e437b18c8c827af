package org.jernel.net.ipv4;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.Inet6Bind;
import org.jernel.net.inet.Ipv6Options;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;

/**
 * IP as the socket layer sees it: raw socks, which get copies of what arrives. {@code raw_prot} of {@code net/ipv4/raw.c} and
 * {@code rawv6_prot} of {@code net/ipv6/raw.c}, which here serves ICMPv6 alone.
 */
final class RawProto extends DatagramProto {

    /** Who gets copies, by protocol. {@code raw_v4_hashinfo}. */
    private final ConcurrentHashMap<Integer, List<RawSock>> hash = new ConcurrentHashMap<>();

    /** Every open sock. */
    private final Set<RawSock> socks = ConcurrentHashMap.newKeySet();

    private final int family;

    /** IP for sockets of AF_INET, or IPv6 for those of AF_INET6. */
    RawProto(Ipv4 ipv4, int family) {
        super(ipv4);
        this.family = family;
    }

    @Override
    public String name() {
        return isInet6() ? "RAWv6" : "RAW";
    }

    private boolean isInet6() {
        return family == AddressFamily.AF_INET6;
    }

    Set<RawSock> socks() {
        return socks;
    }

    /** Forgets every sock. */
    void clear() {
        socks.clear();
        hash.clear();
    }

    @Override
    public RawSock createSock(Net net, int type, int protocol) {
        if (isInet6() && protocol != IpProtocol.IPPROTO_ICMPV6) {
            throw Errno.EPROTONOSUPPORT.exception();
        }
        RawSock sk = new RawSock(ipv4, this, family, protocol);
        socks.add(sk);
        hash.computeIfAbsent(protocol, _ -> new CopyOnWriteArrayList<>()).add(sk);
        sk.hashed = true;
        checkUp(sk);
        return sk;
    }

    /** Whoever may open a raw socket may bind it to any address that is here; its family is nobody's business. */
    @Override
    public boolean bind(Sock sock, SockAddr addr) {
        RawSock sk = (RawSock) sock;
        sk.lockSock();
        try {
            if (isInet6()) {
                bind6(sk, addr);
            } else {
                bind4(sk, addr);
            }
            sk.dst = null;
        } finally {
            sk.releaseSock();
        }
        return true;
    }

    private void bind4(RawSock sk, SockAddr addr) {
        if (sk.state() != TcpState.CLOSE || addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        In6Addr address = In6Addr.mapped(SockAddrIn.address(addr));
        if (!ipv4.mayBind(address)) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        sk.rcvSaddr = address;
        sk.saddr = switch (ipv4.routing().typeOf(address.v4())) {
            case MULTICAST, BROADCAST -> In6Addr.V4_ANY;
            case LOCAL, UNICAST -> address;
        };
    }

    /** {@code rawv6_bind}. */
    private void bind6(RawSock sk, SockAddr addr) {
        if (addr.length() < SockAddrIn6.LENGTH_RFC2133 || addr.family() != AddressFamily.AF_INET6) {
            throw Errno.EINVAL.exception();
        }
        In6Addr address = SockAddrIn6.address(addr);
        if (address.isV4Mapped()) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        if (sk.state() != TcpState.CLOSE) {
            throw Errno.EINVAL.exception();
        }
        Inet6Bind.takeDevice(sk, address, SockAddrIn6.scopeId(addr));
        if (!ipv4.mayBind(address)) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        sk.rcvSaddr = address;
        sk.saddr = address.isMulticast() ? sk.saddr : address;
    }

    @Override
    public void connect(Sock sk, SockAddr addr) {
        if (isInet6()) {
            requireInet6(addr);
        }
        super.connect(sk, addr);
    }

    @Override
    public void disconnect(Sock sk) {
        super.disconnect(sk);
        // What inet_num is to others is the protocol here, and stays.
        ((RawSock) sk).num = sk.protocol();
    }

    @Override
    public void putPort(Sock sock) {
        RawSock sk = (RawSock) sock;
        sk.hashed = false;
        List<RawSock> there = hash.get(sk.protocol());
        if (there != null) {
            there.remove(sk);
        }
    }

    @Override
    void unhash(DatagramSock sk) {
        putPort(sk);
        socks.remove((RawSock) sk);
    }

    @Override
    @KernelFunction("raw_sendmsg")
    long send(DatagramSock sk, MsgHdr message) {
        return isInet6()
                ? Raw6Sendmsg.sendmsg((RawSock) sk, message)
                : RawSendmsg.sendmsg((RawSock) sk, message);
    }

    @Override
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return (flags & MsgFlags.MSG_OOB) != 0 ? Errno.EOPNOTSUPP.negated() : super.recvmsg(sk, message, flags);
    }

    /**
     * Copies a packet, which begins with its transport's header, to all who want it, IP header included. Returns whether
     * anybody is there for its protocol. {@code raw_v4_input}.
     */
    boolean receive(SkBuff skb, Route.Type to) {
        List<RawSock> there = hash.get(IpHeader.protocol(skb));
        boolean delivered = false;
        if (there == null) {
            return false;
        }
        for (RawSock sk : there) {
            if (sk.matches(IpHeader.saddr(skb), IpHeader.daddr(skb), skb.iif)) {
                delivered = true;
                if (!sk.isFiltered(skb) && Igmp.allows(sk, skb)) {
                    SkBuff copy = skb.cloneSkb();
                    int _ = copy.push(copy.data() - copy.networkHeader());
                    sk.note(copy, to);
                    boolean _ = sk.receiveQueue.enqueue(copy);
                }
            }
        }
        return delivered;
    }

    /**
     * Copies a message of ICMPv6 to all who want it, without the header of IPv6. {@code ipv6_raw_deliver}.
     *
     * @param isRight whether its checksum is, which those do not mind who have IPV6_CHECKSUM off
     */
    void receive6(SkBuff skb, Route.Type to, boolean isRight) {
        for (RawSock sk : hash.getOrDefault(IpProtocol.IPPROTO_ICMPV6, List.of())) {
            boolean accepts = isRight || sk.ipv6.checksumOffset == Ipv6Options.NO_CHECKSUM;
            if (accepts && sk.matches6(skb) && !sk.isFiltered6(skb)) {
                SkBuff copy = skb.cloneSkb();
                sk.note(copy, to);
                boolean _ = sk.receiveQueue.enqueue(copy);
            }
        }
    }

    /** Tells who sends such packets what became of one. {@code raw_icmp_error}. */
    void error(SkBuff quoted, IcmpError error) {
        for (RawSock sk : hash.getOrDefault(IpHeader.protocol(quoted), List.of())) {
            if (sk.matches(IpHeader.daddr(quoted), IpHeader.saddr(quoted), error.message().iif)) {
                int payload = sk.ip.headerIncluded ? quoted.networkHeader() : quoted.data();
                sk.hear(error, quoted, payload, 0);
            }
        }
    }
}
