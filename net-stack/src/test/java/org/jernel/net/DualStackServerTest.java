package org.jernel.net;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_INET6;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** A server of kernel code on {@code ::} that clients of both families reach. */
@Timeout(60)
class DualStackServerTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientsOfBothFamiliesAreAccepted(boolean wire) {
        try (Kernel kernel = Kernel.boot(wire ? KernelConfig.wire() : KernelConfig.hermetic())) {
            SocketLayer net = SocketLayer.of(kernel);
            try (Socket server = net.sockCreateKern(AF_INET6, SOCK_STREAM, IPPROTO_TCP)) {
                net.kernelBind(server, SockAddrIn6.of("::", 0));
                net.kernelListen(server, 4);
                int port = SockAddrIn6.port(net.kernelGetsockname(server));
                assertThat(peerOf(net, server, AF_INET6, SockAddrIn6.of("::1", port))).startsWith("[::1]:");
                assertThat(peerOf(net, server, AF_INET, SockAddrIn.of("127.0.0.1", port)))
                        .startsWith("[::ffff:127.0.0.1]:");
            }
        }
    }

    private static String peerOf(SocketLayer net, Socket server, int family, SockAddr address) {
        try (Socket client = net.sockCreateKern(family, SOCK_STREAM, IPPROTO_TCP)) {
            net.kernelConnect(client, address, 0);
            try (Socket accepted = net.kernelAccept(server, 0)) {
                byte[] buffer = new byte[8];
                assertThat(net.kernelSendmsg(client, MsgHdr.of(new byte[3]))).isEqualTo(3);
                assertThat(net.kernelRecvmsg(accepted, MsgHdr.of(buffer), 0)).isEqualTo(3);
                return net.kernelGetpeername(accepted).toString();
            }
        }
    }
}
