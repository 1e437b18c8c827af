package org.jernel.user.steer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.NetworkMode;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.user.Machine;
import org.jernel.user.bin.Hello;
import org.jernel.user.bin.Replyhi;
import org.jernel.user.bin.Trace;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** What {@code trace --pcap} has written, as tshark reads it: every packet whole, every checksum right. */
@Timeout(120)
final class TsharkTest {

    private static final Path TSHARK = Path.of("/usr/bin/tshark");

    /**
     * Anything that Wireshark takes offence at, but for what the network itself means to say, as a reset. What an error quotes of
     * loopback has a checksum that nobody has completed, there as in Linux.
     */
    private static final String ODD =
            "_ws.malformed || _ws.short || ip.checksum.status == 0 || tcp.checksum.status == 0"
                    + " || (udp.checksum.status == 0 && !icmpv6 && !icmp) || icmp.checksum.status == 0 || icmpv6.checksum.status == 0"
                    + " || tcp.analysis.lost_segment || tcp.analysis.out_of_order";

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void isThere() {
        Assumptions.assumeTrue(Files.isExecutable(TSHARK), "tshark is not installed");
    }

    private static byte[] file(Machine machine, String path) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(machine.run((Libc libc, List<String> argv) -> {
            int fd = libc.open(path, Libc.O_RDONLY);
            byte[] piece = new byte[4096];
            for (int length = libc.read(fd, piece); length > 0; length = libc.read(fd, piece)) {
                bytes.write(piece, 0, length);
            }
            return libc.close(fd);
        }, "reader")).isZero();
        return bytes.toByteArray();
    }

    /** The lines of tshark with a filter: the protocol and a column of flags. */
    private List<String> read(byte[] capture, String filter) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("capture.pcapng"), capture);
        Process process = new ProcessBuilder(
                TSHARK.toString(), "-n", "-r", file.toString(), "-o", "tcp.check_checksum:TRUE", "-o",
                "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-e",
                "_ws.col.Protocol", "-e", "_ws.col.Info")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text.lines().toList();
    }

    /** Datagrams and a connection between addresses of IPv6, one datagram to where nobody listens. */
    private static int speakV6(Libc libc) {
        int listener = libc.socket(AF_INET6, SOCK_STREAM, 0);
        libc.bind(listener, SockAddrIn6.of(In6Addr.LOOPBACK, 0, 0));
        libc.listen(listener, 1);
        int client = libc.socket(AF_INET6, SOCK_STREAM, 0);
        libc.connect(client, libc.getsockname(listener));
        int server = libc.accept(listener).fd();
        libc.send(client, new byte[3000], 0);
        libc.recv(server, new byte[10], 0);
        // With bytes that nobody has read, so that the end is a reset.
        libc.close(server);
        libc.recv(client, new byte[10], 0);
        int datagrams = libc.socket(AF_INET6, SOCK_DGRAM, 0);
        libc.sendto(datagrams, new byte[] {1}, 0, SockAddrIn6.of(In6Addr.LOOPBACK, 9, 0));
        return 0;
    }

    @Test
    void packetsOfLoopback() throws Exception {
        try (Machine machine = Machine.hermetic()) {
            machine.run(new Sh(), "sh", "-c", "trace all --pcap /tmp/refused hello");
            assertThat(read(file(machine, "/tmp/refused"), ODD)).isEmpty();
            assertThat(read(file(machine, "/tmp/refused"), "tcp.flags.reset == 1")).hasSize(1);
            Task service = machine.start(new Replyhi(), "replyhi");
            while (machine.run(new Hello(), "hello") != 0) {
                LockSupport.parkNanos(1);
            }
            assertThat(machine.run(new Sh(), "sh", "-c",
                    "trace all --pcap /tmp/p sh -c 'hello; ping -c 2 127.0.0.1'")).isZero();
            service.sendSignal(Signal.SIGKILL.number());
            byte[] capture = file(machine, "/tmp/p");
            assertThat(read(capture, ODD)).isEmpty();
            assertThat(read(capture, "icmp")).hasSize(4);
            assertThat(read(capture, "tcp.len > 0")).hasSize(2);
            assertThat(read(capture, "tcp.flags.fin == 1")).isNotEmpty();
        }
    }

    private static byte[] capture(Machine machine, Program program) throws InterruptedException {
        machine.run(new Sh(), "sh", "-c", "> /tmp/p");
        Task trace = machine.start(new Trace(), "trace", "all", "--pcap", "/tmp/p");
        // The first that is written says that packets are captured.
        while (file(machine, "/tmp/p").length == 0) {
            LockSupport.parkNanos(1);
        }
        machine.run(program, "speaker");
        trace.sendSignal(Signal.SIGINT.number());
        assertThat(trace.join()).isZero();
        return file(machine, "/tmp/p");
    }

    @Test
    void packetsOfIpv6() throws Exception {
        try (Machine machine = Machine.hermetic()) {
            byte[] capture = capture(machine, (libc, argv) -> speakV6(libc));
            assertThat(read(capture, ODD)).isEmpty();
            assertThat(read(capture, "ipv6 && tcp.flags.reset == 1")).isNotEmpty();
            assertThat(read(capture, "icmpv6.type == 1 && udp")).hasSize(1);
        }
    }

    @Test
    void packetsOfTheWire() throws Exception {
        try (Machine machine = Machine.boot(KernelConfig.hermetic().withNetworkMode(NetworkMode.WIRE))) {
            byte[] capture = capture(machine, (libc, argv) -> speakV6(libc));
            assertThat(read(capture, ODD)).isEmpty();
            assertThat(read(capture, "ipv6 && tcp.flags.syn == 1")).isNotEmpty();
            assertThat(read(capture, "ipv6 && udp")).isNotEmpty();
        }
    }
}
