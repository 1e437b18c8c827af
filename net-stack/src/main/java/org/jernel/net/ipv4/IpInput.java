package org.jernel.net.ipv4;

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
    public void receive(SkBuff skb) {
        skb.setNetworkHeader(skb.data());
        if (skb.len() < IpHeader.LENGTH || IpHeader.version(skb) != VERSION) {
            return;
        }
        int headerLength = IpHeader.headerLength(skb);
        int totalLength = IpHeader.totalLength(skb);
        if (headerLength < IpHeader.LENGTH || totalLength < headerLength || skb.len() < totalLength) {
            return;
        }
        if (Checksum.of(skb.bytes(), skb.networkHeader(), headerLength) != 0 || IpHeader.isFragment(skb)) {
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
        if (isOurs) {
            skb.pull(headerLength);
            skb.setTransportHeader(skb.data());
            deliver(skb, to);
        }
    }

    /** {@code ip_local_deliver_finish}. */
    private void deliver(SkBuff skb, Route.Type to) {
        InetProtocol protocol = ipv4.protocol(IpHeader.protocol(skb));
        boolean wanted = ipv4.raw().receive(skb, to);
        if (protocol == null && !wanted) {
            ipv4.icmp().send(skb, to, IcmpHeader.DEST_UNREACH, IcmpHeader.PROT_UNREACH);
        } else if (protocol != null) {
            protocol.receive(skb, to);
        }
    }
}
