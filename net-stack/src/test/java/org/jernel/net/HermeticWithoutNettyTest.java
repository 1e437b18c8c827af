package org.jernel.net;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddrIn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** A hermetic kernel loads no class of Netty's: here it runs where there is none to load. */
class HermeticWithoutNettyTest {

    /** A kernel whose sockets talk; called through the class loader without Netty. */
    public static final class Talk {

        public static long hermetic() {
            return talk(KernelConfig.hermetic());
        }

        public static long wire() {
            return talk(KernelConfig.wire());
        }

        private static long talk(KernelConfig config) {
            try (Kernel kernel = Kernel.boot(config)) {
                SocketLayer net = SocketLayer.of(kernel);
                try (Socket listener = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP);
                        Socket client = net.sockCreateKern(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
                    net.kernelBind(listener, SockAddrIn.of("127.0.0.1", 0));
                    net.kernelListen(listener, 1);
                    net.kernelConnect(client, net.kernelGetsockname(listener), 0);
                    try (Socket server = net.kernelAccept(listener, 0)) {
                        long sent = net.kernelSendmsg(server, MsgHdr.of(new byte[5]));
                        return sent < 0 ? sent : net.kernelRecvmsg(client, MsgHdr.of(new byte[9]), 0);
                    }
                }
            }
        }
    }

    private static URLClassLoader withoutNetty() {
        URL[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().startsWith("netty"))
                .map(HermeticWithoutNettyTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry.toString(), e);
        }
    }

    private static Object call(ClassLoader loader, String method) throws Throwable {
        try {
            return loader.loadClass(Talk.class.getName()).getMethod(method).invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    @Test
    void socketsOfAHermeticKernelTalk() throws Throwable {
        try (URLClassLoader loader = withoutNetty()) {
            assertThat(call(loader, "hermetic")).isEqualTo(5L);
        }
    }

    @Test
    void theWireNeedsIt() throws IOException {
        try (URLClassLoader loader = withoutNetty()) {
            assertThatThrownBy(() -> call(loader, "wire"))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessageContaining("io/netty");
        }
    }
}
