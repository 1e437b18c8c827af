package org.jernel.net.ipv4;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SocketType;

/** A sock whose packets are those of IP itself, of one protocol; its port is the protocol. {@code struct raw_sock}. */
final class RawSock extends DatagramSock {

    private static final int NO_PORT = 0;

    /** The types of ICMP that the filter has a bit for. */
    private static final int FILTERED_TYPES = 32;

    /** What a message of ICMPv6 must have at least for its type to be looked at. {@code ICMPV6_HDRLEN}. */
    private static final int FILTERED_HEADER = 4;

    /** Whether packets come here; disconnecting a raw socket ends that for good. */
    volatile boolean hashed;

    RawSock(Ipv4 ipv4, Proto proto, int family, int protocol) {
        super(ipv4, proto, family, SocketType.SOCK_RAW, protocol);
        num = protocol;
        ip.headerIncluded = protocol == IpProtocol.IPPROTO_RAW;
        options().reuseAddr = true;
        if (family == AddressFamily.AF_INET6) {
            ipv6.checksumOffset = Icmp6.CHECKSUM_AT;
        }
    }

    /** Whether packets between those addresses are this sock's business. {@code raw_v4_match}. */
    boolean matches(int remote, int local, int iif) {
        if (!BoundDevice.takesFrom(options().boundDevIf, iif)) {
            return false;
        }
        boolean fromPeer = daddr.isWildcard() || daddr.v4() == remote;
        return fromPeer && (rcvSaddr.isWildcard() || rcvSaddr.v4() == local);
    }

    /** Whether the sock wants no message of ICMP that is like this one. {@code icmp_filter}. */
    boolean isFiltered(SkBuff skb) {
        if (protocol() != IpProtocol.IPPROTO_ICMP) {
            return false;
        }
        if (skb.len() < IcmpHeader.LENGTH) {
            return true;
        }
        int type = IcmpHeader.type(skb);
        return type < FILTERED_TYPES && (ip.icmpFilter >> type & 1) != 0;
    }

    /** Whether a packet of IPv6 is this sock's business. {@code raw_v6_match}. */
    boolean matches6(SkBuff skb) {
        boolean fromPeer = daddr.isWildcard() || daddr.is(skb.saddrHigh, skb.saddrLow);
        if (!fromPeer || !BoundDevice.takesFrom(options().boundDevIf, skb.iif)) {
            return false;
        }
        boolean toGroup = In6Addr.isMulticast(skb.daddrHigh);
        return rcvSaddr.isWildcard() || rcvSaddr.is(skb.daddrHigh, skb.daddrLow) || (toGroup && Mld.allows(this, skb));
    }

    /** Whether the sock wants no message of ICMPv6 that is like this one. {@code icmpv6_filter}. */
    boolean isFiltered6(SkBuff skb) {
        if (skb.len() < FILTERED_HEADER) {
            return true;
        }
        int type = IcmpHeader.type(skb);
        return (ipv6.icmpFilter[type / Byte.SIZE] >> type % Byte.SIZE & 1) != 0;
    }

    @Override
    public int optionLevel() {
        return IpProtocol.SOL_RAW;
    }

    @Override
    public int shownPort() {
        return hashed ? num : NO_PORT;
    }

    /** The end of {@code raw_recvmsg}. */
    @Override
    long copyOut(SkBuff skb, MsgHdr message, int flags) {
        long copied = copyPacket(skb, message);
        if (copied < 0) {
            return copied;
        }
        describe(skb, message, NO_PORT);
        return (flags & MsgFlags.MSG_TRUNC) != 0 ? skb.len() : copied;
    }

    @Override
    public String toString() {
        return "raw " + num;
    }
}
