package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.device.PacketHandler;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/** Checks received packets and hands those for this host to their protocol. Modelled on {@code net/ipv4/ip_input.c}. */
final class IpInput implements PacketHandler {

    private static final int VERSION = 4;

    private final FibTable fib;
    private final TcpIpv4 tcp;

    IpInput(FibTable fib, TcpIpv4 tcp) {
        this.fib = fib;
        this.tcp = tcp;
    }

    /** {@code ip_rcv} and {@code ip_local_deliver}: what is malformed, for others or unknown is dropped. */
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
        skb.saddrLow = In6Addr.mappedLow(IpHeader.saddr(skb));
        skb.daddrLow = In6Addr.mappedLow(IpHeader.daddr(skb));
        if (!fib.isLocal(skb.daddrHigh, skb.daddrLow) || IpHeader.protocol(skb) != IpProtocol.IPPROTO_TCP) {
            return;
        }
        skb.pull(headerLength);
        skb.setTransportHeader(skb.data());
        tcp.receive(skb);
    }
}
