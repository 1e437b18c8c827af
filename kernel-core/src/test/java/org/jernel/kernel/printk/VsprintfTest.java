package org.jernel.kernel.printk;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

import org.jernel.kernel.printk.Vsprintf.VaFormat;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.SymbolTable;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VsprintfTest {

    private final SymbolTable symbols = new SymbolTable(new Probes());
    private boolean privileged;
    private final Vsprintf formats = new Vsprintf(symbols.kallsyms(), 42, () -> privileged);

    private void format(String expected, String format, @Nullable Object... arguments) {
        assertThat(formats.vsprintf(format, arguments)).isEqualTo(expected);
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
    void pointersAreHashedUnlessTheyAreAskedForAsTheyAre() {
        format("00007fffffffe000", "%px", 0x7fffffffe000L);
        format("ffff888000000000", "%px", 0xffff888000000000L);
        String hashed = formats.vsprintf("%p", 0xffff888000000000L);
        assertThat(hashed).matches("0{8}[0-9a-f]{8}").isNotEqualTo("0000000000000000");
        format(hashed + " " + hashed, "%p %pK", 0xffff888000000000L, 0xffff888000000000L);
        assertThat(new Vsprintf(symbols.kallsyms(), 43, () -> false).vsprintf("%p", 0xffff888000000000L))
                .isNotEqualTo(hashed);
        format("0000000000000000 fffffffffffffff2", "%p %p", 0, -14);
    }

    @Test
    void restrictedPointersAreForThePrivilegedOrForNobody() {
        formats.setKptrRestrict(1);
        format("0000000000000000", "%pK", 0x1234L);
        privileged = true;
        format("0000000000001234", "%pK", 0x1234L);
        formats.setKptrRestrict(2);
        format("0000000000000000", "%pK", 0x1234L);
    }

    @Test
    void errorsHaveNames() {
        format("-ENOENT -EPIPE -EIO -4000 [   -EIO]", "%pe %pe %pe %pe [%7pe]", -2, Errno.EPIPE,
                Errno.EIO.exception(), -4000L, -5);
        assertThat(formats.vsprintf("%pe", 2)).isEqualTo(formats.vsprintf("%p", 2));
    }

    @Test
    void addressesOfIpInEveryShape() {
        byte[] six = HexFormat.of().parseHex("20010db8000000000001000000000001");
        format("2001:0db8:0000:0000:0001:0000:0000:0001 2001:db8::1:0:0:1 20010db8000000000001000000000001",
                "%pI6 %pI6c %pi6", six, six, six);
        format(":: ::1 1:: ::ffff:1.2.3.4 1:2:3:4:5:6:0:8", "%pI6c %pI6c %pI6c %pI6c %pI6c", new byte[16],
                HexFormat.of().parseHex("00000000000000000000000000000001"),
                HexFormat.of().parseHex("00010000000000000000000000000000"),
                HexFormat.of().parseHex("00000000000000000000ffff01020304"),
                HexFormat.of().parseHex("00010002000300040005000600000008"));
        format("4.3.2.1 001.002.003.004 [1.2.3.4   ]", "%pI4h %pi4 [%-10pI4]", new byte[] {1, 2, 3, 4},
                new byte[] {1, 2, 3, 4}, new byte[] {1, 2, 3, 4});
        byte[] in = HexFormat.of().parseHex("020013897f0000010000000000000000");
        format("127.0.0.1 127.0.0.1:5001 (einval)", "%pIS %pISp %pIS", in, in, new byte[] {1, 0});
        byte[] in6 = HexFormat.of().parseHex("0a0013890000000700000000000000000000000000000001" + "03000000");
        format("::1 [::1]:5001 [0000:0000:0000:0000:0000:0000:0000:0001]:5001/7%3", "%pISc %pISpc %pISpfs", in6, in6,
                in6);
    }

    @Test
    void bytesBitsAndIdentifiers() {
        byte[] mac = {0, 1, 2, 0x0a, (byte) 0xfb, 5};
        format("00:01:02:0a:fb:05 05:fb:0a:02:01:00 00-01-02-0a-fb-05 0001020afb05", "%pM %pMR %pMF %pm", mac, mac,
                mac, mac);
        format("00 01 02 00:01 00-01 0001 00 |", "%*ph %*phC %2phD %*phN %ph %*ph|", 3, mac, 2, mac, mac, 2, mac, mac,
                0, mac);
        byte[] uuid = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        format("00010203-0405-0607-0809-0a0b0c0d0e0f 03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUb %pUL", uuid, uuid);
        BitSet bits = new BitSet();
        bits.set(0);
        bits.set(3, 6);
        bits.set(40);
        format("100,00000039 0,3-5,40 39", "%*pb %*pbl %*pb", 41, bits, 41, bits, 8, bits);
        format("0x0000000000001000", "%pa", 0x1000L);
    }

    @Test
    void bitmapsAreWordsToo() {
        format("100,00000039 0,3-5,40", "%*pb %*pbl", 41, new long[] {1L << 40 | 0x39}, 41,
                new long[] {1L << 40 | 0x39});
        format("61 62", "%*ph", 2, "abc");
    }

    @Test
    void escapedBytesHaveTheKindsThatAreAskedFor() {
        byte[] bytes = "a \"\\\n\0\u0007\u0001\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        format("a \"\\\\n\\0\\a\\001\u00e9", "%*pE", 9, bytes);
        format("\\141\\040\\\"\\\\\\n\\0\\a\\001\\351", "%*pEa", 9, bytes);
        format("a \"\\\\x0a\\x00\\x07\\x01\u00e9|", "%*pEhp|", 9, bytes);
        format("a \"\\\n\0\u0007\u0001\u00e9", "%*pEp", 9, bytes);
        format("a \\\"\\\\\\n\0", "%*pEcs", 6, bytes);
        format("a a | |", "%pE %1pE %*pE|%5pE|", bytes, bytes, 0, bytes, " ");
    }

    @Test
    void fourCharacterCodes() {
        format("BG12 little-endian (0x32314742)", "%p4cc", 0x32314742);
        format("BG12 big-endian (0xb2314742) Y10  little-endian (0x20303159)", "%p4cc %p4cc", 0xb2314742, 0x20303159);
        format(".... little-endian (0x7f0a0180) (%p4?) (null)", "%p4cc %p4 %p4cc", 0x7f0a0180, 1, null);
    }

    @Test
    void aLongIsAnIntUnlessItIsSaidToBeLong() {
        format("-1 4294967295 ffffffff 37777777777", "%d %u %x %o", 0x1_ffff_ffffL, 0x1_ffff_ffffL, 0x1_ffff_ffffL,
                0x1_ffff_ffffL);
        format("8589934591 8589934591 1ffffffff", "%ld %lu %llx", 0x1_ffff_ffffL, 0x1_ffff_ffffL, 0x1_ffff_ffffL);
    }

    @Test
    void nestedFormatsAreInTextsWithoutAddressesToo() {
        assertThat(Vsprintf.format("[%pV]", new VaFormat("%d of %pI4", List.of(7, 0x0100007f))))
                .isEqualTo("[7 of 127.0.0.1]");
    }

    @Test
    void times() {
        format("2023-11-14T22:13:20 2023-11-14 22:13:20 2023-11-14 22:13:20 0123-10-14",
                "%ptT %ptTd %ptTt %ptTs %ptTdr",
                1_700_000_000L, 1_700_000_000L, 1_700_000_000L, 1_700_000_000L, 1_700_000_000L);
        format("2001-02-03T04:05:06 (%pt?)", "%ptR %pt", LocalDateTime.of(2001, 2, 3, 4, 5, 6), 1);
    }

    @Test
    void symbolsAndNestedFormats() {
        long address = symbols.kallsyms().add("tcp_sendmsg");
        format("tcp_sendmsg tcp_sendmsg+0x0/0x40 tcp_sendmsg+0x4/0x40 0x10", "%ps %pS %pS %ps", address, address,
                address + 4, 0x10);
        format("[7 of 9] x", "[%pV] %s", new VaFormat("%d of %d", List.of(7, 9)), "x");
    }

    @Test
    void lettersBehindAPointerBelongToIt() {
        format("(null) (null)", "%pI4 %pM", null, null);
        assertThat(formats.vsprintf("%pzebra!", 0x1234L)).isEqualTo(formats.vsprintf("%p!", 0x1234L));
        format("taught 9", "%pd2 %d", "taught", 9);
    }

    @BeforeEach
    void teach() {
        formats.extend('d', (argument, options, width) -> argument.toString());
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
        format("%!d(text) %!c([]) %!p(text) %!n(1)", "%d %c %p %n", "text", List.of(), "text", 1);
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
        assertThat(formats.vsprintf("%2000000000d", 1)).hasSize(1024);
        assertThat(formats.vsprintf("%*d", Integer.MIN_VALUE, 1)).hasSize(1024);
        assertThat(formats.vsprintf("%.*d", Integer.MAX_VALUE, 1)).hasSize(1024);
        assertThat(formats.vsprintf("%s", "x".repeat(5000))).hasSize(1024);
    }
}
