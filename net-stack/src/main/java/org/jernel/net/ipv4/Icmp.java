package org.jernel.net.ipv4;

import org.jernel.net.core.IcmpMib;
import org.jernel.net.core.NetMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Answers echo requests, tells senders what became of their packets and protocols what they are told. Modelled on
 * {@code net/ipv4/icmp.c}; messages are not held back to a rate, as Linux holds back none of its loopback device.
 */
final class Icmp implements InetProtocol {

    /** The highest type that has a handler. {@code NR_ICMP_TYPES}. */
    private static final int TYPES = 18;

    /** No message is longer: RFC 1812, 4.3.2.3. */
    private static final int LONGEST_MESSAGE = 576;

    /** The precedence of messages about errors. {@code IPTOS_PREC_INTERNETCONTROL}; RFC 1812, 4.3.2.5. */
    private static final int PREC_INTERNETCONTROL = 0xc0;

    private static final int TOS_MASK = 0x1e;

    /** The transport's bytes that a quotation holds at least. */
    private static final int QUOTED_BYTES = 8;

    private final Ipv4 ipv4;

    /** By type, null for what is ignored. {@code icmp_pointers}. */
    private final @Nullable InetProtocol[] control = new InetProtocol[TYPES + 1];

    Icmp(Ipv4 ipv4) {
        this.ipv4 = ipv4;
        control[IcmpHeader.ECHO] = this::echo;
        control[IcmpHeader.ECHO_REPLY] = (skb, to) -> ipv4.ping().receive(skb);
        control[IcmpHeader.DEST_UNREACH] = (skb, to) -> unreach(skb);
        control[IcmpHeader.TIME_EXCEEDED] = (skb, to) -> unreach(skb);
        control[IcmpHeader.PARAMETERPROB] = (skb, to) -> unreach(skb);
    }

    /** {@code icmp_rcv}. */
    @Override
    public void receive(SkBuff skb, Route.Type to) {
        NetMib.IcmpCounters mib = ipv4.net().mib().icmp();
        mib.common().increment(IcmpMib.IN_MSGS);
        if (skb.len() < IcmpHeader.LENGTH) {
            mib.common().increment(IcmpMib.IN_ERRORS);
            return;
        }
        if (!IcmpHeader.isChecksumRight(skb)) {
            mib.common().increment(IcmpMib.IN_CSUM_ERRORS);
            mib.common().increment(IcmpMib.IN_ERRORS);
            return;
        }
        int type = IcmpHeader.type(skb);
        mib.received(type);
        InetProtocol handler = type > TYPES ? null : control[type];
        if (handler != null) {
            handler.receive(skb, to);
        }
    }

    /** Who asks a group or all is not answered: RFC 1122, 3.2.2.6. */
    private void echo(SkBuff skb, Route.Type to) {
        if (to != Route.Type.LOCAL || ipv4.net().sysctl().icmpEchoIgnoreAll.isOn()) {
            return;
        }
        SkBuff reply = SkBuff.alloc(skb.len());
        System.arraycopy(skb.bytes(), skb.data(), reply.bytes(), reply.put(skb.len()), skb.len());
        reply(reply, skb, IcmpHeader.ECHO_REPLY, 0, IpHeader.tos(skb));
    }

    /** Tells the protocol of the packet that a message quotes. {@code icmp_unreach}. */
    private void unreach(SkBuff skb) {
        if (!IcmpError.isKnown(IcmpHeader.type(skb), IcmpHeader.code(skb))) {
            return;
        }
        IcmpError error = IcmpError.of(skb);
        skb.pull(IcmpHeader.LENGTH);
        skb.setNetworkHeader(skb.data());
        if (skb.len() < IpHeader.LENGTH) {
            return;
        }
        int headerLength = IpHeader.headerLength(skb);
        if (headerLength < IpHeader.LENGTH || skb.len() < headerLength + QUOTED_BYTES) {
            return;
        }
        IpHeader.readAddresses(skb);
        skb.pull(headerLength);
        skb.setTransportHeader(skb.data());
        ipv4.raw().error(skb, error);
        InetProtocol protocol = ipv4.protocol(IpHeader.protocol(skb));
        if (protocol != null) {
            protocol.error(skb, error);
        }
    }

    /** Only ping socks send such messages and want to know. {@code icmp_err}. */
    @Override
    public void error(SkBuff quoted, IcmpError error) {
        ipv4.ping().error(quoted, error);
    }

    /**
     * Tells the sender of a packet what became of it, unless the packet was for many, or is itself such a message: RFC 1122,
     * 3.2.2. {@code icmp_send}.
     *
     * @param skb with its network and transport headers set
     * @param to whose its destination was
     */
    void send(SkBuff skb, Route.Type to, int type, int code) {
        if (to != Route.Type.LOCAL || isError(skb)) {
            return;
        }
        int at = skb.networkHeader();
        int quoted = Math.min(skb.data() + skb.len() - at, LONGEST_MESSAGE - IpHeader.LENGTH - IcmpHeader.LENGTH);
        SkBuff message = SkBuff.alloc(IcmpHeader.LENGTH + quoted);
        int body = message.put(IcmpHeader.LENGTH + quoted) + IcmpHeader.LENGTH;
        System.arraycopy(skb.bytes(), at, message.bytes(), body, quoted);
        reply(message, skb, type, code, (IpHeader.tos(skb) & TOS_MASK) | PREC_INTERNETCONTROL);
    }

    private static boolean isError(SkBuff skb) {
        return IpHeader.protocol(skb) == IpProtocol.IPPROTO_ICMP
                && IcmpHeader.type(skb) != IcmpHeader.ECHO
                && IcmpHeader.type(skb) != IcmpHeader.ECHO_REPLY;
    }

    /** Sends a message to where a packet came from, from where that was sent to. {@code icmp_reply}. */
    private void reply(SkBuff message, SkBuff skb, int type, int code, int tos) {
        message.setTransportHeader(message.data());
        IcmpHeader.write(message, type, code);
        int saddr = IpHeader.daddr(skb);
        int daddr = IpHeader.saddr(skb);
        Route route = ipv4.fib().lookup(daddr);
        if (route != null && route.type() != Route.Type.BROADCAST) {
            RouteOutput back = new RouteOutput(
                    route.type(), route.device(), In6Addr.mapped(saddr), In6Addr.mapped(daddr));
            ipv4.net().mib().icmp().sent(type);
            ipv4.ipOutput().send(message, back, IpProtocol.IPPROTO_ICMP, tos, ipv4.net().sysctl().ipDefaultTtl.get(), 0,
                    false);
        }
    }
}
