package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.Mib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.UdpMib;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.uapi.In6Addr;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose a datagram is, and answers those that are nobody's. {@code udp_rcv} of {@code net/ipv4/udp.c} and {@code
 * udpv6_rcv} of {@code net/ipv6/udp.c}.
 */
final class UdpInput implements InetProtocol {

    private final Ipv4 ipv4;

    UdpInput(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    @Override
    @KernelFunction("udp_rcv")
    public void receive(SkBuff skb, Route.Type to) {
        int length = skb.len() < UdpHeader.LENGTH ? 0 : UdpHeader.length(skb);
        if (length < UdpHeader.LENGTH || length > skb.len()) {
            mib(skb).increment(UdpMib.IN_ERRORS);
            return;
        }
        skb.trim(length);
        if (!UdpHeader.isChecksumRight(skb)) {
            mib(skb).increment(UdpMib.IN_CSUM_ERRORS);
            mib(skb).increment(UdpMib.IN_ERRORS);
            return;
        }
        if (to != Route.Type.LOCAL) {
            deliverToMany(skb, to);
            return;
        }
        UdpSock sk = ipv4.udp().lookup(
                skb.saddrHigh, skb.saddrLow, UdpHeader.source(skb), skb.daddrHigh, skb.daddrLow, UdpHeader.dest(skb),
                skb.iif);
        if (sk == null) {
            mib(skb).increment(UdpMib.NO_PORTS);
            refuse(skb, to);
        } else {
            queue(sk, skb, to);
        }
    }

    private static boolean isV4(SkBuff skb) {
        return In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
    }

    private Mib<UdpMib> mib(SkBuff skb) {
        return ipv4.net().mib().udp(skb.daddrHigh, skb.daddrLow);
    }

    private void refuse(SkBuff skb, Route.Type to) {
        if (isV4(skb)) {
            ipv4.icmp().send(skb, to, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH);
        } else {
            ipv4.icmp6().send(skb, Icmp6.DEST_UNREACH, Icmp6.PORT_UNREACH);
        }
    }

    /** Everybody who wants it gets it. {@code __udp4_lib_mcast_deliver} and {@code __udp6_lib_mcast_deliver}. */
    private void deliverToMany(SkBuff skb, Route.Type to) {
        boolean wanted = false;
        for (UdpSock sk : ipv4.udp().socksOf(UdpHeader.dest(skb))) {
            boolean isFromPeer = sk.scoreFor(skb.saddrHigh, skb.saddrLow, UdpHeader.source(skb), skb.iif) > 0;
            boolean allows = isV4(skb) ? Igmp.allows(sk, skb) : Mld.allows(sk, skb);
            if (sk.receivesAt(skb.daddrHigh, skb.daddrLow) && isFromPeer && allows) {
                wanted = true;
                queue(sk, skb.cloneSkb(), to);
            }
        }
        if (!wanted) {
            mib(skb).increment(UdpMib.IGNORED_MULTI);
        }
    }

    /** {@code udp_queue_rcv_skb}, with what the receiver wants to know noted first. */
    private void queue(UdpSock sk, SkBuff skb, Route.Type to) {
        sk.note(skb, to);
        if (!sk.daddr.isWildcard()) {
            sk.options().noteIncomingCpu(SoftIrq.CPU);
        }
        skb.pull(UdpHeader.LENGTH);
        if (!sk.receiveQueue.enqueue(skb)) {
            mib(skb).increment(UdpMib.RCVBUF_ERRORS);
            mib(skb).increment(UdpMib.IN_ERRORS);
        }
    }

    /** {@code __udp4_lib_err} and {@code __udp6_lib_err}. */
    @Override
    public void error(SkBuff quoted, IcmpError error) {
        UdpSock sk = sender(quoted, error.message().iif);
        if (sk != null) {
            sk.hear(error, quoted, quoted.data() + UdpHeader.LENGTH, UdpHeader.dest(quoted));
        }
    }

    private @Nullable UdpSock sender(SkBuff quoted, int iif) {
        return ipv4.udp().lookup(
                quoted.daddrHigh, quoted.daddrLow, UdpHeader.dest(quoted),
                quoted.saddrHigh, quoted.saddrLow, UdpHeader.source(quoted), iif);
    }
}
