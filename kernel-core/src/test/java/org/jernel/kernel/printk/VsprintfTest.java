package org.jernel.kernel.printk;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VsprintfTest {

    private static void format(String expected, String format, @Nullable Object... arguments) {
        assertThat(Vsprintf.format(format, arguments)).isEqualTo(expected);
    }

    @Test
    void plainTextAndPercentSigns() {
        format("", "");
        format("hello", "hello", "ignored");
        format("100% of 3%", "100%% of %d%%", 3);
    }

    @Test
    void signedNumbers() {
        format("-5 7 +7  7", "%d %i %+d % d", -5, 7, 7, 7);
        format("-9223372036854775808", "%lld", Long.MIN_VALUE);
        format("[   42] [42   ] [00042] [-0042]", "[%5d] [%-5d] [%05d] [%05d]", 42, 42, 42, -42);
        format("007", "%.3d", 7);
    }

    @Test
    void unsignedNumbersShowTheBitsOfTheirType() {
        format("4294967295 ffffffff", "%u %x", -1, -1);
        format("18446744073709551615 ffffffffffffffff", "%lu %llx", -1L, -1L);
        format("18446744073709551615", "%zu", -1);
        format("255 65535", "%hhu %hu", -1, -1);
        format("deadbeef DEADBEEF 0xdeadbeef 0000cafe 17", "%x %X %#x %08x %o", 0xdeadbeef, 0xdeadbeef, 0xdeadbeef,
                0xcafe, 15);
        format("0x00001234", "%#010x", 0x1234);
    }

    @Test
    void stringsAndCharacters() {
        format("[abc] [  abc] [abc  ] [ab]", "[%s] [%5s] [%-5s] [%.2s]", "abc", "abc", "abc", "abc");
        format("(null) x y", "%s %c %c", null, 'x', (int) 'y');
        format("[   ab]", "[%*.*s]", 5, 2, "abc");
        format("[ab   ]", "[%*s]", -5, "ab");
    }

    @Test
    void pointersHaveAllTheirDigits() {
        format("00007fffffffe000", "%p", 0x7fffffffe000L);
        format("ffff888000000000", "%p", 0xffff888000000000L);
    }

    @Test
    void addressesOfIpAreInNetworkOrder() {
        format("127.0.0.1 10.1.2.255", "%pI4 %pI4", 0x0100007f, new byte[] {10, 1, 2, (byte) 255});
    }

    @Test
    void aMissingArgumentShows() {
        format("a %!d(missing) b %!s(missing)", "a %d b %s");
        format("1 %!d(missing)", "%d %*d", 1);
    }

    @Test
    void anArgumentOfTheWrongTypeShows() {
        format("%!d(text) %!c([]) %!p(null) %!n(1)", "%d %c %p %n", "text", java.util.List.of(), null, 1);
        format("%!p(1.2.3.4)", "%pI4", "1.2.3.4");
    }

    @Test
    void anUnknownConversionShowsAsItIs() {
        format("%", "%");
        format("%5", "%5");
        format("%y 1", "%y %d", 1);
    }

    @Test
    void aLineIsBounded() {
        assertThat(Vsprintf.format("%2000000000d", 1)).hasSize(1024);
        assertThat(Vsprintf.format("%*d", Integer.MIN_VALUE, 1)).hasSize(1024);
        assertThat(Vsprintf.format("%.*d", Integer.MAX_VALUE, 1)).hasSize(1024);
        assertThat(Vsprintf.format("%s", "x".repeat(5000))).hasSize(1024);
    }
}
