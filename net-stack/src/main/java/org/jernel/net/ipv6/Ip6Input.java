package org.jernel.net.ipv6;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.IpExtMib;
import org.jernel.net.core.IpMib;
import org.jernel.net.core.NetMib;
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
    private final NetMib.IpCounters mib;
    private final @Nullable PacketHandler[] protocols = new @Nullable PacketHandler[PROTOCOLS];

    /** Tells whether packets to an address, in halves, that come by a device are for this host. */
    @FunctionalInterface
    public interface Recipient {

        boolean isFor(long high, long low, int iif);
    }

    /** @param mib counts its packets */
    public Ip6Input(Recipient recipient, NetMib.IpCounters mib) {
        this.recipient = recipient;
        this.mib = mib;
    }

    /** Has a protocol take packets, which then begin with its own header; before the first comes. {@code inet6_add_protocol}. */
    public void addProtocol(int nextHeader, PacketHandler protocol) {
        protocols[nextHeader] = protocol;
    }

    /** {@code ipv6_rcv} and {@code ip6_input}: what is malformed, for others or unknown is dropped. */
    @Override
    @KernelFunction("ipv6_rcv")
    public void receive(SkBuff skb) {
        mib.packet(IpMib.IN_RECEIVES, IpExtMib.IN_OCTETS, skb.len());
        skb.setNetworkHeader(skb.data());
        if (skb.len() < Ip6Header.LENGTH || Ip6Header.version(skb) != VERSION) {
            mib.increment(IpMib.IN_HDR_ERRORS);
            return;
        }
        mib.increment(IpExtMib.ofEcn(Ip6Header.trafficClass(skb)));
        int length = Ip6Header.LENGTH + Ip6Header.payloadLength(skb);
        if (skb.len() < length) {
            mib.increment(IpExtMib.IN_TRUNCATED_PKTS);
            return;
        }
        skb.trim(length);
        Ip6Header.readAddresses(skb);
        // A mapped address never is on a wire, where it could pass for the IPv4 host's. RFC 4942, 2.2.
        boolean mapped = In6Addr.isV4Mapped(skb.saddrHigh, skb.saddrLow)
                || In6Addr.isV4Mapped(skb.daddrHigh, skb.daddrLow);
        if (mapped || !recipient.isFor(skb.daddrHigh, skb.daddrLow, skb.iif)) {
            mib.increment(IpMib.IN_ADDR_ERRORS);
            return;
        }
        PacketHandler protocol = protocols[Ip6Header.nextHeader(skb)];
        if (protocol == null) {
            mib.increment(IpMib.IN_UNKNOWN_PROTOS);
            return;
        }
        if (In6Addr.isMulticast(skb.daddrHigh)) {
            mib.packet(IpExtMib.IN_MCAST_PKTS, IpExtMib.IN_MCAST_OCTETS, length);
        }
        mib.increment(IpMib.IN_DELIVERS);
        skb.pull(Ip6Header.LENGTH);
        skb.setTransportHeader(skb.data());
        protocol.receive(skb);
    }
}
