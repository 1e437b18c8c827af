package org.jernel.net.ipv6;

import org.jernel.net.core.SkBuff;
import org.jernel.net.device.PacketHandler;
import org.jernel.net.uapi.In6Addr;
import org.jspecify.annotations.Nullable;

/**
 * Checks received packets and hands those for this host to the protocol of their next header. Modelled on {@code
 * net/ipv6/ip6_input.c}. Extension headers belong to no protocol here: such packets are dropped.
 */
public final class Ip6Input implements PacketHandler {

    private static final int VERSION = 6;
    private static final int PROTOCOLS = 256;

    private final Recipient recipient;
    private final @Nullable PacketHandler[] protocols = new @Nullable PacketHandler[PROTOCOLS];

    /** Tells whether packets to an address, in halves, that come by a device are for this host. */
    @FunctionalInterface
    public interface Recipient {

        boolean isFor(long high, long low, int iif);
    }

    public Ip6Input(Recipient recipient) {
        this.recipient = recipient;
    }

    /** Has a protocol take packets, which then begin with its own header; before the first comes. {@code inet6_add_protocol}. */
    public void addProtocol(int nextHeader, PacketHandler protocol) {
        protocols[nextHeader] = protocol;
    }

    /** {@code ipv6_rcv} and {@code ip6_input}: what is malformed, for others or unknown is dropped. */
    @Override
    public void receive(SkBuff skb) {
        skb.setNetworkHeader(skb.data());
        if (skb.len() < Ip6Header.LENGTH || Ip6Header.version(skb) != VERSION) {
            return;
        }
        int length = Ip6Header.LENGTH + Ip6Header.payloadLength(skb);
        if (skb.len() < length) {
            return;
        }
        skb.trim(length);
        Ip6Header.readAddresses(skb);
        // A mapped address never is on a wire, where it could pass for the IPv4 host's. RFC 4942, 2.2.
        boolean mapped = In6Addr.isV4Mapped(skb.saddrHigh, skb.saddrLow)
                || In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        PacketHandler protocol = protocols[Ip6Header.nextHeader(skb)];
        if (mapped || protocol == null || !recipient.isFor(skb.daddrHigh, skb.daddrLow, skb.iif)) {
            return;
        }
        skb.pull(Ip6Header.LENGTH);
        skb.setTransportHeader(skb.data());
        protocol.receive(skb);
    }
}
