package org.jernel.net.diag;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** What a connection looks like from outside, from its first state to its last. */
@Timeout(60)
final class NetstatTest {

    private static final long PAUSE_NANOS = 20_000;

    /** The two stacks. */
    enum Stack {
        HERMETIC, WIRE;

        Kernel boot() {
            return Kernel.boot(this == HERMETIC ? KernelConfig.hermetic() : KernelConfig.wire());
        }
    }

    /** The list as soon as it has what is looked for; the test's own time limit ends a vain wait. */
    private static List<NetstatEntry> eventually(Kernel kernel, Predicate<List<NetstatEntry>> condition) {
        List<NetstatEntry> seen = Netstat.of(kernel);
        while (!condition.test(seen)) {
            if (Thread.interrupted()) {
                throw new AssertionError("waited in vain: " + seen);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = Netstat.of(kernel);
        }
        return seen;
    }

    private static Predicate<List<NetstatEntry>> has(TcpState... states) {
        return seen -> seen.stream().map(NetstatEntry::state).toList().containsAll(List.of(states));
    }

    @ParameterizedTest
    @EnumSource
    void followsAConnectionThroughItsLife(Stack stack) {
        try (Kernel kernel = stack.boot()) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, 0);
            net.kernelBind(server, SockAddrIn.of("127.0.0.1", 0));
            net.kernelListen(server, 7);
            SockAddr service = net.kernelGetsockname(server);
            Socket client = net.sockCreateKern(AF_INET, SOCK_STREAM, 0);
            assertThat(Netstat.of(kernel))
                    .extracting(NetstatEntry::proto, NetstatEntry::state, NetstatEntry::recvQ, NetstatEntry::sendQ)
                    .containsExactly(tuple("tcp", TcpState.LISTEN, 0L, 7L), tuple("tcp", TcpState.CLOSE, 0L, 0L));

            net.kernelConnect(client, service, 0);
            NetstatEntry listener = eventually(kernel, seen -> seen.getFirst().recvQ() == 1).getFirst();
            assertThat(listener.local()).isEqualTo(service);
            assertThat(listener.peer()).isEqualTo(SockAddrIn.of(0, 0));
            assertThat(listener.inode()).isEqualTo(server.ino()).isNotZero();

            Socket accepted = net.kernelAccept(server, 0);
            List<NetstatEntry> both = Netstat.of(kernel);
            assertThat(both).hasSize(3).extracting(NetstatEntry::state)
                    .containsExactly(TcpState.LISTEN, TcpState.ESTABLISHED, TcpState.ESTABLISHED);
            assertThat(both.get(1).local()).isEqualTo(both.get(2).peer());
            assertThat(both.get(1).peer()).isEqualTo(both.get(2).local()).isEqualTo(service);

            assertThat(net.kernelSendmsg(client, MsgHdr.of("hello".getBytes(StandardCharsets.UTF_8)))).isEqualTo(5);
            eventually(kernel, seen -> seen.stream().anyMatch(entry -> entry.inode() == accepted.ino()
                    && entry.recvQ() == 5));
            net.kernelSockShutdown(client, Shutdown.SHUT_WR);
            eventually(kernel, has(TcpState.FIN_WAIT2, TcpState.CLOSE_WAIT));
            assertThat(net.kernelRecvmsg(accepted, MsgHdr.of(new byte[10]), 0)).isEqualTo(5);
            accepted.close();
            client.close();
            server.close();
            if (stack == Stack.HERMETIC) {
                List<NetstatEntry> last = eventually(kernel, has(TcpState.TIME_WAIT));
                assertThat(last).singleElement().satisfies(entry -> {
                    assertThat(entry.peer()).isEqualTo(service);
                    assertThat(entry.inode()).isZero();
                    assertThat(entry.owners()).isEmpty();
                });
            } else {
                assertThat(Netstat.of(kernel)).isEmpty();
            }
        }
    }

    @Test
    void aConnectionThatNobodyAcceptedHasNoInode() {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket server = net.sockCreateKern(AF_INET6, SOCK_STREAM, 0);
            net.kernelBind(server, SockAddrIn6.of("::", 80));
            net.kernelListen(server, 1);
            Socket client = net.sockCreateKern(AF_INET, SOCK_STREAM, 0);
            net.kernelConnect(client, SockAddrIn.of("127.0.0.1", 80), 0);
            assertThat(eventually(kernel, has(TcpState.ESTABLISHED)))
                    .extracting(NetstatEntry::proto, NetstatEntry::state, entry -> entry.inode() == 0)
                    .containsExactly(
                            tuple("tcp", TcpState.ESTABLISHED, false),
                            tuple("tcp6", TcpState.LISTEN, false),
                            tuple("tcp6", TcpState.ESTABLISHED, true));
            client.close();
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsDatagramsThatWait(Stack stack) {
        try (Kernel kernel = stack.boot()) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket receiver = net.sockCreateKern(AF_INET, SOCK_DGRAM, 0);
            net.kernelBind(receiver, SockAddrIn.of("127.0.0.1", 0));
            Socket sender = net.sockCreateKern(AF_INET, SOCK_DGRAM, 0);
            net.kernelConnect(sender, net.kernelGetsockname(receiver), 0);
            assertThat(net.kernelSendmsg(sender, MsgHdr.of(new byte[100]))).isEqualTo(100);
            List<NetstatEntry> seen = eventually(kernel, list -> list.getFirst().recvQ() >= 100);
            assertThat(seen).extracting(NetstatEntry::proto, NetstatEntry::state)
                    .containsExactly(tuple("udp", TcpState.CLOSE), tuple("udp", TcpState.ESTABLISHED));
            receiver.close();
            sender.close();
        }
    }

    @Test
    void showsLocalSocketsByName() {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            SockAddr path = new SockAddr("\1\0/run/service\0".getBytes(StandardCharsets.ISO_8859_1));
            Socket server = net.sockCreateKern(AF_UNIX, SOCK_STREAM, 0);
            net.kernelBind(server, path);
            net.kernelListen(server, 3);
            Socket client = net.sockCreateKern(AF_UNIX, SOCK_STREAM, 0);
            net.kernelConnect(client, path, 0);
            assertThat(net.kernelSendmsg(client, MsgHdr.of(new byte[3]))).isEqualTo(3);
            Socket named = net.sockCreateKern(AF_UNIX, SOCK_DGRAM, 0);
            net.kernelBind(named, new SockAddr("\1\0\0name".getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(Netstat.of(kernel))
                    .extracting(NetstatEntry::type, NetstatEntry::state, NetstatEntry::recvQ, NetstatEntry::path,
                            entry -> entry.inode() != 0)
                    .containsExactly(
                            tuple(SOCK_STREAM, TcpState.LISTEN, 1L, "/run/service", true),
                            tuple(SOCK_STREAM, TcpState.ESTABLISHED, 3L, "/run/service", false),
                            tuple(SOCK_STREAM, TcpState.ESTABLISHED, 0L, "", true),
                            tuple(SOCK_DGRAM, TcpState.CLOSE, 0L, "@name", true));
            client.close();
            server.close();
            named.close();
            assertThat(Netstat.of(kernel)).isEmpty();
        }
    }

    @Test
    void looksWhileConnectionsComeAndGo() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, 0);
            net.kernelBind(server, SockAddrIn.of("127.0.0.1", 80));
            net.kernelListen(server, 100);
            Thread clients = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 500; i++) {
                    try (Socket client = net.sockCreateKern(AF_INET, SOCK_STREAM, 0)) {
                        net.kernelConnect(client, SockAddrIn.of("127.0.0.1", 80), 0);
                        net.kernelAccept(server, 0).close();
                    }
                }
            });
            while (clients.isAlive()) {
                assertThat(Netstat.of(kernel)).filteredOn(entry -> entry.state() == TcpState.LISTEN).hasSize(1);
            }
            clients.join();
            server.close();
        }
    }
}
