package org.jernel.net.wire;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.wait.WaitQueueEntry;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.core.UdpMib;
import org.jernel.net.inet.InetDgramOps;
import org.jernel.net.inet.IpMreqn;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Datagrams of the wire, exchanged with the JDK's own sockets, over each transport. */
@ParameterizedClass
@EnumSource
final class WireUdpTest {

    private static final int GROUP = SockAddrIn.parse("239.255.7.9");

    private final Kernel kernel = Kernel.boot(KernelConfig.wire());
    private final Net net = new Net(kernel);
    private final Proto proto;
    private final InetDgramOps ops = new InetDgramOps(AddressFamily.AF_INET, address -> true, IpProtocol.IPPROTO_UDP);
    private final Socket socket;
    private final WireUdpSock sk;

    WireUdpTest(HostTransport transport) {
        proto = WireNetwork.init(net, transport.open()).udpProt();
        socket = open();
        sk = (WireUdpSock) socket.sk();
        ops.bind(socket, SockAddrIn.of("127.0.0.1", 0));
    }

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    private Socket open() {
        Socket opened = new Socket(net, SocketType.SOCK_DGRAM);
        opened.setOps(ops);
        opened.graft(proto.createSock(net, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP));
        return opened;
    }

    private static DatagramSocket hostSocket() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    }

    private void sendFromHost(DatagramSocket host, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        InetAddress to = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        host.send(new DatagramPacket(bytes, bytes.length, to, sk.num));
    }

    private static String receiveAtHost(DatagramSocket host) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        host.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private long send(String text, SockAddr to) {
        MsgHdr message = MsgHdr.of(text.getBytes(StandardCharsets.US_ASCII));
        message.setName(to);
        return ops.sendmsg(socket, message);
    }

    private long send(String text, int flags) {
        MsgHdr message = MsgHdr.of(text.getBytes(StandardCharsets.US_ASCII));
        message.setFlags(flags);
        return ops.sendmsg(socket, message);
    }

    private String receive(int flags) {
        byte[] into = new byte[64];
        long result = ops.recvmsg(socket, MsgHdr.of(into), flags);
        return Errno.isError(result)
                ? Errno.ofResult(result).name()
                : new String(into, 0, (int) result, StandardCharsets.US_ASCII);
    }

    private void awaitPoll(int events) {
        assertThat(sk.wq().waitEvent(() -> (proto.poll(sk, new AllEvents()) & events) != 0, WireFixture.PATIENCE))
                .isPositive();
    }

    @Test
    void datagramsGoBothWays() throws IOException {
        try (DatagramSocket host = hostSocket()) {
            assertThat(send("out", SockAddrIn.of("127.0.0.1", host.getLocalPort()))).isEqualTo(3);
            assertThat(receiveAtHost(host)).isEqualTo("out");
            sendFromHost(host, "in");
            sendFromHost(host, "");
            assertThat(receive(0)).isEqualTo("in");
            assertThat(receive(0)).isEmpty();
            assertThat(receive(MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
            assertThat(net.mib().udp().get(UdpMib.IN_DATAGRAMS)).isEqualTo(2);
            assertThat(net.mib().udp().get(UdpMib.OUT_DATAGRAMS)).isOne();
        }
    }

    @Test
    void pollAndPeekLeaveTheDatagram() throws IOException {
        try (DatagramSocket host = hostSocket()) {
            sendFromHost(host, "kept");
            awaitPoll(Poll.POLLIN);
            assertThat(proto.ioctl(sk, 0x541b)).isEqualTo(4);
            assertThat(receive(MsgFlags.MSG_PEEK)).isEqualTo("kept");
            assertThat(receive(0)).isEqualTo("kept");
        }
    }

    /** The host tells once of two datagrams: whoever waits must go on trying while another takes the first of them. */
    @Test
    void oneEventIsForAllWhoWait() throws IOException {
        try (DatagramSocket host = hostSocket()) {
            int seen = sk.news.seen();
            assertThat(receive(MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
            sendFromHost(host, "one");
            sendFromHost(host, "two");
            assertThat(sk.wq().waitEvent(() -> sk.news.isAfter(seen), WireFixture.PATIENCE))
                    .isPositive();
            List<Boolean> whileTaken = new ArrayList<>();
            net.packetTaps().add((_, _, _) -> whileTaken.add(sk.isWorthReceiving(seen)));
            assertThat(receive(0)).isEqualTo("one");
            assertThat(whileTaken).containsExactly(true);
            assertThat(receive(MsgFlags.MSG_DONTWAIT)).isEqualTo("two");
        }
    }

    /** Nobody waits for the host's events here: what is seen is the look's own. */
    @Test
    void aLookWakesThoseForWhomItLeavesTheDatagram() throws IOException {
        WakeCount woken = new WakeCount();
        sk.wq().add(woken);
        try (DatagramSocket host = hostSocket()) {
            int seen = sk.news.seen();
            sendFromHost(host, "polled");
            assertThat(proto.poll(sk, null) & Poll.POLLIN).isNotZero();
            assertThat(proto.poll(sk, null) & Poll.POLLIN).isNotZero();
            assertThat(woken.times).isOne();
            assertThat(sk.isWorthReceiving(seen)).isTrue();
            assertThat(receive(MsgFlags.MSG_DONTWAIT)).isEqualTo("polled");
            sendFromHost(host, "peeked");
            assertThat(receive(MsgFlags.MSG_DONTWAIT | MsgFlags.MSG_PEEK)).isEqualTo("peeked");
            assertThat(woken.times).isEqualTo(2);
        } finally {
            sk.wq().remove(woken);
        }
    }

    private static final class WakeCount extends WaitQueueEntry {

        private int times;

        @Override
        protected boolean wake(int key) {
            times++;
            return true;
        }
    }

    @Test
    void aPeerThatIsGoneRefuses() throws IOException {
        int port;
        try (DatagramSocket host = hostSocket()) {
            port = host.getLocalPort();
        }
        ops.connect(socket, SockAddrIn.of("127.0.0.1", port), 0);
        assertThat(sk.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(send("x", 0)).isOne();
        awaitPoll(Poll.POLLERR | Poll.POLLIN);
        assertThat(receive(0)).isEqualTo("ECONNREFUSED");
        assertThat(receive(MsgFlags.MSG_DONTWAIT)).isEqualTo("EAGAIN");
    }

    @Test
    void aPeerComesAndGoes() throws IOException {
        try (DatagramSocket one = hostSocket(); DatagramSocket two = hostSocket()) {
            ops.connect(socket, SockAddrIn.of("127.0.0.1", one.getLocalPort()), 0);
            assertThat(send("one", 0)).isEqualTo(3);
            ops.connect(socket, SockAddrIn.of("127.0.0.1", two.getLocalPort()), 0);
            assertThat(send("two", 0)).isEqualTo(3);
            assertThat(receiveAtHost(one)).isEqualTo("one");
            assertThat(receiveAtHost(two)).isEqualTo("two");
            ops.connect(socket, new SockAddr(new byte[16]), 0);
            assertThat(send("x", 0)).isEqualTo(Errno.EDESTADDRREQ.negated());
            assertThat(send("named", SockAddrIn.of("127.0.0.1", one.getLocalPort()))).isEqualTo(5);
            assertThat(receiveAtHost(one)).isEqualTo("named");
        }
    }

    @Test
    void anUnboundSocketIsUsableAgainWithoutItsPeer() throws IOException {
        try (DatagramSocket host = hostSocket()) {
            Socket unbound = open();
            ops.connect(unbound, SockAddrIn.of("127.0.0.1", host.getLocalPort()), 0);
            ops.connect(unbound, new SockAddr(new byte[16]), 0);
            assertThat(((WireUdpSock) unbound.sk()).num).isZero();
            MsgHdr message = MsgHdr.of(new byte[] {'x'});
            message.setName(SockAddrIn.of("127.0.0.1", host.getLocalPort()));
            assertThat(ops.sendmsg(unbound, message)).isOne();
            assertThat(receiveAtHost(host)).isEqualTo("x");
        }
    }

    @Test
    void corkedOnesAreOneDatagram() throws IOException {
        try (DatagramSocket host = hostSocket()) {
            ops.connect(socket, SockAddrIn.of("127.0.0.1", host.getLocalPort()), 0);
            assertThat(send("one ", MsgFlags.MSG_MORE)).isEqualTo(4);
            assertThat(send("two", 0)).isEqualTo(3);
            assertThat(receiveAtHost(host)).isEqualTo("one two");
        }
    }

    @Test
    void groupsAreTheHosts() {
        IpMreqn group = new IpMreqn(GROUP, SockAddrIn.INADDR_LOOPBACK, 0);
        sk.joinGroup(group);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> sk.joinGroup(group))
                .satisfies(e -> assertThat(e.result()).isEqualTo(Errno.EADDRINUSE.negated()));
        sk.leaveGroup(group);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> sk.leaveGroup(group))
                .satisfies(e -> assertThat(e.result()).isEqualTo(Errno.EADDRNOTAVAIL.negated()));
    }

    @Test
    void aReceiverHearsOfTheEndOfTheKernel() throws InterruptedException {
        AtomicReference<String> heard = new AtomicReference<>("nothing");
        Thread receiver = Thread.ofVirtual().start(() -> heard.set(receive(0)));
        kernel.close();
        assertThat(receiver.join(Duration.ofSeconds(20))).isTrue();
        assertThat(heard.get()).isEqualTo("ENETDOWN");
    }
}
