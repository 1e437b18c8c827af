package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jspecify.annotations.Nullable;

/** Gives segments their IP header and the device. Modelled on {@code net/ipv4/ip_output.c}. */
final class IpOutput {

    private static final int DEFAULT_TTL = 64;

    private final FibTable fib;

    IpOutput(FibTable fib) {
        this.fib = fib;
    }

    /**
     * Sends a segment. {@code ip_queue_xmit}.
     *
     * @param route known already, or null to look it up; a segment to nowhere is dropped
     * @param id of the packet, 0 where none is needed since it may not be fragmented (RFC 6864)
     */
    void queueXmit(SkBuff skb, @Nullable Route route, int protocol, int saddr, int daddr, int id) {
        Route via = route == null ? fib.lookup(daddr) : route;
        if (via != null) {
            IpHeader.push(skb, id, DEFAULT_TTL, protocol, saddr, daddr);
            via.device().queueXmit(skb);
        }
    }
}
