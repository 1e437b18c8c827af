package org.jernel.net.ipv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Socket;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.InetDgramOps;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.ipv6.Ip6Header;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** UDP over IPv6, ICMPv6 and the counters packet by packet, on a device that the test holds the other end of. */
final class Udp6PacketTest {

    private static final In6Addr HOST = In6Addr.parse("2001:db8::1");
    private static final In6Addr PEER = In6Addr.parse("2001:db8::2");
    private static final In6Addr GROUP = In6Addr.parse("ff02::7:7");
    private static final int PEER_PORT = 4000;
    private static final int DEAD_PORT = 9;
    private static final int ICMP_AT = Ip6Header.LENGTH;
    private static final int QUOTED_AT = ICMP_AT + IcmpHeader.LENGTH;

    private final TcpTestKernel host = new TcpTestKernel();
    private final PacketDevice wire = new PacketDevice(host.ipv4);
    private final InetDgramOps ops =
            new InetDgramOps(AddressFamily.AF_INET6, host.ipv4::mayBind, IpProtocol.IPPROTO_UDP);

    @BeforeEach
    void addRoutes() {
        host.ipv4.fib().add(new Route(HOST, In6Addr.BITS, Route.Type.LOCAL, wire, HOST));
        host.ipv4.fib().add(new Route(PEER, 64, Route.Type.UNICAST, wire, HOST));
        host.ipv4.fib().add(new Route(GROUP, 8, Route.Type.MULTICAST, wire, HOST));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Socket bound(String address) {
        Socket socket = new Socket(host.ipv4.net(), SocketType.SOCK_DGRAM);
        socket.setOps(ops);
        socket.graft(host.ipv4.udpv6Prot().createSock(host.ipv4.net(), SocketType.SOCK_DGRAM, 17));
        ops.bind(socket, SockAddrIn6.of(address, 0));
        return socket;
    }

    private static UdpSock sk(Socket socket) {
        return (UdpSock) socket.sk();
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
        return host.ipv4.net().mib().udp6().get(counter);
    }

    /** A packet of the peer's whose checksum stands at that offset of its payload. */
    private static byte[] packet(In6Addr saddr, In6Addr daddr, int nextHeader, int checkAt, byte[] payload) {
        NetBytes.putShort(payload, checkAt, 0);
        long pseudo = Checksum.pseudoHeader(
                saddr.high(), saddr.low(), daddr.high(), daddr.low(), nextHeader, payload.length);
        int sum = ~Checksum.fold(Checksum.partial(payload, 0, payload.length, pseudo)) & 0xffff;
        NetBytes.putShort(payload, checkAt, sum);
        SkBuff skb = SkBuff.alloc(payload.length);
        System.arraycopy(payload, 0, skb.bytes(), skb.put(payload.length), payload.length);
        Ip6Header.push(skb, 0, nextHeader, 64, saddr, daddr);
        return skb.toByteArray();
    }

    private static byte[] datagram(In6Addr daddr, int dport, byte... data) {
        byte[] payload = new byte[UdpHeader.LENGTH + data.length];
        NetBytes.putShort(payload, 0, PEER_PORT);
        NetBytes.putShort(payload, 2, dport);
        NetBytes.putShort(payload, 4, payload.length);
        System.arraycopy(data, 0, payload, UdpHeader.LENGTH, data.length);
        return packet(PEER, daddr, IpProtocol.IPPROTO_UDP, 6, payload);
    }

    private static byte[] icmp(int type, int code, byte... body) {
        byte[] payload = new byte[IcmpHeader.LENGTH + body.length];
        payload[0] = (byte) type;
        payload[1] = (byte) code;
        System.arraycopy(body, 0, payload, IcmpHeader.LENGTH, body.length);
        return packet(PEER, HOST, IpProtocol.IPPROTO_ICMPV6, 2, payload);
    }

    @Test
    void aDatagramIsAPacketWithBothHeaders() {
        Socket socket = bound("::");
        sk(socket).ipv6.tclass = 0x28;
        assertThat(send(socket, bytes("hi"), SockAddrIn6.of(PEER, PEER_PORT))).isEqualTo(2);
        byte[] packet = wire.next();
        assertThat(packet).hasSize(Ip6Header.LENGTH + UdpHeader.LENGTH + 2);
        assertThat(NetBytes.getInt(packet, 0)).isEqualTo(0x62800000);
        assertThat(packet[6]).isEqualTo((byte) IpProtocol.IPPROTO_UDP);
        assertThat(packet[7]).isEqualTo((byte) 64);
        assertThat(In6Addr.at(packet, 8)).isEqualTo(HOST);
        assertThat(In6Addr.at(packet, 24)).isEqualTo(PEER);
        assertThat(NetBytes.getShort(packet, 42)).isEqualTo(PEER_PORT);
        assertThat(count(UdpMib.OUT_DATAGRAMS)).isOne();
        assertThat(host.ipv4.net().mib().udp().get(UdpMib.OUT_DATAGRAMS)).isZero();
    }

    @Test
    void eachVersionCountsItsOwn() {
        Socket socket = bound("::");
        wire.receive(datagram(HOST, sk(socket).num, bytes("six")));
        wire.receive(PacketDevice.datagram(PacketDevice.HOST, PEER_PORT, sk(socket).num, bytes("four")));
        assertThat(receive(socket)).isEqualTo("six");
        assertThat(count(UdpMib.IN_DATAGRAMS)).isOne();
        assertThat(receive(socket)).isEqualTo("four");
        assertThat(count(UdpMib.IN_DATAGRAMS)).isOne();
        assertThat(host.ipv4.net().mib().udp().get(UdpMib.IN_DATAGRAMS)).isOne();
    }

    @Test
    void aWrongChecksumIsAnErrorAndSoIsNone() {
        Socket socket = bound("::");
        byte[] wrong = datagram(HOST, sk(socket).num, bytes("x"));
        wrong[wrong.length - 1] ^= 1;
        wire.receive(wrong);
        NetBytes.putShort(wrong, Ip6Header.LENGTH + 6, 0);
        wire.receive(wrong);
        assertThat(receive(socket)).isEqualTo("EAGAIN");
        assertThat(count(UdpMib.IN_CSUM_ERRORS)).isEqualTo(2);
    }

    @Test
    void aPortThatNobodyHasIsAnsweredWithTheBeginningOfThePacket() {
        byte[] packet = datagram(HOST, DEAD_PORT, new byte[1400]);
        wire.receive(packet);
        byte[] answer = wire.next();
        assertThat(answer).hasSize(1280);
        assertThat(answer[6]).isEqualTo((byte) IpProtocol.IPPROTO_ICMPV6);
        assertThat(In6Addr.at(answer, 8)).isEqualTo(HOST);
        assertThat(In6Addr.at(answer, 24)).isEqualTo(PEER);
        assertThat(answer[ICMP_AT]).isEqualTo((byte) Icmp6.DEST_UNREACH);
        assertThat(answer[ICMP_AT + 1]).isEqualTo((byte) Icmp6.PORT_UNREACH);
        byte[] quoted = Arrays.copyOfRange(answer, QUOTED_AT, answer.length);
        assertThat(quoted).isEqualTo(Arrays.copyOf(packet, quoted.length));
        byte[] payload = Arrays.copyOfRange(answer, ICMP_AT, answer.length);
        assertThat(packet(HOST, PEER, IpProtocol.IPPROTO_ICMPV6, 2, payload)).as("its checksum").isEqualTo(answer);
        assertThat(count(UdpMib.NO_PORTS)).isOne();
    }

    @Test
    void onlyAConnectedSenderHearsOfARefusal() {
        Socket socket = bound("2001:db8::1");
        SockAddr peer = SockAddrIn6.of(PEER, PEER_PORT);
        assertThat(send(socket, bytes("x"), peer)).isOne();
        byte[] quoted = wire.next();
        wire.receive(icmp(Icmp6.DEST_UNREACH, Icmp6.PORT_UNREACH, quoted));
        assertThat(socket.sk().err()).isZero();
        ops.connect(socket, peer, 0);
        wire.receive(icmp(Icmp6.DEST_UNREACH, 0, quoted));
        assertThat(socket.sk().err()).as("a network out of reach may come back").isZero();
        wire.receive(icmp(Icmp6.DEST_UNREACH, Icmp6.PORT_UNREACH, Arrays.copyOf(quoted, 47)));
        assertThat(socket.sk().err()).as("too little is quoted").isZero();
        byte[] broken = icmp(Icmp6.DEST_UNREACH, Icmp6.PORT_UNREACH, quoted);
        broken[broken.length - 1] ^= 1;
        wire.receive(broken);
        assertThat(socket.sk().err()).as("a wrong checksum").isZero();
        wire.receive(icmp(Icmp6.DEST_UNREACH, Icmp6.PORT_UNREACH, quoted));
        assertThat(receive(socket)).isEqualTo("ECONNREFUSED");
        wire.receive(icmp(Icmp6.DEST_UNREACH, 1, quoted));
        assertThat(receive(socket)).isEqualTo("EACCES");
        assertThat(receive(socket)).isEqualTo("EAGAIN");
    }

    @Test
    void membersReceiveWhatIsSentToTheirGroup() {
        Socket member = bound("::");
        Socket other = bound("2001:db8::1");
        wire.receive(datagram(GROUP, sk(member).num, bytes("early")));
        sk(member).joinGroup(new Ipv6Mreq(GROUP, wire.ifindex()));
        wire.receive(datagram(GROUP, sk(member).num, bytes("group")));
        wire.receive(datagram(GROUP, sk(other).num, bytes("group")));
        assertThat(receive(member)).isEqualTo("group");
        assertThat(receive(member)).isEqualTo("EAGAIN");
        assertThat(receive(other)).isEqualTo("EAGAIN");
        assertThat(count(UdpMib.IGNORED_MULTI)).isOne();
        assertThat(wire.isSilent()).as("nobody is told of a packet to many").isTrue();
    }

    @Test
    void groupsOfOthersAreHeardUnlessThatIsOff() {
        Socket member = bound("::");
        Socket other = bound("::");
        sk(member).joinGroup(new Ipv6Mreq(GROUP, wire.ifindex()));
        wire.receive(datagram(GROUP, sk(other).num, bytes("all")));
        sk(other).ipv6.multicastAll = false;
        wire.receive(datagram(GROUP, sk(other).num, bytes("own")));
        assertThat(receive(other)).isEqualTo("all");
        assertThat(receive(other)).isEqualTo("EAGAIN");
    }

    @Test
    void closingGivesThePortAndTheGroupsBack() {
        Socket socket = bound("::");
        sk(socket).joinGroup(new Ipv6Mreq(GROUP, wire.ifindex()));
        assertThat(host.ipv4.mld().isMember(GROUP.high(), GROUP.low(), wire.ifindex())).isTrue();
        ops.release(socket);
        assertThat(host.ipv4.mld().isMember(GROUP.high(), GROUP.low(), wire.ifindex())).isFalse();
        assertThat(host.ipv4.udp().boundPorts()).isZero();
    }

    @Test
    void whatTheDeviceCannotTakeIsTooLong() {
        Socket socket = bound("::");
        SockAddr peer = SockAddrIn6.of(PEER, PEER_PORT);
        assertThat(send(socket, new byte[1452], peer)).isEqualTo(1452);
        assertThat(send(socket, new byte[1453], peer)).isEqualTo(Errno.EMSGSIZE.negated());
    }
}
