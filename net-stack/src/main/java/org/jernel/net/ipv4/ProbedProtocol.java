package org.jernel.net.ipv4;

import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.device.PacketHandler;

/** A protocol that receives packets, or IP itself, as a function that can be watched. */
record ProbedProtocol(Probes probes, ProbePoint point, InetProtocol protocol) implements InetProtocol {

    @Override
    public void receive(SkBuff skb, Route.Type to) {
        if (probes.isOff()) {
            protocol.receive(skb, to);
        } else {
            probes.run(point, () -> protocol.receive(skb, to), skb.len());
        }
    }

    @Override
    public void error(SkBuff quoted, IcmpError error) {
        protocol.error(quoted, error);
    }

    static PacketHandler handler(Probes probes, ProbePoint point, PacketHandler handler) {
        return skb -> {
            if (probes.isOff()) {
                handler.receive(skb);
            } else {
                probes.run(point, () -> handler.receive(skb), skb.len());
            }
        };
    }
}
