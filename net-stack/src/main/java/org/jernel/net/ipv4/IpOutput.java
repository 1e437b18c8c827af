package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.IpProtocol;

/** Gives segments their IP header and the device. Modelled on {@code net/ipv4/ip_output.c}. */
final class IpOutput {

    private static final int DEFAULT_TTL = 64;

    private final FibTable fib;

    IpOutput(FibTable fib) {
        this.fib = fib;
    }

    /** Sends a segment of a sock. {@code ip_queue_xmit}. */
    void queueXmit(SkBuff skb, TcpSock sk) {
        Route route = sk.route;
        if (route != null) {
            xmit(skb, route, sk.tos, sk.ipId++ & 0xffff, sk.ttl, sk.saddr, sk.daddr);
        }
    }

    /**
     * Sends a segment that belongs to no sock; if there is no way to its address any more, nobody misses it. As it may not be
     * fragmented it needs no number (RFC 6864). {@code ip_build_and_send_pkt}.
     */
    void sendBare(SkBuff skb, int saddr, int daddr) {
        Route route = fib.lookup(daddr);
        if (route != null) {
            xmit(skb, route, 0, 0, DEFAULT_TTL, saddr, daddr);
        }
    }

    private static void xmit(SkBuff skb, Route route, int tos, int id, int ttl, int saddr, int daddr) {
        IpHeader.push(skb, tos, id, ttl, IpProtocol.IPPROTO_TCP, saddr, daddr);
        route.device().queueXmit(skb);
    }
}
