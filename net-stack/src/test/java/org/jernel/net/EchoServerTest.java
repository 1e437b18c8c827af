package org.jernel.net;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The in-kernel API as an embedder uses it: the README's example, and a client for it. */
@Timeout(30)
class EchoServerTest {

    private static final SockAddr ADDRESS = SockAddrIn.of("127.0.0.1", 5001);

    /** Serves one client until it has said everything. */
    private static void echo(SocketLayer net, Socket server) {
        try (Socket client = net.kernelAccept(server, 0)) {
            byte[] buffer = new byte[1024];
            long got = net.kernelRecvmsg(client, MsgHdr.of(buffer), 0);
            while (got > 0 && net.kernelSendmsg(client, MsgHdr.of(buffer, 0, (int) got)) == got) {
                got = net.kernelRecvmsg(client, MsgHdr.of(buffer), 0);
            }
        }
    }

    @Test
    void aThreadOfTheEmbedderTalksToAServerInAKernelThread() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP);
            net.kernelBind(server, ADDRESS);
            net.kernelListen(server, 1);
            Task task = kernel.kthreadRun("echo", () -> echo(net, server));
            assertThat(ask(net, "hello")).isEqualTo("hello");
            task.join();
            net.sockRelease(server);
            assertThat(kernel.oopsCount()).isZero();
        }
    }

    private static String ask(SocketLayer net, String question) {
        byte[] bytes = question.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[bytes.length + 1];
        try (Socket sock = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
            net.kernelConnect(sock, ADDRESS, 0);
            assertThat(net.kernelGetpeername(sock)).isEqualTo(ADDRESS);
            assertThat(net.kernelSendmsg(sock, MsgHdr.of(bytes))).isEqualTo(bytes.length);
            net.kernelSockShutdown(sock, Shutdown.SHUT_WR);
            int got = 0;
            long more = 1;
            while (more > 0) {
                more = net.kernelRecvmsg(sock, MsgHdr.of(answer, got, answer.length - got), 0);
                got += (int) more;
            }
            assertThat(more).isZero();
            return new String(answer, 0, got, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aPortWithoutAServerRefuses() {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            try (Socket sock = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
                assertThatThrownBy(() -> net.kernelConnect(sock, ADDRESS, 0))
                        .isSameAs(Errno.ECONNREFUSED.exception());
            }
        }
    }

    @Test
    void kernelsDoNotShareTheirPorts() {
        try (Kernel one = Kernel.boot(KernelConfig.hermetic());
                Kernel other = Kernel.boot(KernelConfig.hermetic())) {
            for (Kernel kernel : new Kernel[] {one, other}) {
                SocketLayer net = SocketLayer.of(kernel);
                Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP);
                net.kernelBind(server, ADDRESS);
                assertThat(net.kernelGetsockname(server)).isEqualTo(ADDRESS);
            }
        }
    }
}
