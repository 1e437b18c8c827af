package org.jernel.net.ipv4;

import org.jernel.net.core.IcmpMib;
import org.jernel.net.core.NetBytes;
import org.jernel.net.core.NetMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;

/**
 * ICMPv6, RFC 4443: tells senders that nobody has their packets' port, and protocols what they are told. Modelled on {@code
 * net/ipv6/icmp.c}; messages are not held back to a rate, as Linux holds back none of its loopback device.
 */
final class Icmp6 implements InetProtocol {

    static final int DEST_UNREACH = 1;
    static final int ECHO_REQUEST = 128;
    static final int ECHO_REPLY = 129;

    /** RFC 8335. */
    static final int EXT_ECHO_REQUEST = 160;

    /** A code of DEST_UNREACH. */
    static final int PORT_UNREACH = 4;

    /** Where a message has its checksum. */
    static final int CHECKSUM_AT = 2;

    /** Types below this are errors: RFC 4443, 2.1. */
    private static final int FIRST_INFORMATIONAL = 128;

    /** No message is longer: RFC 4443, 2.4 (c). {@code IPV6_MIN_MTU}. */
    private static final int LONGEST_MESSAGE = 1280;

    /** The transport's bytes that a quotation holds at least. */
    private static final int QUOTED_BYTES = 8;

    private static final int HOP_LIMIT = 64;

    private final Ipv4 ipv4;

    Icmp6(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    /** {@code icmpv6_rcv}. */
    @Override
    public void receive(SkBuff skb, Route.Type to) {
        boolean isRight = checksum(skb) == 0;
        ipv4.raw6().receive6(skb, to, isRight);
        NetMib.IcmpCounters mib = ipv4.net().mib().icmpv6();
        mib.common().increment(IcmpMib.IN_MSGS);
        if (skb.len() < IcmpHeader.LENGTH || !isRight) {
            mib.common().increment(isRight ? IcmpMib.IN_ERRORS : IcmpMib.IN_CSUM_ERRORS);
            return;
        }
        mib.received(IcmpHeader.type(skb));
        switch (IcmpHeader.type(skb)) {
            case DEST_UNREACH -> unreach(skb);
            case ECHO_REQUEST -> echo(skb);
            case ECHO_REPLY -> ipv4.ping6().receive(skb);
            default -> {
                // Nobody here asks for anything else.
            }
        }
    }

    /** {@code icmpv6_echo_reply}. */
    private void echo(SkBuff skb) {
        Route route = ipv4.fib().lookup(new In6Addr(skb.saddrHigh, skb.saddrLow));
        if (route == null) {
            return;
        }
        SkBuff reply = SkBuff.alloc(skb.len());
        int at = reply.put(skb.len());
        System.arraycopy(skb.bytes(), skb.data(), reply.bytes(), at, skb.len());
        reply.setTransportHeader(at);
        RouteOutput back = back(skb, route);
        complete(reply, ECHO_REPLY, 0, back);
        ipv4.net().mib().icmpv6().sent(ECHO_REPLY);
        ipv4.ipOutput().send6(reply, back, IpProtocol.IPPROTO_ICMPV6, Ip6Header.trafficClass(skb), HOP_LIMIT);
    }

    /** Tells the protocol of the packet that a message quotes. {@code icmpv6_notify}. */
    private void unreach(SkBuff skb) {
        IcmpError error = IcmpError.of6(skb);
        skb.pull(IcmpHeader.LENGTH);
        skb.setNetworkHeader(skb.data());
        if (skb.len() < Ip6Header.LENGTH + QUOTED_BYTES) {
            return;
        }
        Ip6Header.readAddresses(skb);
        int nextHeader = Ip6Header.nextHeader(skb);
        InetProtocol protocol = ipv4.protocol(nextHeader);
        skb.pull(Ip6Header.LENGTH);
        skb.setTransportHeader(skb.data());
        if (nextHeader == IpProtocol.IPPROTO_ICMPV6) {
            ipv4.ping6().error(skb, error);
        } else if (protocol != null) {
            protocol.error(skb, error);
        }
    }

    /**
     * Tells the sender of a packet for this host what became of it, unless the packet is itself such a message or came from no
     * single host: RFC 4443, 2.4 (e). {@code icmp6_send}.
     *
     * @param skb with its addresses and its network and transport headers set
     */
    void send(SkBuff skb, int type, int code) {
        Route route = ipv4.fib().lookup(new In6Addr(skb.saddrHigh, skb.saddrLow));
        if (route == null || In6Addr.isMulticast(skb.saddrHigh) || isError(skb)) {
            return;
        }
        int at = skb.networkHeader();
        int longest = LONGEST_MESSAGE - Ip6Header.LENGTH - IcmpHeader.LENGTH;
        int quoted = Math.min(skb.data() + skb.len() - at, longest);
        SkBuff message = SkBuff.alloc(IcmpHeader.LENGTH + quoted);
        message.setTransportHeader(message.put(IcmpHeader.LENGTH + quoted));
        System.arraycopy(skb.bytes(), at, message.bytes(), message.transportHeader() + IcmpHeader.LENGTH, quoted);
        RouteOutput back = back(skb, route);
        complete(message, type, code, back);
        ipv4.net().mib().icmpv6().sent(type);
        ipv4.ipOutput().send6(message, back, IpProtocol.IPPROTO_ICMPV6, 0, HOP_LIMIT);
    }

    private static boolean isError(SkBuff skb) {
        return Ip6Header.nextHeader(skb) == IpProtocol.IPPROTO_ICMPV6 && IcmpHeader.type(skb) < FIRST_INFORMATIONAL;
    }

    /** To where a packet came from, from where that was sent to; a group sends nothing, but who is in it does. */
    private static RouteOutput back(SkBuff skb, Route route) {
        boolean toGroup = In6Addr.isMulticast(skb.daddrHigh);
        In6Addr source = toGroup ? route.prefSrc() : new In6Addr(skb.daddrHigh, skb.daddrLow);
        return new RouteOutput(route.type(), route.device(), source, new In6Addr(skb.saddrHigh, skb.saddrLow));
    }

    /** Writes type, code and the checksum of a message for that way, whatever stood in their places. */
    static void complete(SkBuff message, int type, int code, RouteOutput route) {
        int at = message.transportHeader();
        message.bytes()[at] = (byte) type;
        message.bytes()[at + 1] = (byte) code;
        writeChecksum(message, CHECKSUM_AT, route);
    }

    /** Writes the checksum of a message for that way, whatever stood in its place. */
    static void writeChecksum(SkBuff message, int offset, RouteOutput route) {
        message.saddrHigh = route.saddr().high();
        message.saddrLow = route.saddr().low();
        message.daddrHigh = route.daddr().high();
        message.daddrLow = route.daddr().low();
        int at = message.transportHeader() + offset;
        NetBytes.putShort(message.bytes(), at, 0);
        NetBytes.putShort(message.bytes(), at, checksum(message));
    }

    /** The checksum to write into a message with 0 in its place, or 0 if there is one and it is right. RFC 4443, 2.3. */
    private static int checksum(SkBuff skb) {
        long pseudo = Checksum.pseudoHeader(
                skb.saddrHigh, skb.saddrLow, skb.daddrHigh, skb.daddrLow, IpProtocol.IPPROTO_ICMPV6, skb.len());
        return ~Checksum.fold(Checksum.partial(skb.bytes(), skb.data(), skb.len(), pseudo)) & 0xffff;
    }
}
