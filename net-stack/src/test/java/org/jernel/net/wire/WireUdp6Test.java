package org.jernel.net.wire;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Socket;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.InetDgramOps;
import org.jernel.net.inet.Ipv6Mreq;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Datagrams of AF_INET6 on the host's network, which either version of IP carries. */
@ParameterizedClass
@EnumSource
@Timeout(60)
final class WireUdp6Test {

    private static final int LOOPBACK_IFINDEX = 1;

    private final Kernel kernel = Kernel.boot(KernelConfig.wire());
    private final Net net = new Net(kernel);
    private final Proto proto;
    private final InetDgramOps ops =
            new InetDgramOps(AddressFamily.AF_INET6, address -> true, IpProtocol.IPPROTO_UDP);
    private final Socket socket;
    private final WireUdpSock sk;

    WireUdp6Test(HostTransport transport) {
        proto = WireNetwork.init(net, transport.open()).udpv6Prot();
        socket = open("::");
        sk = (WireUdpSock) socket.sk();
    }

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    private Socket open(String address) {
        Socket opened = new Socket(net, SocketType.SOCK_DGRAM);
        opened.setOps(ops);
        opened.graft(proto.createSock(net, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP));
        ops.bind(opened, SockAddrIn6.of(address, 0));
        return opened;
    }

    private long send(Socket from, String text, @Nullable SockAddr to) {
        MsgHdr message = MsgHdr.of(text.getBytes(StandardCharsets.US_ASCII));
        message.setName(to);
        return ops.sendmsg(from, message);
    }

    /** What comes, and the address that it is from. */
    private String receive() {
        byte[] into = new byte[64];
        MsgHdr message = MsgHdr.of(into);
        int length = (int) ops.recvmsg(socket, message, 0);
        SockAddr from = message.name();
        assertThat(from).isNotNull();
        return new String(into, 0, length, StandardCharsets.US_ASCII) + " from " + SockAddrIn6.address(from);
    }

    @Test
    void oneSocketHearsBothVersions() throws IOException {
        try (DatagramSocket host = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Socket six = open("::1");
            assertThat(send(six, "six", SockAddrIn6.of("::1", sk.num))).isEqualTo(3);
            host.send(new DatagramPacket("four".getBytes(StandardCharsets.US_ASCII), 4,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), sk.num)));
            assertThat(receive()).isEqualTo("six from ::1");
            assertThat(receive()).isEqualTo("four from ::ffff:127.0.0.1");
            assertThat(net.mib().udp6().get(UdpMib.IN_DATAGRAMS)).isOne();
            assertThat(net.mib().udp().get(UdpMib.IN_DATAGRAMS)).isOne();
            assertThat(send(socket, "back", SockAddrIn6.of("::ffff:127.0.0.1", host.getLocalPort()))).isEqualTo(4);
            host.receive(new DatagramPacket(new byte[8], 8));
        }
    }

    @Test
    void aPeerOfEitherVersionComesAndGoes() {
        for (In6Addr address : new In6Addr[] {In6Addr.LOOPBACK, In6Addr.V4_LOOPBACK}) {
            Socket fresh = open("::");
            ops.connect(fresh, SockAddrIn6.of(address, sk.num), 0);
            assertThat(((WireUdpSock) fresh.sk()).saddr).isEqualTo(address);
            assertThat(send(fresh, "peer", null)).isEqualTo(4);
            assertThat(receive()).isEqualTo("peer from " + address);
            ops.connect(fresh, new SockAddr(new byte[2]), 0);
            assertThat(((WireUdpSock) fresh.sk()).saddr).isEqualTo(In6Addr.ANY);
            assertThat(send(fresh, "x", null)).isEqualTo(Errno.EDESTADDRREQ.negated());
        }
    }

    @Test
    void groupsAreTheHosts() {
        Ipv6Mreq group = new Ipv6Mreq(In6Addr.parse("ff02::7:9"), LOOPBACK_IFINDEX);
        sk.joinGroup(group);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> sk.joinGroup(group))
                .satisfies(e -> assertThat(e.result()).isEqualTo(Errno.EADDRINUSE.negated()));
        sk.leaveGroup(group);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> sk.leaveGroup(group))
                .satisfies(e -> assertThat(e.result()).isEqualTo(Errno.EADDRNOTAVAIL.negated()));
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> sk.joinGroup(new Ipv6Mreq(In6Addr.LOOPBACK, LOOPBACK_IFINDEX)))
                .satisfies(e -> assertThat(e.result()).isEqualTo(Errno.EINVAL.negated()));
    }
}
