package org.jernel.net.ipv6;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jernel.net.core.NetMib;
import org.jernel.net.core.SkBuff;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which packets of IPv6 reach a protocol, and what their header says. */
class Ip6InputTest {

    private static final In6Addr PEER = In6Addr.parse("2001:db8::2");
    private static final In6Addr HOST = In6Addr.parse("2001:db8::1");
    private static final int NEXT_HEADER = 6;

    private final Ip6Input input = new Ip6Input((high, low, iif) -> HOST.is(high, low), new NetMib().ipv6());
    private final List<SkBuff> received = new ArrayList<>();

    @BeforeEach
    void serveTcp() {
        input.addProtocol(IpProtocol.IPPROTO_TCP, received::add);
    }

    private static byte[] packet(In6Addr saddr, In6Addr daddr) {
        SkBuff skb = SkBuff.alloc(4);
        int at = skb.put(4);
        Arrays.fill(skb.bytes(), at, at + 4, (byte) 7);
        Ip6Header.push(skb, 0x12, IpProtocol.IPPROTO_TCP, 63, saddr, daddr);
        return skb.toByteArray();
    }

    private boolean isReceived(byte[] packet) {
        received.clear();
        input.receive(SkBuff.of(packet));
        return !received.isEmpty();
    }

    private boolean isReceivedWith(Consumer<byte[]> change) {
        byte[] packet = packet(PEER, HOST);
        change.accept(packet);
        return isReceived(packet);
    }

    @Test
    void theHeaderIsThatOfRfc8200() {
        byte[] packet = packet(In6Addr.LOOPBACK, HOST);
        assertThat(packet).hasSize(44);
        assertThat(Arrays.copyOf(packet, 8)).containsExactly(0x61, 0x20, 0, 0, 0, 4, 6, 63);
        assertThat(In6Addr.at(packet, 8)).isEqualTo(In6Addr.LOOPBACK);
        assertThat(In6Addr.at(packet, 24)).isEqualTo(HOST);
    }

    @Test
    void aPacketForThisHostReachesItsProtocolWithBothAddresses() {
        assertThat(isReceived(packet(PEER, HOST))).isTrue();
        SkBuff skb = received.getFirst();
        assertThat(skb.len()).isEqualTo(4);
        assertThat(skb.bytes()[skb.transportHeader()]).isEqualTo((byte) 7);
        assertThat(new In6Addr(skb.saddrHigh, skb.saddrLow)).isEqualTo(PEER);
        assertThat(new In6Addr(skb.daddrHigh, skb.daddrLow)).isEqualTo(HOST);
    }

    @Test
    void whatFollowsTheLengthIsCutOff() {
        assertThat(isReceived(Arrays.copyOf(packet(PEER, HOST), 60))).isTrue();
        assertThat(received.getFirst().len()).isEqualTo(4);
    }

    @Test
    void whatIsMalformedOrForOthersIsDropped() {
        assertThat(isReceivedWith(packet -> packet[0] = 0x41)).as("another version").isFalse();
        assertThat(isReceivedWith(packet -> packet[5] = 5)).as("longer than it is").isFalse();
        assertThat(isReceivedWith(packet -> packet[NEXT_HEADER] = 59)).as("no next header").isFalse();
        assertThat(isReceivedWith(packet -> packet[NEXT_HEADER] = (byte) 255)).as("an unknown one").isFalse();
        assertThat(isReceived(Arrays.copyOf(packet(PEER, HOST), 39))).as("half a header").isFalse();
        assertThat(isReceived(packet(HOST, PEER))).as("for another host").isFalse();
    }

    @Test
    void mappedAddressesAreNotForPackets() {
        Ip6Input lenient = new Ip6Input((high, low, iif) -> true, new NetMib().ipv6());
        lenient.addProtocol(IpProtocol.IPPROTO_TCP, received::add);
        lenient.receive(SkBuff.of(packet(In6Addr.V4_LOOPBACK, HOST)));
        lenient.receive(SkBuff.of(packet(PEER, In6Addr.V4_LOOPBACK)));
        assertThat(received).isEmpty();
    }
}
