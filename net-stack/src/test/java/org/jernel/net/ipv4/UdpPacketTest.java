package org.jernel.net.ipv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.NetBytes;
import org.jernel.net.core.Socket;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.InetDgramOps;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.inet.IpOptions;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** UDP, ICMP and the counters packet by packet, on a device that the test holds the other end of. */
final class UdpPacketTest {

    private static final int PEER_PORT = 4000;
    private static final int DEAD_PORT = 9;
    private static final int ICMP_AT = IpHeader.LENGTH;
    private static final int QUOTED_AT = IpHeader.LENGTH + IcmpHeader.LENGTH;

    private final TcpTestKernel host = new TcpTestKernel();
    private final PacketDevice wire = new PacketDevice(host.ipv4);
    private final InetDgramOps ops =
            new InetDgramOps(AddressFamily.AF_INET, host.ipv4::mayBind, IpProtocol.IPPROTO_UDP);

    @AfterEach
    void close() {
        host.close();
    }

    private Socket bound(int address) {
        Socket socket = new Socket(host.ipv4.net(), SocketType.SOCK_DGRAM);
        socket.setOps(ops);
        socket.graft(host.ipv4.udpProt().createSock(host.ipv4.net(), SocketType.SOCK_DGRAM, 17));
        ops.bind(socket, SockAddrIn.of(address, 0));
        return socket;
    }

    private static int port(Socket socket) {
        return ((UdpSock) socket.sk()).num;
    }

    private long send(Socket socket, byte[] data, SockAddr to) {
        MsgHdr message = MsgHdr.of(data);
        message.setName(to);
        message.setFlags(MsgFlags.MSG_DONTWAIT);
        return ops.sendmsg(socket, message);
    }

    private String receive(Socket socket) {
        byte[] into = new byte[64];
        long result = ops.recvmsg(socket, MsgHdr.of(into), MsgFlags.MSG_DONTWAIT);
        return Errno.isError(result)
                ? Errno.ofResult(result).name()
                : new String(into, 0, (int) result, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private long count(UdpMib counter) {
        return host.ipv4.net().mib().udp().get(counter);
    }

    @Test
    void aDatagramIsAPacketWithBothHeaders() {
        Socket socket = bound(SockAddrIn.INADDR_ANY);
        assertThat(send(socket, bytes("hi"), SockAddrIn.of(PacketDevice.PEER, PEER_PORT))).isEqualTo(2);
        byte[] packet = wire.next();
        assertThat(packet).hasSize(IpHeader.LENGTH + UdpHeader.LENGTH + 2);
        assertThat(Checksum.of(packet, 0, IpHeader.LENGTH)).isZero();
        assertThat(packet[9]).isEqualTo((byte) IpProtocol.IPPROTO_UDP);
        assertThat(NetBytes.getInt(packet, 12)).isEqualTo(PacketDevice.HOST);
        assertThat(NetBytes.getInt(packet, 16)).isEqualTo(PacketDevice.PEER);
        assertThat(NetBytes.getShort(packet, 20)).isEqualTo(port(socket));
        assertThat(NetBytes.getShort(packet, 22)).isEqualTo(PEER_PORT);
        assertThat(NetBytes.getShort(packet, 24)).isEqualTo(UdpHeader.LENGTH + 2);
        assertThat(count(UdpMib.OUT_DATAGRAMS)).isOne();
    }

    @Test
    void receivedOnesAreCountedWhenTheyAreRead() {
        Socket socket = bound(PacketDevice.HOST);
        wire.receive(PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), bytes("hello")));
        assertThat(count(UdpMib.IN_DATAGRAMS)).isZero();
        assertThat(receive(socket)).isEqualTo("hello");
        assertThat(count(UdpMib.IN_DATAGRAMS)).isOne();
        assertThat(wire.isSilent()).isTrue();
    }

    @Test
    void aWrongChecksumIsAnError() {
        Socket socket = bound(PacketDevice.HOST);
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), bytes("hello"));
        packet[packet.length - 1] ^= 1;
        wire.receive(packet);
        assertThat(receive(socket)).isEqualTo("EAGAIN");
        assertThat(count(UdpMib.IN_CSUM_ERRORS)).isOne();
        assertThat(count(UdpMib.IN_ERRORS)).isOne();
    }

    @Test
    void noChecksumIsNone() {
        Socket socket = bound(PacketDevice.HOST);
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), bytes("hello"));
        packet[packet.length - 1] ^= 1;
        NetBytes.putShort(packet, IpHeader.LENGTH + 6, 0);
        wire.receive(packet);
        assertThat(receive(socket)).isEqualTo("helln");
    }

    @Test
    void aLengthThatCannotBeIsAnError() {
        Socket socket = bound(PacketDevice.HOST);
        for (int length : new int[] {7, UdpHeader.LENGTH + 6}) {
            byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), bytes("hello"));
            NetBytes.putShort(packet, IpHeader.LENGTH + 4, length);
            wire.receive(packet);
        }
        assertThat(receive(socket)).isEqualTo("EAGAIN");
        assertThat(count(UdpMib.IN_ERRORS)).isEqualTo(2);
        assertThat(count(UdpMib.NO_PORTS)).isZero();
    }

    @Test
    void whatIsPaddedIsCutToItsLength() {
        Socket socket = bound(PacketDevice.HOST);
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), bytes("hello"));
        wire.receive(Arrays.copyOf(packet, packet.length + 20));
        assertThat(receive(socket)).isEqualTo("hello");
    }

    @Test
    void aPortThatNobodyHasIsAnsweredWithTheBeginningOfThePacket() {
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, DEAD_PORT, new byte[1000]);
        wire.receive(packet);
        byte[] answer = wire.next();
        assertThat(answer).hasSize(576);
        assertThat(answer[9]).isEqualTo((byte) IpProtocol.IPPROTO_ICMP);
        assertThat(NetBytes.getInt(answer, 16)).isEqualTo(PacketDevice.PEER);
        assertThat(answer[ICMP_AT]).isEqualTo((byte) IcmpHeader.DEST_UNREACH);
        assertThat(answer[ICMP_AT + 1]).isEqualTo((byte) IcmpHeader.PORT_UNREACH);
        assertThat(Checksum.of(answer, ICMP_AT, answer.length - ICMP_AT)).isZero();
        assertThat(Arrays.copyOfRange(answer, QUOTED_AT, answer.length))
                .isEqualTo(Arrays.copyOf(packet, answer.length - QUOTED_AT));
        assertThat(count(UdpMib.NO_PORTS)).isOne();
    }

    @Test
    void aProtocolThatNobodyHasIsAnsweredToo() {
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, DEAD_PORT);
        packet[9] = 99;
        NetBytes.putShort(packet, 10, 0);
        NetBytes.putShort(packet, 10, Checksum.of(packet, 0, IpHeader.LENGTH));
        wire.receive(packet);
        byte[] answer = wire.next();
        assertThat(answer[ICMP_AT]).isEqualTo((byte) IcmpHeader.DEST_UNREACH);
        assertThat(answer[ICMP_AT + 1]).isEqualTo((byte) IcmpHeader.PROT_UNREACH);
    }

    @Test
    void nobodyIsToldOfAPacketToManyOrToOthers() {
        wire.receive(PacketDevice.datagram(PacketDevice.BROADCAST, PEER_PORT, DEAD_PORT));
        assertThat(count(UdpMib.IGNORED_MULTI)).isOne();
        wire.receive(PacketDevice.datagram(SockAddrIn.parse("192.0.2.77"), PEER_PORT, DEAD_PORT));
        wire.receive(PacketDevice.datagram(SockAddrIn.parse("239.255.1.1"), PEER_PORT, DEAD_PORT));
        assertThat(wire.isSilent()).isTrue();
        assertThat(count(UdpMib.NO_PORTS)).isZero();
    }

    @Test
    void everySockThatIsOpenToItGetsABroadcast() {
        Socket any = bound(SockAddrIn.INADDR_ANY);
        Socket one = bound(PacketDevice.HOST);
        wire.receive(PacketDevice.datagram(PacketDevice.BROADCAST, PEER_PORT, port(any), bytes("all")));
        wire.receive(PacketDevice.datagram(PacketDevice.BROADCAST, PEER_PORT, port(one), bytes("all")));
        assertThat(receive(any)).isEqualTo("all");
        assertThat(receive(one)).isEqualTo("EAGAIN");
    }

    @Test
    void anEchoIsAnsweredWithTheSameBytes() {
        byte[] body = bytes("the body of a ping");
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.ECHO, 0, body));
        byte[] answer = wire.next();
        assertThat(answer[1]).isEqualTo((byte) 0x10);
        assertThat(answer[ICMP_AT]).isEqualTo((byte) IcmpHeader.ECHO_REPLY);
        assertThat(Checksum.of(answer, ICMP_AT, answer.length - ICMP_AT)).isZero();
        assertThat(Arrays.copyOfRange(answer, QUOTED_AT, answer.length)).isEqualTo(body);
        assertThat(NetBytes.getInt(answer, 12)).isEqualTo(PacketDevice.HOST);
    }

    @Test
    void noMessageAnswersAMessageOrABroadcast() {
        wire.receive(PacketDevice.icmp(PacketDevice.BROADCAST, IcmpHeader.ECHO, 0, bytes("all")));
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.ECHO_REPLY, 0, bytes("answer")));
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, 200, 0));
        byte[] broken = PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.ECHO, 0, bytes("x"));
        broken[broken.length - 1] ^= 1;
        wire.receive(broken);
        assertThat(wire.isSilent()).isTrue();
    }

    @Test
    void onlyAConnectedSenderHearsOfARefusal() {
        Socket socket = bound(PacketDevice.HOST);
        SockAddr peer = SockAddrIn.of(PacketDevice.PEER, PEER_PORT);
        assertThat(send(socket, bytes("x"), peer)).isOne();
        byte[] quoted = wire.next();
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH, quoted));
        assertThat(socket.sk().err()).isZero();
        ops.connect(socket, peer, 0);
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.DEST_UNREACH, 1, quoted));
        assertThat(socket.sk().err()).as("a host out of reach may come back").isZero();
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH, quoted));
        assertThat(receive(socket)).isEqualTo("ECONNREFUSED");
        wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.DEST_UNREACH, 10, quoted));
        assertThat(receive(socket)).isEqualTo("EHOSTUNREACH");
        assertThat(receive(socket)).isEqualTo("EAGAIN");
    }

    @Test
    void aQuotationThatIsTooShortMeansNothing() {
        Socket socket = bound(PacketDevice.HOST);
        ops.connect(socket, SockAddrIn.of(PacketDevice.PEER, PEER_PORT), 0);
        MsgHdr message = MsgHdr.of(bytes("x"));
        assertThat(ops.sendmsg(socket, message)).isOne();
        byte[] quoted = wire.next();
        for (int length : new int[] {0, 19, 27}) {
            byte[] cut = Arrays.copyOf(quoted, length);
            wire.receive(PacketDevice.icmp(PacketDevice.HOST, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH, cut));
        }
        assertThat(socket.sk().err()).isZero();
    }

    @Test
    void aFullReceiveBufferIsCounted() {
        Socket socket = bound(PacketDevice.HOST);
        socket.sk().options().rcvbuf = 1000;
        byte[] packet = PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, port(socket), new byte[500]);
        for (int i = 0; i < 5; i++) {
            wire.receive(packet);
        }
        assertThat(count(UdpMib.RCVBUF_ERRORS)).isEqualTo(3);
        assertThat(count(UdpMib.IN_ERRORS)).isEqualTo(3);
        receive(socket);
        receive(socket);
        assertThat(receive(socket)).isEqualTo("EAGAIN");
        assertThat(count(UdpMib.IN_DATAGRAMS)).isEqualTo(2);
    }

    @Test
    void aSlowDeviceFillsTheSendBuffer() {
        Socket socket = bound(PacketDevice.HOST);
        socket.sk().options().sndbuf = 2000;
        SockAddr peer = SockAddrIn.of(PacketDevice.PEER, PEER_PORT);
        byte[] data = new byte[600];
        assertThat(send(socket, data, peer)).isEqualTo(600);
        assertThat(send(socket, data, peer)).isEqualTo(600);
        assertThat(send(socket, data, peer)).isEqualTo(Errno.EAGAIN.negated());
        assertThat(count(UdpMib.SNDBUF_ERRORS)).isOne();
        assertThat(wire.next()).hasSize(IpHeader.LENGTH + UdpHeader.LENGTH + 600);
        assertThat(send(socket, data, peer)).isEqualTo(600);
    }

    @Test
    void whatMayNotBeCutMustFitTheDevice() {
        Socket socket = bound(PacketDevice.HOST);
        ((UdpSock) socket.sk()).ip.pmtuDiscovery = IpOptions.PmtuDiscovery.DO;
        SockAddr peer = SockAddrIn.of(PacketDevice.PEER, PEER_PORT);
        assertThat(send(socket, new byte[1472], peer)).isEqualTo(1472);
        assertThat(send(socket, new byte[1473], peer)).isEqualTo(Errno.EMSGSIZE.negated());
    }

    @Test
    void closingGivesThePortAndTheGroupsBack() {
        Socket socket = bound(SockAddrIn.INADDR_ANY);
        int group = SockAddrIn.parse("239.255.1.1");
        UdpSock sk = (UdpSock) socket.sk();
        sk.joinGroup(new IpMreqn(group, SockAddrIn.INADDR_LOOPBACK, 0));
        assertThat(host.ipv4.igmp().isMember(group, 1)).isTrue();
        ops.release(socket);
        assertThat(host.ipv4.igmp().isMember(group, 1)).isFalse();
        assertThat(host.ipv4.udp().boundPorts()).isZero();
        assertThat(host.ipv4.udp().socks()).isEmpty();
    }
}
