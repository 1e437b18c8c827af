package org.jernel.user;

import java.util.function.Consumer;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** The example of the README. */
final class EchoServerExample {

    private EchoServerExample() {}

    // README
    static void echoServer(Consumer<SockAddr> listening) {
        try (Kernel kernel = Kernel.boot(KernelConfig.wire())) {
            SocketLayer net = SocketLayer.of(kernel);
            try (Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
                net.kernelBind(server, SockAddrIn.of("127.0.0.1", 0));
                net.kernelListen(server, 16);
                listening.accept(net.kernelGetsockname(server));
                byte[] buffer = new byte[1024];
                while (true) {
                    try (Socket client = net.kernelAccept(server, 0)) {
                        long got = net.kernelRecvmsg(client, MsgHdr.of(buffer), 0);
                        while (got > 0 && net.kernelSendmsg(client, MsgHdr.of(buffer, 0, (int) got)) == got) {
                            got = net.kernelRecvmsg(client, MsgHdr.of(buffer), 0);
                        }
                    }
                }
            }
        }
    }
    // README
}
