package org.jernel.net.wire;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@EnumSource
final class WireConnectTest {

    private static final int HANGUP =
            Poll.DEFAULT_POLLMASK | Poll.POLLERR | Poll.POLLHUP | Poll.POLLRDHUP;

    private final WireFixture wire;

    WireConnectTest(HostTransport transport) {
        wire = new WireFixture(transport);
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void aHostProgramIsAnswered() throws IOException {
        WireTcpSock listener = wire.listening();
        try (java.net.Socket peer = WireFixture.hostClient(listener)) {
            WireTcpSock accepted = wire.accept(listener);
            peer.getOutputStream().write(WireFixture.bytes("hello"));
            assertThat(wire.receiveSoon(accepted, 100, 0)).isEqualTo("hello");
            wire.send(accepted, "hi");
            assertThat(new String(peer.getInputStream().readNBytes(2), StandardCharsets.US_ASCII)).isEqualTo("hi");
            assertThat(accepted.dport).isEqualTo(peer.getLocalPort());
            assertThat(accepted.daddr).isEqualTo(In6Addr.V4_LOOPBACK);
            assertThat(accepted.num).isEqualTo(listener.num);
        }
    }

    @Test
    void aHostServerIsReached() throws IOException {
        try (ServerSocket server = WireFixture.hostServer()) {
            WireTcpSock sk = wire.connected(server.getLocalPort());
            try (java.net.Socket peer = server.accept()) {
                assertThat(sk.num).isEqualTo(peer.getPort());
                assertThat(sk.saddr).isEqualTo(In6Addr.V4_LOOPBACK);
                peer.getOutputStream().write(WireFixture.bytes("welcome"));
                assertThat(wire.receiveSoon(sk, 100, 0)).isEqualTo("welcome");
            }
        }
    }

    @Test
    void aConnectionIsOnItsWayUntilItStands() {
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.open();
        assertThat(sk.state()).isEqualTo(TcpState.CLOSE);
        assertThat(wire.poll(sk)).isEqualTo(Poll.POLLHUP | Poll.POLLOUT | Poll.POLLWRNORM);
        wire.beginConnect(sk, listener.num);
        assertThat(wire.pollUntil(sk, Poll.POLLOUT)).isEqualTo(Poll.POLLOUT | Poll.POLLWRNORM);
        assertThat(sk.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(sk.err()).isZero();
    }

    @Test
    void aRefusedConnectionLeavesItsErrorAndHangsUp() throws IOException {
        int port;
        try (ServerSocket server = WireFixture.hostServer()) {
            port = server.getLocalPort();
        }
        WireTcpSock sk = wire.open();
        wire.beginConnect(sk, port);
        wire.await(sk, () -> wire.isConnected(sk));
        assertThat(sk.state()).isEqualTo(TcpState.CLOSE);
        assertThat(wire.poll(sk)).isEqualTo(HANGUP);
        assertThat(sk.sockError()).isEqualTo(Errno.ECONNREFUSED.negated());
        assertThat(wire.poll(sk)).isEqualTo(HANGUP & ~Poll.POLLERR);
        assertThat(wire.send(sk, new byte[1], 0)).isEqualTo(Errno.EPIPE.negated());
    }

    @Test
    void aSockConnectsAgainAfterARefusal() throws IOException {
        int port;
        try (ServerSocket server = WireFixture.hostServer()) {
            port = server.getLocalPort();
        }
        WireTcpSock sk = wire.open();
        wire.beginConnect(sk, port);
        wire.await(sk, () -> wire.isConnected(sk));
        WireFixture.locked(sk, () -> wire.proto.disconnect(sk));
        WireTcpSock listener = wire.listening();
        wire.beginConnect(sk, listener.num);
        wire.await(sk, () -> wire.isConnected(sk));
        wire.send(sk, "again");
        assertThat(wire.receiveSoon(wire.accept(listener), 10, 0)).isEqualTo("again");
    }

    @Test
    void disconnectingResetsThePeerAndKeepsAChosenPort() {
        WireTcpSock listener = wire.listening();
        int port = unusedPort();
        WireTcpSock sk = wire.open();
        wire.bind(sk, SockAddrIn.INADDR_LOOPBACK, port);
        wire.beginConnect(sk, listener.num);
        wire.await(sk, () -> wire.isConnected(sk));
        WireTcpSock peer = wire.accept(listener);
        WireFixture.locked(sk, () -> wire.proto.disconnect(sk));
        assertThat(sk.sockError()).isEqualTo(Errno.ECONNRESET.negated());
        assertThat(sk.state()).isEqualTo(TcpState.CLOSE);
        assertThat(sk.num).isEqualTo(port);
        assertThat(wire.receiveSoon(peer, 1, 0)).isEqualTo("ECONNRESET");
    }

    @Test
    void aListenerIsReadableWhenAConnectionWaitsAndAcceptGetsThatOne() {
        WireTcpSock listener = wire.listening();
        assertThat(wire.poll(listener)).isZero();
        WireTcpSock sk = wire.connected(listener.num);
        assertThat(wire.pollUntil(listener, Poll.POLLIN)).isEqualTo(Poll.POLLIN | Poll.POLLRDNORM);
        assertThat(wire.accept(listener).dport).isEqualTo(sk.num);
        assertThat(wire.poll(listener)).isZero();
    }

    @Test
    void aConnectionThatNobodyAcceptedIsResetWithItsListener() {
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.connected(listener.num);
        wire.pollUntil(listener, Poll.POLLIN);
        wire.close(listener);
        assertThat(wire.receiveSoon(sk, 1, 0)).isEqualTo("ECONNRESET");
    }

    @Test
    void aListenerThatIsClosedLeavesItsPortAtOnce() {
        WireTcpSock listener = wire.listening();
        int port = listener.num;
        wire.poll(listener);
        wire.close(listener);
        WireTcpSock next = wire.open();
        assertThat(wire.bind(next, SockAddrIn.INADDR_LOOPBACK, port)).isEqualTo(port);
        WireFixture.locked(next, () -> wire.proto.listen(next, 1));
        assertThat(wire.connected(port).dport).isEqualTo(port);
    }

    @Test
    void portsAndAddressesAreTheHostsToGive() {
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.open();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> wire.bind(sk, SockAddrIn.INADDR_LOOPBACK, listener.num))
                .withMessageContaining("EADDRINUSE");
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> wire.bind(sk, SockAddrIn.parse("192.0.2.1"), 0))
                .withMessageContaining("EADDRNOTAVAIL");
        assertThat(wire.bind(sk, SockAddrIn.INADDR_LOOPBACK, 0)).isPositive();
    }

    @Test
    void listeningWithoutABoundPortGetsOne() {
        WireTcpSock sk = wire.open();
        WireFixture.locked(sk, () -> wire.proto.listen(sk, 1));
        assertThat(sk.num).isPositive();
        assertThat(wire.connected(sk.num).dport).isEqualTo(sk.num);
    }

    @Test
    void aReceiverOfAnUnconnectedSockIsToldSo() {
        WireTcpSock sk = wire.open();
        assertThat(wire.receive(sk, 1, 0)).isEqualTo("ENOTCONN");
        assertThat(wire.receive(wire.listening(), 1, 0)).isEqualTo("ENOTCONN");
        assertThat(wire.send(sk, new byte[1], 0)).isEqualTo(Errno.EPIPE.negated());
    }

    @Test
    void aSenderWaitsForTheConnection() {
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.open();
        wire.beginConnect(sk, listener.num);
        wire.send(sk, "early");
        assertThat(wire.receiveSoon(wire.accept(listener), 10, 0)).isEqualTo("early");
    }

    @Test
    void aReceiverWaitsForTheConnection() throws InterruptedException {
        WireTcpSock listener = wire.listening();
        WireTcpSock sk = wire.open();
        wire.beginConnect(sk, listener.num);
        var answerer = wire.kernel.kthreadRun("answerer", () -> wire.send(wire.accept(listener), "late"));
        assertThat(wire.receive(sk, 4, MsgFlags.MSG_WAITALL)).isEqualTo("late");
        answerer.join();
    }

    @Test
    void shuttingDownBothWaysHangsUp() {
        WireFixture.Pair pair = wire.pair();
        wire.shutdown(pair.caller(), Shutdown.SHUTDOWN_MASK);
        assertThat(wire.poll(pair.caller()) & Poll.POLLHUP).isNotZero();
        assertThat(wire.receive(pair.caller(), 1, 0)).isEmpty();
    }

    private static int unusedPort() {
        try (ServerSocket server = WireFixture.hostServer()) {
            return server.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
