package org.jernel.test.junit;

import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;

import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;
import static org.jernel.syscall.Errno.ECONNREFUSED;
import static org.jernel.test.assertj.JernelAssertions.assertThat;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;

/** What docs/testing.md shows. */
// TESTING
@JernelTest
final class EchoExampleTest {

    @Test
    void listensOnAPortThatIsItsOwn(SocketLayer net) {
        try (Socket server = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
            net.kernelBind(server, SockAddrIn.of("127.0.0.1", 80));
            net.kernelListen(server, 16);
            assertThat(server).isListening().hasLocalPort(80);
        }
    }

    @Test
    void isRefusedWhereNobodyListens(SocketLayer net) {
        try (Socket client = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
            assertThatErrno(() -> net.kernelConnect(client, SockAddrIn.of("127.0.0.1", 80), 0)).is(ECONNREFUSED);
        }
    }

    @Test
    void isATaskThatMakesSystemCalls(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        libc.connect(fd, SockAddrIn.of("127.0.0.1", 80));
        assertThatErrno(libc).is(ECONNREFUSED);
        libc.close(fd);
    }
}
// TESTING
