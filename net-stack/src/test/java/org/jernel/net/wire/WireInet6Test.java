package org.jernel.net.wire;

import java.util.function.Consumer;

import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddrIn6;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sockets of AF_INET6 on the host's network, with IPv6 below and with IPv4. */
@ParameterizedClass
@EnumSource
@Timeout(60)
final class WireInet6Test {

    private final WireFixture wire;

    WireInet6Test(HostTransport transport) {
        wire = new WireFixture(transport);
    }

    @AfterEach
    void close() {
        wire.close();
    }

    private WireTcpSock listening(In6Addr address) {
        WireTcpSock sk = wire.open6();
        WireFixture.locked(sk, () -> {
            sk.saddr = address;
            sk.rcvSaddr = address;
            sk.num = wire.proto6.getPort(sk, 0);
            wire.proto6.listen(sk, 16);
        });
        return sk;
    }

    private WireTcpSock connected(In6Addr address, int port) {
        WireTcpSock sk = wire.open6();
        WireFixture.locked(sk, () -> wire.proto6.connect(sk, SockAddrIn6.of(address, port)));
        wire.await(sk, () -> wire.isConnected(sk));
        assertThat(sk.state()).isEqualTo(TcpState.ESTABLISHED);
        return sk;
    }

    private static Consumer<WireTcpSock> isJoined(In6Addr local, In6Addr peer) {
        return sk -> {
            assertThat(sk.saddr).isEqualTo(local);
            assertThat(sk.daddr).isEqualTo(peer);
        };
    }

    @Test
    void theLoopbackOfIpv6IsReached() {
        WireTcpSock listener = listening(In6Addr.LOOPBACK);
        WireTcpSock caller = connected(In6Addr.LOOPBACK, listener.num);
        WireTcpSock called = wire.accept(listener);
        assertThat(caller).satisfies(isJoined(In6Addr.LOOPBACK, In6Addr.LOOPBACK));
        assertThat(called).satisfies(isJoined(In6Addr.LOOPBACK, In6Addr.LOOPBACK));
        wire.send(caller, "six");
        assertThat(wire.receiveSoon(called, 100, 0)).isEqualTo("six");
    }

    @Test
    void aListenerOnAnyTakesIpv4AsMapped() {
        WireTcpSock listener = listening(In6Addr.ANY);
        WireTcpSock four = wire.connected(listener.num);
        assertThat(wire.accept(listener)).satisfies(isJoined(In6Addr.V4_LOOPBACK, In6Addr.V4_LOOPBACK));
        WireTcpSock mapped = connected(In6Addr.V4_LOOPBACK, listener.num);
        assertThat(mapped).satisfies(isJoined(In6Addr.V4_LOOPBACK, In6Addr.V4_LOOPBACK));
        assertThat(mapped.num).isNotEqualTo(four.num);
    }

    @Test
    void noAddressIsThisHost() {
        WireTcpSock listener = listening(In6Addr.ANY);
        assertThat(connected(In6Addr.ANY, listener.num)).satisfies(isJoined(In6Addr.LOOPBACK, In6Addr.LOOPBACK));
        assertThat(connected(In6Addr.V4_ANY, listener.num))
                .satisfies(isJoined(In6Addr.V4_LOOPBACK, In6Addr.V4_LOOPBACK));
    }

    @Test
    void aLinkLocalAddressIsOfAnInterface() {
        WireTcpSock sk = wire.open6();
        assertThatThrownBy(() -> WireFixture.locked(
                sk, () -> wire.proto6.connect(sk, SockAddrIn6.of("fe80::1", 80))))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(Errno.ofResult(e.result())).isEqualTo(Errno.EINVAL));
    }
}
