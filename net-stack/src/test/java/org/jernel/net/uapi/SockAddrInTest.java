package org.jernel.net.uapi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SockAddrInTest {

    @Test
    void theBytesAreThoseOfTheStruct() {
        SockAddr addr = SockAddrIn.of(0x7f000001, 5001);
        assertThat(addr.bytes()).containsExactly(2, 0, 0x13, 0x89, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void portsAndAddressesAboveTheSignBitComeBack() {
        SockAddr addr = SockAddrIn.of("255.254.253.252", 65535);
        assertThat(SockAddrIn.address(addr)).isEqualTo(0xfffefdfc);
        assertThat(SockAddrIn.port(addr)).isEqualTo(65535);
        assertThat(addr).hasToString("255.254.253.252:65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0", "127.0.0.1.1", "256.0.0.1", "-1.0.0.0", "a.b.c.d", "1..2.3", "1.2.3.+4",
        "1.2.3.\u0664"})
    void whatIsNoAddressIsRefused(String dotted) {
        assertThatThrownBy(() -> SockAddrIn.parse(dotted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an IPv4 address: " + dotted);
    }

    @Test
    void theFamilyOfTooFewBytesIsUnspecified() {
        assertThat(new SockAddr(new byte[] {2}).family()).isZero();
        assertThat(new SockAddr(new byte[] {2, 1}).family()).isEqualTo(0x102);
    }

    @Test
    void anAddressIsEqualToAnotherOfTheSameBytes() {
        assertThat(SockAddrIn.of(1, 2)).isEqualTo(SockAddrIn.of(1, 2)).isNotEqualTo(SockAddrIn.of(1, 3))
                .hasSameHashCodeAs(SockAddrIn.of(1, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, 70000})
    void aPortThatIsNoneIsRefused(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn.of("127.0.0.1", port));
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn6.of("::1", port));
    }

    @Test
    void networkOrderIsTheReverseOfTheHosts() {
        assertThat(ByteOrders.htons(5001)).isEqualTo(0x8913);
        assertThat(ByteOrders.ntohs(0x8913)).isEqualTo(5001);
        assertThat(ByteOrders.htonl(0x7f000001)).isEqualTo(0x0100007f);
        assertThat(ByteOrders.ntohl(0x0100007f)).isEqualTo(0x7f000001);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,7f000001", "1.2,01020000", "'',0", "10.0.0.255,0a0000ff"})
    void inAtonFillsWhatIsMissingWithZero(String dotted, String host) {
        assertThat(ByteOrders.inAton(dotted)).isEqualTo(ByteOrders.htonl(Integer.parseUnsignedInt(host, 16)));
    }
}
