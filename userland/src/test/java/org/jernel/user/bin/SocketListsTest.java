package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** What netstat and ss print, line by line as net-tools' and iproute2's do for the same sockets. */
final class SocketListsTest {

    private static String screenOf(Program program) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(program, "prog")).isZero();
            return machine.terminal().screen();
        }
    }

    private static int listening(Libc libc, int port) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        libc.bind(fd, SockAddrIn.of("127.0.0.1", port));
        libc.listen(fd, 9);
        return fd;
    }

    private static int connected(Libc libc, int from, int to) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        libc.bind(fd, SockAddrIn.of("127.0.0.1", from));
        libc.connect(fd, SockAddrIn.of("127.0.0.1", to));
        return fd;
    }

    private static int netstat(Libc libc, String... flags) {
        return new Netstat().main(libc, argv("netstat", flags));
    }

    private static int ss(Libc libc, String... flags) {
        return new Ss().main(libc, argv("ss", flags));
    }

    private static List<String> argv(String program, String... flags) {
        return Stream.concat(Stream.of(program), Arrays.stream(flags)).toList();
    }

    /** An acknowledgement may be late. */
    private static void awaitState(Libc libc, TcpState state) {
        while (ProcSocket.list(libc, "tcp").stream().noneMatch(socket -> socket.state() == state)) {
            LockSupport.parkNanos(1);
        }
    }

    @Test
    @Timeout(60)
    void netstatFollowsAConnectionThroughItsLife() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            int server = listening(libc, 80);
            int client = connected(libc, 4000, 80);
            libc.send(client, "hello".getBytes(StandardCharsets.UTF_8), 0);
            int accepted = libc.accept(server).fd();
            netstat(libc, "-tan");
            libc.recv(accepted, new byte[10], MsgFlags.MSG_DONTWAIT);
            libc.shutdown(client, Shutdown.SHUT_WR);
            awaitState(libc, TcpState.FIN_WAIT2);
            netstat(libc, "-tan");
            libc.close(accepted);
            netstat(libc, "-tn");
            libc.close(client);
            return netstat(libc, "-tln");
        });
        assertThat(screen).isEqualTo("""
                Active Internet connections (servers and established)
                Proto Recv-Q Send-Q Local Address           Foreign Address         State     \s
                tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN    \s
                tcp        0      0 127.0.0.1:4000          127.0.0.1:80            ESTABLISHED
                tcp        5      0 127.0.0.1:80            127.0.0.1:4000          ESTABLISHED
                Active Internet connections (servers and established)
                Proto Recv-Q Send-Q Local Address           Foreign Address         State     \s
                tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN    \s
                tcp        0      0 127.0.0.1:4000          127.0.0.1:80            FIN_WAIT2 \s
                tcp        1      0 127.0.0.1:80            127.0.0.1:4000          CLOSE_WAIT\s
                Active Internet connections (w/o servers)
                Proto Recv-Q Send-Q Local Address           Foreign Address         State     \s
                tcp        0      0 127.0.0.1:4000          127.0.0.1:80            TIME_WAIT \s
                Active Internet connections (only servers)
                Proto Recv-Q Send-Q Local Address           Foreign Address         State     \s
                tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN    \s
                """);
    }

    @Test
    void netstatNamesProgramsOfBothFamiliesAndOfDatagrams() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            int six = libc.socket(AF_INET6, SOCK_STREAM, 0);
            libc.bind(six, SockAddrIn6.of("::", 81));
            libc.listen(six, 3);
            connected(libc, 4001, 81);
            int bound = libc.socket(AF_INET, SOCK_DGRAM, 0);
            libc.bind(bound, SockAddrIn.of("127.0.0.1", 53));
            int talking = libc.socket(AF_INET, SOCK_DGRAM, 0);
            libc.bind(talking, SockAddrIn.of("127.0.0.1", 4002));
            libc.connect(talking, SockAddrIn.of("127.0.0.1", 53));
            return netstat(libc, "-t", "-u", "-a", "-n", "-p");
        });
        assertThat(screen.lines().skip(1)).containsExactly(
                "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ",
                "tcp        0      0 127.0.0.1:4001          127.0.0.1:81            ESTABLISHED 1/prog              ",
                "tcp6       1      0 :::81                   :::*                    LISTEN      1/prog              ",
                "tcp6       0      0 127.0.0.1:81            127.0.0.1:4001          ESTABLISHED -                   ",
                "udp        0      0 127.0.0.1:53            0.0.0.0:*                           1/prog              ",
                "udp        0      0 127.0.0.1:4002          127.0.0.1:53            ESTABLISHED 1/prog              ");
    }

    private static SockAddr unix(String name) {
        return new SockAddr(("\1\0" + name).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void localSockets(Libc libc) {
        int server = libc.socket(AF_UNIX, SOCK_STREAM, 0);
        libc.bind(server, unix("/tmp/look.sock\0"));
        libc.listen(server, 4);
        int client = libc.socket(AF_UNIX, SOCK_STREAM, 0);
        libc.connect(client, unix("/tmp/look.sock\0"));
        int named = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
        libc.bind(named, unix("\0abc"));
    }

    @Test
    void netstatShowsLocalSockets() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            localSockets(libc);
            return netstat(libc, "-xap");
        });
        assertThat(screen).isEqualTo("""
                Active UNIX domain sockets (servers and established)
                Proto RefCnt Flags       Type       State         I-Node   PID/Program name     Path
                unix  2      [ ACC ]     STREAM     LISTENING     1        1/prog               /tmp/look.sock
                unix  3      [ ]         STREAM     CONNECTING    0        -                    /tmp/look.sock
                unix  3      [ ]         STREAM     CONNECTED     2        1/prog              \s
                unix  2      [ ]         DGRAM                    3        1/prog               @abc
                """);
    }

    @Test
    void ssHasColumnsAsWideAsTheirContent() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            int server = listening(libc, 18181);
            connected(libc, 33914, 18181);
            libc.accept(server);
            ss(libc, "-tln");
            ss(libc, "-tanp");
            return ss(libc, "-tnH");
        });
        assertThat(screen.lines()).containsExactly(
                "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess",
                "LISTEN 0      0          127.0.0.1:18181      0.0.0.0:*          ",
                "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process                     ",
                "LISTEN 0      0          127.0.0.1:18181      0.0.0.0:*     users:((\"prog\",pid=1,fd=3))",
                "ESTAB  0      0          127.0.0.1:33914    127.0.0.1:18181 users:((\"prog\",pid=1,fd=4))",
                "ESTAB  0      0          127.0.0.1:18181    127.0.0.1:33914 users:((\"prog\",pid=1,fd=5))",
                "ESTAB 0      0      127.0.0.1:33914 127.0.0.1:18181",
                "ESTAB 0      0      127.0.0.1:18181 127.0.0.1:33914");
    }

    @Test
    void ssNamesTheKindOfSocketWhereThereAreSeveral() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            localSockets(libc);
            int bound = libc.socket(AF_INET6, SOCK_STREAM, 0);
            libc.bind(bound, SockAddrIn6.of("::", 81));
            libc.listen(bound, 3);
            return ss(libc, "-l");
        });
        assertThat(screen.lines()).containsExactly(
                "Netid State  Recv-Q Send-Q  Local Address:Port Peer Address:PortProcess",
                "u_str LISTEN 0      0      /tmp/look.sock 1               * 0          ",
                "u_dgr UNCONN 0      0                @abc 3               * 0          ",
                "tcp   LISTEN 0      0                   *:81              *:*          ");
    }

    @Test
    void anUnknownFlagIsRefused() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Netstat(), "netstat", "-z") >> 8).isEqualTo(1);
            assertThat(machine.terminal().screen())
                    .isEqualTo("netstat: invalid option -- 'z'\nTry 'netstat --help' for more information.\n");
        }
    }

    @Test
    @Timeout(60)
    void netstatShowsOwnersAndTimers() throws InterruptedException {
        String screen = screenOf((Libc libc, List<String> argv) -> {
            int server = listening(libc, 80);
            int client = connected(libc, 4000, 80);
            int accepted = libc.accept(server).fd();
            libc.shutdown(client, Shutdown.SHUT_WR);
            awaitState(libc, TcpState.FIN_WAIT2);
            libc.close(accepted);
            awaitState(libc, TcpState.TIME_WAIT);
            netstat(libc, "-tane");
            netstat(libc, "-tano");
            return netstat(libc, "-tlneop");
        });
        assertThat(screen.lines().map(line -> line.replaceFirst("\\([1-9][0-9]\\.[0-9]{2}/", "(SS.hh/")))
                .containsExactly(
                        "Active Internet connections (servers and established)",
                        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode     ",
                        "tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      0          1         ",
                        "tcp        0      0 127.0.0.1:4000          127.0.0.1:80            TIME_WAIT   0          0         ",
                        "Active Internet connections (servers and established)",
                        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       Timer",
                        "tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      off (0.00/0/0)",
                        "tcp        0      0 127.0.0.1:4000          127.0.0.1:80            TIME_WAIT   timewait (SS.hh/0/0)",
                        "Active Internet connections (only servers)",
                        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode     "
                                + " PID/Program name     Timer",
                        "tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      0          1         "
                                + " 1/prog               off (0.00/0/0)");
    }

    @Test
    void netstatShowsRoutesAndInterfaces() throws InterruptedException {
        String screen = screenOf((libc, argv) -> {
            netstat(libc, "-r");
            netstat(libc, "-i");
            return 0;
        });
        assertThat(screen).isEqualTo("""
                Kernel IP routing table
                Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
                Kernel Interface table
                Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg
                lo              65536        0      0      0 0             0      0      0      0 LRU
                """);
        assertThat(NetstatTables.route("eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0     "))
                .isEqualTo("0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0");
    }

    @Test
    void theSummaryOfSsCountsByKindAndVersion() throws InterruptedException {
        assertThat(screenOf((Libc libc, List<String> argv) -> {
            int server = listening(libc, 80);
            connected(libc, 4000, 80);
            libc.accept(server);
            libc.bind(libc.socket(AF_INET, SOCK_DGRAM, 0), SockAddrIn.of("127.0.0.1", 53));
            return ss(libc, "-s");
        })).isEqualTo("""
                Total: 4
                TCP:   3 (estab 2, closed 0, orphaned 0, timewait 0)

                Transport Total     IP        IPv6
                RAW\t  0         0         0       \s
                UDP\t  1         1         0       \s
                TCP\t  3         3         0       \s
                INET\t  4         4         0       \s
                FRAG\t  0         0         0       \s

                """);
    }
}
