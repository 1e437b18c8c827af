package org.jernel.net.ipv4;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.device.NetDevice;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** TCP over IPv6: the segments on a device, the two sides' tables, and connects that go nowhere. */
@Timeout(60)
class TcpIpv6Test {

    private static final In6Addr HOST = In6Addr.parse("2001:db8::1");
    private static final In6Addr PEER = In6Addr.parse("2001:db8::2");
    private static final int MTU = 1500;

    private final TcpTestKernel host = new TcpTestKernel();
    private final Proto tcp6 = host.ipv4.tcpv6Prot();

    @AfterEach
    void close() {
        host.close();
    }

    private TestSocket listener(String address) {
        return TestSocket.create(tcp6).bind(address, 0).listen(5);
    }

    private TestSocket client(String address, int port) {
        return TestSocket.create(tcp6).connect(SockAddrIn6.of(address, port)).awaitConnected();
    }

    @Test
    void bytesGoBothWays() {
        TestSocket listener = listener("::");
        TestSocket client = client("::1", listener.port());
        TestSocket server = listener.accept();
        assertThat(server.sk.daddr).isEqualTo(In6Addr.LOOPBACK);
        assertThat(client.sk.saddr).isEqualTo(In6Addr.LOOPBACK);
        byte[] text = "six".getBytes(StandardCharsets.US_ASCII);
        carries(client, server, text);
        carries(server, client, text);
    }

    private static void carries(TestSocket from, TestSocket to, byte[] bytes) {
        byte[] buffer = new byte[bytes.length];
        assertThat(from.send(bytes, 0)).isEqualTo(bytes.length);
        assertThat(to.recv(buffer, 0)).isEqualTo(bytes.length);
        assertThat(buffer).isEqualTo(bytes);
    }

    @Test
    void nothingIsLeftOfAConnection() {
        TestSocket listener = listener("::");
        TestSocket client = client("::1", listener.port());
        TestSocket server = listener.accept();
        client.close();
        server.await(() -> server.sk.done);
        server.close();
        listener.close();
        host.advance(61, TimeUnit.SECONDS, host::isEmpty);
        assertThat(host.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::7,  0, ENETUNREACH",
        "ff02::1,      1, ENETUNREACH",
        "fe80::1,      0, EINVAL",
        "fe80::1,      1, ENETUNREACH",
        "198.51.100.1, 0, ENETUNREACH",
    })
    void addressesOfNobodyAreNotReached(String address, int scopeId, Errno errno) {
        TestSocket client = TestSocket.create(tcp6);
        SockAddr nobody = SockAddrIn6.of(In6Addr.parse(address), 80, scopeId);
        assertThat(TcpConnectionTest.errnoOf(() -> client.connect(nobody))).isEqualTo(errno);
        assertThat(host.isEmpty()).isTrue();
    }

    /** A device to whose network {@link #PEER} belongs, that keeps what it is given. */
    private final class Link extends NetDevice {

        private SkBuff last = SkBuff.alloc(0);

        Link() {
            super("test0", MTU);
            host.ipv4.fib().add(new Route(HOST, In6Addr.BITS, Route.Type.LOCAL, this, HOST));
            host.ipv4.fib().add(new Route(In6Addr.parse("2001:db8::"), 32, Route.Type.UNICAST, this, HOST));
        }

        @Override
        protected void startXmit(SkBuff skb) {
            last = skb;
        }

        byte[] answer(int flags, int seq, int ack, int port) {
            SkBuff skb = SkBuff.alloc(0);
            skb.setTransportHeader(skb.push(TcpHeader.LENGTH));
            TcpHeader.write(skb, 80, port, seq, ack, TcpHeader.LENGTH, flags, 1000);
            long pseudo = Checksum.pseudoHeader(
                    PEER.high(), PEER.low(), HOST.high(), HOST.low(), IpProtocol.IPPROTO_TCP, skb.len());
            TcpHeader.putCheck(
                    skb, ~Checksum.fold(Checksum.partial(skb.bytes(), skb.data(), skb.len(), pseudo)) & 0xffff);
            Ip6Header.push(skb, 0, IpProtocol.IPPROTO_TCP, 64, PEER, HOST);
            return skb.toByteArray();
        }

        void receive(byte[] packet) {
            host.ipv4.softIrq().netifRx(SkBuff.of(packet));
            host.ipv4.softIrq().doSoftirq();
        }
    }

    @Test
    void aSynNamesTheMssThatIpv6Leaves() {
        Link link = new Link();
        TestSocket client = TestSocket.create(tcp6).connect(SockAddrIn6.of(PEER, 80));
        byte[] packet = link.last.toByteArray();
        assertThat(packet[0] >> 4).isEqualTo(6);
        assertThat(packet[6]).as("next header").isEqualTo((byte) IpProtocol.IPPROTO_TCP);
        assertThat(In6Addr.at(packet, 8)).isEqualTo(HOST);
        assertThat(In6Addr.at(packet, 24)).isEqualTo(PEER);
        assertThat(packet[Ip6Header.LENGTH + 13]).isEqualTo((byte) TcpHeader.SYN);
        assertThat(client.sk.advmss).isEqualTo(MTU - 60);
    }

    @Test
    void aWrongChecksumIsNotHeard() {
        Link link = new Link();
        TestSocket client = TestSocket.create(tcp6).connect(SockAddrIn6.of(PEER, 80));
        byte[] answer = link.answer(TcpHeader.SYN | TcpHeader.ACK, 1, client.sk.sndNxt, client.port());
        answer[Ip6Header.LENGTH + 16] ^= 1;
        link.receive(answer);
        assertThat(client.state()).isEqualTo(TcpState.SYN_SENT);
        answer[Ip6Header.LENGTH + 16] ^= 1;
        link.receive(answer);
        assertThat(client.state()).isEqualTo(TcpState.ESTABLISHED);
    }
}
