package org.jernel.net.ipv4;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddrIn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A wire that the test holds the other end of, packet by packet: its network is 192.0.2.0/24, this host being .1 and the peer
 * .2. What is sent counts for its sender until the test has taken it.
 */
final class PacketDevice extends NetDevice {

    static final int HOST = SockAddrIn.parse("192.0.2.1");
    static final int PEER = SockAddrIn.parse("192.0.2.2");
    static final int BROADCAST = SockAddrIn.parse("192.0.2.255");

    private static final int MTU = 1500;

    private final Ipv4 ipv4;
    private final Deque<SkBuff> sent = new ArrayDeque<>();

    PacketDevice(Ipv4 ipv4) {
        super("test0", MTU);
        this.ipv4 = ipv4;
        In6Addr source = In6Addr.mapped(HOST);
        ipv4.fib().add(Route.v4(HOST, 32, Route.Type.LOCAL, this, source));
        ipv4.fib().add(Route.v4(BROADCAST, 32, Route.Type.BROADCAST, this, source));
        ipv4.fib().add(Route.v4(SockAddrIn.parse("192.0.2.0"), 24, Route.Type.UNICAST, this, source));
    }

    @Override
    protected void startXmit(SkBuff skb) {
        sent.add(skb);
    }

    boolean isSilent() {
        return sent.isEmpty();
    }

    /** The oldest packet that the host sent, as its bytes. */
    byte[] next() {
        SkBuff skb = sent.poll();
        assertThat(skb).as("a packet of the host").isNotNull();
        skb.orphan();
        return skb.toByteArray();
    }

    /** A datagram from the peer, with the checksums that a wire would have. */
    static byte[] datagram(int daddr, int sport, int dport, byte... data) {
        SkBuff skb = SkBuff.alloc(data.length);
        System.arraycopy(data, 0, skb.bytes(), skb.put(data.length), data.length);
        UdpHeader.push(skb, sport, dport, In6Addr.mapped(PEER), In6Addr.mapped(daddr));
        int at = skb.transportHeader();
        int sum = ~Checksum.fold(Checksum.partial(skb.bytes(), at, skb.len(), 0)) & 0xffff;
        NetBytes.putShort(skb.bytes(), at + 6, sum);
        IpHeader.push(skb, 0, 0, 64, IpProtocol.IPPROTO_UDP, PEER, daddr);
        return skb.toByteArray();
    }

    /** An ICMP message from the peer, its checksum to be made. */
    static byte[] icmp(int daddr, int type, int code, byte... body) {
        SkBuff skb = SkBuff.alloc(IcmpHeader.LENGTH + body.length);
        int at = skb.put(IcmpHeader.LENGTH + body.length);
        System.arraycopy(body, 0, skb.bytes(), at + IcmpHeader.LENGTH, body.length);
        skb.setTransportHeader(at);
        IcmpHeader.write(skb, type, code);
        IpHeader.push(skb, 0x10, 0, 64, IpProtocol.IPPROTO_ICMP, PEER, daddr);
        return skb.toByteArray();
    }

    /** Has the host receive a packet, right or wrong. */
    void receive(byte[] packet) {
        ipv4.softIrq().netifRx(SkBuff.of(packet));
        ipv4.softIrq().doSoftirq();
    }
}
