package org.jernel.net.uapi;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes of {@code struct sockaddr_in6}. */
class SockAddrIn6Test {

    @Test
    void theLayoutIsLinuxs() {
        SockAddr addr = SockAddrIn6.of("::1", 0x1234);
        byte[] expected = new byte[28];
        expected[0] = 10;
        expected[2] = 0x12;
        expected[3] = 0x34;
        expected[23] = 1;
        assertThat(addr.bytes()).containsExactly(expected);
        assertThat(SockAddrIn6.port(addr)).isEqualTo(0x1234);
        assertThat(SockAddrIn6.address(addr)).isEqualTo(In6Addr.LOOPBACK);
        assertThat(addr).hasToString("[::1]:4660");
    }

    @Test
    void theOldLayoutHasNoScope() {
        byte[] bytes = SockAddrIn6.of("fe80::1", 1).bytes().clone();
        bytes[24] = 3;
        assertThat(SockAddrIn6.scopeId(new SockAddr(bytes))).isEqualTo(3);
        SockAddr old = new SockAddr(Arrays.copyOf(bytes, SockAddrIn6.LENGTH_RFC2133));
        assertThat(SockAddrIn6.isInet6(old)).isTrue();
        assertThat(SockAddrIn6.scopeId(old)).isZero();
        assertThat(SockAddrIn6.isInet6(new SockAddr(Arrays.copyOf(bytes, 23)))).isFalse();
    }
}
