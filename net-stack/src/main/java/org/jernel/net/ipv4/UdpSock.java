package org.jernel.net.ipv4;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SocketType;

/** A UDP sock of our own stack. {@code struct udp_sock}; the sock's lock guards the cork too. */
final class UdpSock extends DatagramSock {

    /** What corked sends have written so far. */
    final UdpCork pending = new UdpCork(this);

    /** The port that is this sock's in the table, which guards it; 0 for none. */
    int portHeld;

    /** Bound with SO_REUSEPORT, so datagrams are spread over those who did alike. {@code sk_reuseport_cb}. */
    volatile boolean sharesPort;

    UdpSock(Ipv4 ipv4, Proto proto, int family) {
        super(ipv4, proto, family, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
    }

    /** Whether this sock is bound to all addresses of IPv4, or of IPv6. */
    boolean isBoundToAny(boolean v4) {
        return RcvSaddr.isWildcardFor(rcvSaddr, ipv6Only, v4);
    }

    /** Whether a datagram to that address may be for this sock. */
    boolean receivesAt(long high, long low) {
        return rcvSaddr.is(high, low) || isBoundToAny(In6Addr.isV4Mapped(high, low));
    }

    /** Whether this sock must not be bound beside {@code other}, unless both want that. */
    boolean conflictsWith(UdpSock other) {
        return BoundDevice.overlap(options().boundDevIf, other.options().boundDevIf)
                && RcvSaddr.conflict(family(), rcvSaddr, ipv6Only, other.rcvSaddr, other.ipv6Only);
    }

    /** How well a datagram from there fits; 0 if not at all. {@code compute_score}. */
    int scoreFor(long fromHigh, long fromLow, int port, int iif) {
        if (!BoundDevice.takesFrom(options().boundDevIf, iif)) {
            return 0;
        }
        int score = (family() == AddressFamily.AF_INET ? 2 : 1) + (options().boundDevIf == 0 ? 0 : 4);
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
        return isOfThisCpu() ? score + 1 : score;
    }

    /** Whether SO_INCOMING_CPU has asked for what this CPU receives, or a datagram came by it. */
    boolean isOfThisCpu() {
        return options().incomingCpu == SoftIrq.CPU;
    }

    /** {@code inet_daddr}, which a disconnect clears; {@code sk_v6_daddr} stays, and what IPv6 brings is compared with it. */
    private boolean hasIpv4Peer() {
        return state() == TcpState.ESTABLISHED && daddr.isV4Mapped();
    }

    @Override
    long copyOut(SkBuff skb, MsgHdr message, int flags) {
        return UdpRecvmsg.copyOut(this, skb, message, flags);
    }

    @Override
    public String toString() {
        return "udp %d->%d".formatted(num, dport);
    }
}
