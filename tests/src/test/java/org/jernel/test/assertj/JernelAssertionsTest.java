package org.jernel.test.assertj;

import org.jernel.kernel.Kernel;
import org.jernel.net.core.Socket;
import org.jernel.net.core.TcpState;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.test.junit.JernelTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;
import static org.jernel.test.assertj.JernelAssertions.assertThat;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;
import static org.jernel.test.assertj.JernelAssertions.assertThatNetstat;

@JernelTest
final class JernelAssertionsTest {

    @Test
    void tellsErrorsApart() {
        assertThatErrno(-Errno.EAGAIN.number()).is(Errno.EAGAIN);
        assertThatErrno(7).isNone();
        assertThatErrno(() -> {
            throw Errno.EPIPE.exception();
        }).is(Errno.EPIPE);
        assertThatThrownBy(() -> assertThatErrno(-Errno.EAGAIN.number()).is(Errno.EPIPE))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected EPIPE but it was EAGAIN");
        assertThatThrownBy(() -> assertThatErrno(() -> {}).is(Errno.EPIPE))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected EPIPE but the call succeeded");
        assertThatThrownBy(() -> assertThatErrno(-Errno.EAGAIN.number()).isNone())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected success but it was EAGAIN");
        assertThatThrownBy(() -> assertThatErrno(() -> {
            throw new IllegalStateException("no errno");
        })).isInstanceOf(AssertionError.class).hasMessageContaining("no errno");
    }

    @Test
    void looksAtAllSocketsOfAKernel(Kernel kernel, SocketLayer net) {
        assertThatNetstat(kernel).hasNoOpenSockets().isNotListeningOn(99);
        Socket server = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        net.kernelBind(server, SockAddrIn.of("127.0.0.1", 99));
        net.kernelListen(server, 1);
        assertThatNetstat(kernel).isListeningOn(99).has(1, TcpState.LISTEN).has(0, TcpState.ESTABLISHED);
        assertThatThrownBy(() -> assertThatNetstat(kernel).isListeningOn(98))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "expected a listener on port 98 but there was none:\n  tcp 0 1 127.0.0.1:99 0.0.0.0:0 LISTEN -");
        assertThatThrownBy(() -> assertThatNetstat(kernel).hasNoOpenSockets()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThatNetstat(kernel).isNotListeningOn(99)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThatNetstat(kernel).has(2, TcpState.LISTEN)).isInstanceOf(AssertionError.class);
        net.sockRelease(server);
    }

    @Test
    void followsASocketThroughItsLife(SocketLayer net) {
        Socket server = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        assertThatThrownBy(() -> assertThat(server).isListening())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected a socket in state LISTEN but it was in CLOSE");
        net.kernelBind(server, SockAddrIn.of("127.0.0.1", 99));
        net.kernelListen(server, 1);
        assertThat(server).isListening().hasLocalPort(99);
        assertThatThrownBy(() -> assertThat(server).hasLocalPort(98)).isInstanceOf(AssertionError.class);
        Socket client = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        net.kernelConnect(client, SockAddrIn.of("127.0.0.1", 99), 0);
        assertThat(client).isConnected();
        net.sockRelease(server);
        assertThat(server).isClosed();
        assertThatThrownBy(() -> assertThat(server).isListening())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected an open socket but it was closed");
        assertThat(client).hasState(TcpState.CLOSE).hasPendingError(Errno.ECONNRESET);
        assertThatThrownBy(() -> assertThat(client).isClosed()).isInstanceOf(AssertionError.class);
        client.close();
    }
}
