package org.jernel.net.uapi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Addresses as text, bytes and kinds. */
class In6AddrTest {

    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "fe80::0202:b3ff:fe1e:8329, fe80::202:b3ff:fe1e:8329",
        "::ffff:127.0.0.1, ::ffff:127.0.0.1",
        "10.1.2.3, ::ffff:10.1.2.3",
        "::ffff:7f00:1, ::ffff:127.0.0.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void areWrittenAsRfc5952Asks(String text, String canonical) {
        assertThat(In6Addr.parse(text)).hasToString(canonical);
        assertThat(In6Addr.parse(canonical)).isEqualTo(In6Addr.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1::2::3", "12345::", "g::",
        "::+1"
    })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> In6Addr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an IPv6 address: ");
    }

    @Test
    void whatEndsInDotsMustBeIpv4There() {
        assertThatThrownBy(() -> In6Addr.parse("::1.2.3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesAreInNetworkOrder() {
        In6Addr address = In6Addr.parse("2001:db8::ff02:3");
        byte[] bytes = new byte[18];
        address.put(bytes, 1);
        assertThat(bytes).containsExactly(
                0, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x02, 0, 3, 0);
        assertThat(In6Addr.at(bytes, 1)).isEqualTo(address);
        assertThat(In6Addr.of(new byte[] {(byte) 192, 0, 2, 1})).isEqualTo(In6Addr.parse("192.0.2.1"));
    }

    @Test
    void kindsAreToldApart() {
        assertThat(In6Addr.ANY.isAny()).isTrue();
        assertThat(In6Addr.V4_ANY.isAny()).isFalse();
        assertThat(In6Addr.V4_ANY.isWildcard()).isTrue();
        assertThat(In6Addr.LOOPBACK.isWildcard()).isFalse();
        assertThat(In6Addr.V4_LOOPBACK.isV4Mapped()).isTrue();
        assertThat(In6Addr.V4_LOOPBACK.v4()).isEqualTo(SockAddrIn.INADDR_LOOPBACK);
        assertThat(In6Addr.LOOPBACK.isV4Mapped()).isFalse();
        assertThat(In6Addr.parse("ff02::1").isMulticast()).isTrue();
        assertThat(In6Addr.parse("fe80::1").isMulticast()).isFalse();
        assertThat(In6Addr.parse("fe80::1").isLinkLocal()).isTrue();
        assertThat(In6Addr.parse("febf::1").isLinkLocal()).isTrue();
        assertThat(In6Addr.parse("fec0::1").isLinkLocal()).isFalse();
    }
}
