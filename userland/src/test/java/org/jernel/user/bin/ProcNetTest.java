package org.jernel.user.bin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_RAW;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The files of {@code /proc/net}: their columns are those of the Linux that runs the test, and their numbers are true. */
final class ProcNetTest {

    private static void run(Program program) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(program, "prog")).isZero();
        }
    }

    private static String text(Libc libc, String file) {
        return requireNonNull(libc.readFile("/proc/net/" + file), file);
    }

    /** The value of a counter in a file of pairs of lines. */
    private static long counter(Libc libc, String file, String protocol, String name) {
        List<String[]> lines = text(libc, file).lines()
                .filter(line -> line.startsWith(protocol + ":"))
                .map(line -> line.split(" "))
                .toList();
        return Long.parseLong(lines.get(1)[Arrays.asList(lines.get(0)).indexOf(name)]);
    }

    private static int bound(Libc libc, int type, int port) {
        int fd = libc.socket(AF_INET, type, 0);
        libc.bind(fd, SockAddrIn.of("127.0.0.1", port));
        return fd;
    }

    private static void talk(Libc libc) {
        int server = bound(libc, SOCK_STREAM, 80);
        libc.listen(server, 4);
        int client = libc.socket(AF_INET, SOCK_STREAM, 0);
        libc.connect(client, SockAddrIn.of("127.0.0.1", 80));
        int accepted = libc.accept(server).fd();
        libc.send(client, "hello".getBytes(StandardCharsets.UTF_8), 0);
        libc.recv(accepted, new byte[10], 0);
        bound(libc, SOCK_DGRAM, 53);
        libc.socket(AF_INET, SOCK_RAW, 6);
        int six = libc.socket(AF_INET6, SOCK_STREAM, 0);
        libc.bind(six, SockAddrIn6.of("::1", 81));
        libc.listen(six, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp", "icmp6", "unix", "route", "arp"})
    @EnabledOnOs(OS.LINUX)
    void theHeadLineIsTheHosts(String file) throws IOException, InterruptedException {
        Path host = Path.of("/proc/net", file);
        assumeThat(host).exists();
        String head = Files.readAllLines(host).getFirst();
        run((Libc libc, List<String> argv) -> {
            assertThat(text(libc, file).lines().findFirst()).contains(head);
            return 0;
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAreListedAsTheHostListsThem() throws IOException, InterruptedException {
        List<String> host = Files.readAllLines(Path.of("/proc/net/dev"));
        run((Libc libc, List<String> argv) -> {
            talk(libc);
            List<String> lines = text(libc, "dev").lines().toList();
            assertThat(lines.subList(0, 2)).isEqualTo(host.subList(0, 2));
            String[] lo = lines.get(2).strip().split("\\s+");
            assertThat(lo).hasSameSizeAs(host.get(2).strip().split("\\s+"));
            assertThat(lo[0]).isEqualTo("lo:");
            assertThat(Long.parseLong(lo[2])).isPositive();
            assertThat(lo[1]).isEqualTo(lo[9]);
            assertThat(text(libc, "if_inet6")).isEqualTo("00000000000000000000000000000001 01 80 10 80       lo\n");
            return 0;
        });
    }

    /** Every counter that we have is one of the host's, in the host's order. */
    @ParameterizedTest
    @ValueSource(strings = {"snmp", "netstat"})
    @EnabledOnOs(OS.LINUX)
    void countersHaveTheHostsNamesInItsOrder(String file) throws IOException, InterruptedException {
        List<String> host = Files.readAllLines(Path.of("/proc/net", file));
        run((Libc libc, List<String> argv) -> {
            List<String> lines = text(libc, file).lines().toList();
            for (int i = 0; i < lines.size(); i += 2) {
                List<String> names = List.of(lines.get(i).split(" "));
                List<String> hosts = host.stream()
                        .filter(line -> line.startsWith(names.getFirst()))
                        .findFirst()
                        .map(line -> List.of(line.split(" ")))
                        .orElseThrow();
                assertThat(hosts).containsSubsequence(names);
                assertThat(lines.get(i + 1).split(" ")).hasSameSizeAs(names);
            }
            return 0;
        });
    }

    @Test
    void aLineOfTcpHasEveryColumnFilledUpToItsWidth() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            talk(libc);
            List<String> lines = text(libc, "tcp").lines().toList();
            assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line).hasSize(149));
            assertThat(lines.get(1))
                    .startsWith("   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0")
                    .containsPattern("0 [0-9]+ 1 [0-9a-f]{16} 100 0 0 10 0 +$");
            assertThat(lines.get(2)).contains(" 01 00000000:00000000 00:00000000 00000000").containsPattern("10 -1 +$");
            assertThat(text(libc, "udp").lines().toList().get(1))
                    .hasSize(127)
                    .startsWith("    0: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0");
            assertThat(text(libc, "raw").lines().toList().get(1)).startsWith("   6: 00000000:0006 00000000:0000 07 ");
            assertThat(text(libc, "tcp6").lines().toList().get(1))
                    .startsWith(
                            "   0: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A ");
            return 0;
        });
    }

    @Test
    void whatGoesThroughTheStackIsCounted() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            talk(libc);
            assertThat(counter(libc, "snmp", "Tcp", "ActiveOpens")).isOne();
            assertThat(counter(libc, "snmp", "Tcp", "PassiveOpens")).isOne();
            assertThat(counter(libc, "snmp", "Tcp", "CurrEstab")).isEqualTo(2);
            long segments = counter(libc, "snmp", "Tcp", "OutSegs");
            // SYN, SYN and ACK, ACK, the data, and its acknowledgement at once.
            assertThat(segments).isEqualTo(5);
            assertThat(counter(libc, "snmp", "Tcp", "InSegs")).isEqualTo(segments);
            assertThat(counter(libc, "snmp", "Ip", "InReceives")).isEqualTo(segments);
            assertThat(counter(libc, "snmp", "Ip", "OutRequests")).isEqualTo(segments);
            assertThat(counter(libc, "netstat", "TcpExt", "TCPOrigDataSent")).isOne();
            assertThat(counter(libc, "netstat", "IpExt", "InOctets"))
                    .isEqualTo(counter(libc, "netstat", "IpExt", "OutOctets"));
            assertThat(text(libc, "sockstat"))
                    .contains("sockets: used 6\n", "TCP: inuse 3 orphan 0 tw 0 alloc 4 mem 0\n",
                            "UDP: inuse 1 mem 0\n");
            assertThat(text(libc, "sockstat6")).startsWith("TCP6: inuse 1\nUDP6: inuse 0\n");
            return 0;
        });
    }

    @Test
    void refusalsAndDropsAreCounted() throws InterruptedException {
        run((Libc libc, List<String> argv) -> {
            int client = libc.socket(AF_INET, SOCK_STREAM, 0);
            assertThat(libc.connect(client, SockAddrIn.of("127.0.0.1", 9))).isEqualTo(-1);
            assertThat(counter(libc, "snmp", "Tcp", "AttemptFails")).isOne();
            assertThat(counter(libc, "snmp", "Tcp", "OutRsts")).isOne();
            int udp = libc.socket(AF_INET, SOCK_DGRAM, 0);
            libc.connect(udp, SockAddrIn.of("127.0.0.1", 9));
            libc.send(udp, new byte[10], MsgFlags.MSG_DONTWAIT);
            assertThat(counter(libc, "snmp", "Udp", "NoPorts")).isOne();
            assertThat(counter(libc, "snmp", "Icmp", "OutDestUnreachs")).isOne();
            assertThat(counter(libc, "snmp", "Icmp", "InDestUnreachs")).isOne();
            assertThat(counter(libc, "snmp", "IcmpMsg", "OutType3")).isOne();
            return 0;
        });
    }
}
