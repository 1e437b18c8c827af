package org.jernel.net.pcap;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.NetworkMode;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_IP;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** What a capture holds of known traffic, over both networks. */
@Timeout(60)
final class PcapTest {

    private static final int MEBIBYTE = 1 << 20;

    @TempDir private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("capture.pcapng");
    }

    private static Kernel boot(NetworkMode mode) {
        return Kernel.boot(KernelConfig.hermetic().withNetworkMode(mode));
    }

    /** A question of that many bytes, which a server in a kernel thread answers with two; returns its port. */
    private static int askOverTcp(Kernel kernel, SockAddr any, int bytes) throws InterruptedException {
        SocketLayer net = SocketLayer.of(kernel);
        int family = any.family();
        Socket server = net.sockCreateKern(family, SOCK_STREAM, IPPROTO_IP);
        net.kernelBind(server, any);
        net.kernelListen(server, 1);
        SockAddr address = net.kernelGetsockname(server);
        Task answer = kernel.kthreadRun("server", () -> {
            try (Socket client = net.kernelAccept(server, 0)) {
                byte[] question = new byte[bytes];
                assertThat(net.kernelRecvmsg(client, MsgHdr.of(question), MsgFlags.MSG_WAITALL)).isEqualTo(bytes);
                assertThat(net.kernelSendmsg(client, MsgHdr.of("hi".getBytes(StandardCharsets.US_ASCII)))).isEqualTo(2);
                assertThat(net.kernelRecvmsg(client, MsgHdr.of(question), 0)).isZero();
            }
        });
        try (Socket client = net.sockCreateKern(family, SOCK_STREAM, IPPROTO_IP)) {
            net.kernelConnect(client, address, 0);
            assertThat(net.kernelSendmsg(client, MsgHdr.of(pattern(bytes)))).isEqualTo(bytes);
            assertThat(net.kernelRecvmsg(client, MsgHdr.of(new byte[2]), MsgFlags.MSG_WAITALL)).isEqualTo(2);
            net.kernelSockShutdown(client, Shutdown.SHUT_WR);
            answer.join();
            assertThat(net.kernelRecvmsg(client, MsgHdr.of(new byte[2]), 0)).isZero();
        }
        net.sockRelease(server);
        assertThat(kernel.oopsCount()).isZero();
        return SockAddrIn.port(address);
    }

    private static byte[] pattern(int bytes) {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) ((i * 31) >> 3);
        }
        return data;
    }

    /** Nothing is missing between the packets of one side. */
    private static void assertNumbersFollow(CaptureFile file) {
        Map<Integer, Integer> next = new HashMap<>();
        for (Captured packet : file.packets()) {
            int expected = next.getOrDefault(packet.source(), packet.number());
            assertThat(packet.number()).as("the number of %s", packet).isEqualTo(expected);
            next.put(packet.source(),
                    expected + packet.data().length + (packet.has('S') || packet.has('F') ? 1 : 0));
            if (packet.has('A') && next.containsKey(packet.dest())) {
                assertThat(next.get(packet.dest()) - packet.ack()).as("what %s acknowledges", packet).isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionBeginsSpeaksAndEnds(NetworkMode mode) throws Exception {
        int port;
        try (Kernel kernel = boot(mode); Pcap pcap = Pcap.start(kernel, file())) {
            long before = kernel.clock().realtimeNanos();
            port = askOverTcp(kernel, SockAddrIn.of("127.0.0.1", 0), 5);
            assertThat(pcap.failure()).isNull();
            assertThat(CaptureFile.read(file()).packets()).hasSize((int) pcap.packets());
            assertThat(CaptureFile.read(file()).packets().getFirst().nanos())
                    .isBetween(before, kernel.clock().realtimeNanos());
        }
        CaptureFile capture = CaptureFile.read(file());
        assertThat(capture.interfaces()).containsExactly(mode == NetworkMode.WIRE ? "wire" : "lo");
        assertThat(capture.lines()).startsWith("S", "SA", "A", "PA 5").containsOnlyOnce("PA 2", "PA 5", "S", "SA");
        assertThat(capture.packets()).filteredOn(packet -> packet.has('F')).hasSize(2);
        assertThat(capture.dataTo(port)).isEqualTo(pattern(5));
        assertNumbersFollow(capture);
        assertTsharkAgrees();
    }

    @ParameterizedTest
    @EnumSource
    void aMebibyteOverIpv6IsThereToItsLastByte(NetworkMode mode) throws Exception {
        int port;
        try (Kernel kernel = boot(mode); Pcap _ = Pcap.start(kernel, file())) {
            port = askOverTcp(kernel, SockAddrIn6.of(In6Addr.LOOPBACK, 0, 0), MEBIBYTE);
        }
        CaptureFile capture = CaptureFile.read(file());
        assertThat(Arrays.equals(capture.dataTo(port), pattern(MEBIBYTE))).isTrue();
        assertNumbersFollow(capture);
        assertTsharkAgrees();
    }

    @ParameterizedTest
    @EnumSource
    void datagramsAreShownOnce(NetworkMode mode) throws Exception {
        try (Kernel kernel = boot(mode); Pcap _ = Pcap.start(kernel, file())) {
            SocketLayer net = SocketLayer.of(kernel);
            try (Socket server = net.sockCreateKern(AF_INET, SOCK_DGRAM, IPPROTO_IP);
                    Socket client = net.sockCreateKern(AF_INET, SOCK_DGRAM, IPPROTO_IP)) {
                net.kernelBind(server, SockAddrIn.of("127.0.0.1", 0));
                MsgHdr question = MsgHdr.of(pattern(7));
                question.setName(net.kernelGetsockname(server));
                assertThat(net.kernelSendmsg(client, question)).isEqualTo(7);
                MsgHdr got = MsgHdr.of(new byte[9]);
                assertThat(net.kernelRecvmsg(server, got, 0)).isEqualTo(7);
                MsgHdr answer = MsgHdr.of(new byte[0]);
                answer.setName(got.name());
                assertThat(net.kernelSendmsg(server, answer)).isZero();
                assertThat(net.kernelRecvmsg(client, MsgHdr.of(new byte[9]), 0)).isZero();
            }
        }
        assertThat(CaptureFile.read(file()).lines()).containsExactly("UDP 7", "UDP");
        assertTsharkAgrees();
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedCallIsAResetByThePeer(NetworkMode mode) throws Exception {
        try (Kernel kernel = boot(mode); Pcap _ = Pcap.start(kernel, file())) {
            SocketLayer net = SocketLayer.of(kernel);
            try (Socket bound = net.sockCreateKern(AF_INET6, SOCK_STREAM, IPPROTO_IP);
                    Socket client = net.sockCreateKern(AF_INET6, SOCK_STREAM, IPPROTO_IP)) {
                net.kernelBind(bound, SockAddrIn6.of(In6Addr.LOOPBACK, 0, 0));
                SockAddr silent = net.kernelGetsockname(bound);
                assertThatThrownBy(() -> net.kernelConnect(client, silent, 0)).isSameAs(Errno.ECONNREFUSED.exception());
            }
        }
        assertThat(CaptureFile.read(file()).lines()).containsExactly("S", "RA");
        assertTsharkAgrees();
    }

    @Test
    void whoLooksNoMoreIsForgotten() throws Exception {
        try (Kernel kernel = boot(NetworkMode.HERMETIC)) {
            Pcap pcap = Pcap.start(kernel, file());
            pcap.close();
            pcap.close();
            int _ = askOverTcp(kernel, SockAddrIn.of("127.0.0.1", 0), 5);
            assertThat(pcap.packets()).isZero();
            assertThat(kernel.get(Net.class).packetTaps().isEmpty()).isTrue();
        }
        assertThat(CaptureFile.read(file()).packets()).isEmpty();
    }

    @Test
    void aFileThatTakesNoMoreEndsTheCaptureWithOneLineAndTheKernelGoesOn() throws Exception {
        try (Kernel kernel = boot(NetworkMode.HERMETIC);
                Pcap pcap = Pcap.start(kernel, "full", new FullAfter(250))) {
            int _ = askOverTcp(kernel, SockAddrIn.of("127.0.0.1", 0), 5);
            assertThat(pcap.failure()).isEqualTo("full: No space left on device");
            assertThat(pcap.packets()).isEqualTo(1);
            assertThat(kernel.printk().records()).extracting(Object::toString)
                    .filteredOn(line -> line.contains("pcap: full: No space left on device")).hasSize(1);
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsToldAtOnce() {
        try (Kernel kernel = boot(NetworkMode.HERMETIC)) {
            assertThatThrownBy(() -> Pcap.start(kernel, folder.resolve("none/capture.pcapng")))
                    .isInstanceOf(IOException.class).hasMessageContaining("none/capture.pcapng");
            assertThat(kernel.get(Net.class).packetTaps().isEmpty()).isTrue();
        }
    }

    /** A device that is full after so many bytes. */
    private static final class FullAfter extends OutputStream {

        private int room;

        FullAfter(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    }

    /** Where it is installed: no packet is malformed, no checksum wrong, nothing odd in a connection's numbers. */
    private void assertTsharkAgrees() throws IOException, InterruptedException {
        Path tshark = Path.of("/usr/bin/tshark");
        Assumptions.assumeTrue(tshark.toFile().canExecute(), "tshark is not installed");
        Process process = new ProcessBuilder(List.of(
                tshark.toString(), "-r", file().toString(),
                "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
                "-Y", "_ws.malformed || tcp.checksum.status == 0 || udp.checksum.status == 0"
                        + " || ip.checksum.status == 0 || tcp.analysis.lost_segment || tcp.analysis.out_of_order"))
                .redirectError(new File("/dev/null"))
                .start();
        String odd = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(odd).isEmpty();
    }
}
