package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.IpExtMib;
import org.jernel.net.core.IpMib;
import org.jernel.net.core.NetMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.device.PacketHandler;

/** Checks received packets and hands those for this host to their protocol. Modelled on {@code net/ipv4/ip_input.c}. */
final class IpInput implements PacketHandler {

    private static final int VERSION = 4;

    private final Ipv4 ipv4;

    IpInput(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    /** {@code ip_rcv}: what is malformed or for others is dropped. */
    @Override
    @KernelFunction("ip_rcv")
    public void receive(SkBuff skb) {
        NetMib.IpCounters mib = ipv4.net().mib().ip();
        mib.packet(IpMib.IN_RECEIVES, IpExtMib.IN_OCTETS, skb.len());
        skb.setNetworkHeader(skb.data());
        if (skb.len() < IpHeader.LENGTH || IpHeader.version(skb) != VERSION) {
            mib.increment(IpMib.IN_HDR_ERRORS);
            return;
        }
        int headerLength = IpHeader.headerLength(skb);
        int totalLength = IpHeader.totalLength(skb);
        if (headerLength < IpHeader.LENGTH || totalLength < headerLength) {
            mib.increment(IpMib.IN_HDR_ERRORS);
            return;
        }
        if (Checksum.of(skb.bytes(), skb.networkHeader(), headerLength) != 0) {
            mib.increment(IpExtMib.IN_CSUM_ERRORS);
            mib.increment(IpMib.IN_HDR_ERRORS);
            return;
        }
        mib.increment(IpExtMib.ofEcn(IpHeader.tos(skb)));
        if (skb.len() < totalLength) {
            mib.increment(IpExtMib.IN_TRUNCATED_PKTS);
            return;
        }
        if (IpHeader.isFragment(skb)) {
            mib.increment(IpMib.REASM_REQDS);
            mib.increment(IpMib.REASM_FAILS);
            return;
        }
        skb.trim(totalLength);
        IpHeader.readAddresses(skb);
        Route.Type to = ipv4.routing().typeOf(IpHeader.daddr(skb));
        boolean isOurs = switch (to) {
            case LOCAL, BROADCAST -> true;
            case MULTICAST -> ipv4.igmp().isMember(IpHeader.daddr(skb), skb.iif);
            case UNICAST -> false;
        };
        if (!isOurs) {
            mib.increment(IpMib.IN_ADDR_ERRORS);
        } else {
            countManyfold(mib, to, skb.len());
            skb.pull(headerLength);
            skb.setTransportHeader(skb.data());
            deliver(skb, to);
        }
    }

    private static void countManyfold(NetMib.IpCounters mib, Route.Type to, int bytes) {
        if (to == Route.Type.MULTICAST) {
            mib.packet(IpExtMib.IN_MCAST_PKTS, IpExtMib.IN_MCAST_OCTETS, bytes);
        } else if (to == Route.Type.BROADCAST) {
            mib.packet(IpExtMib.IN_BCAST_PKTS, IpExtMib.IN_BCAST_OCTETS, bytes);
        }
    }

    /** {@code ip_local_deliver_finish}. */
    @KernelFunction("ip_local_deliver_finish")
    private void deliver(SkBuff skb, Route.Type to) {
        InetProtocol protocol = ipv4.protocol(IpHeader.protocol(skb));
        boolean wanted = ipv4.raw().receive(skb, to);
        if (protocol == null && !wanted) {
            ipv4.net().mib().ip().increment(IpMib.IN_UNKNOWN_PROTOS);
            ipv4.icmp().send(skb, to, IcmpHeader.DEST_UNREACH, IcmpHeader.PROT_UNREACH);
            return;
        }
        ipv4.net().mib().ip().increment(IpMib.IN_DELIVERS);
        if (protocol != null) {
            protocol.receive(skb, to);
        }
    }
}
