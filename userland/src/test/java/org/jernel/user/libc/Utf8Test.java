package org.jernel.user.libc;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class Utf8Test {

    @Test
    void textIsUtf8() {
        String text = "aé€\uD83D\uDE00\ufffd";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.encode(text)).isEqualTo(bytes);
        assertThat(Utf8.decode(bytes)).isEqualTo(text);
        assertThat(Utf8.decode(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\udcffb");
    }

    @Test
    void everyByteComesBack() {
        Random random = new Random(20261123);
        for (int round = 0; round < 5000; round++) {
            // Often of pieces that are nearly characters: halves of surrogates, too long forms, ends without beginnings.
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0x80 | random.nextInt(0x80));
            }
            assertThat(Utf8.encode(Utf8.decode(bytes))).isEqualTo(bytes);
        }
    }
}
