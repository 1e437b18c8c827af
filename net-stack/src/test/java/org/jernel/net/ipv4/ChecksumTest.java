package org.jernel.net.ipv4;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChecksumTest {

    @Test
    void agreesWithWordByWordAdditionForEveryLengthAndOffset() {
        Random random = new Random(7);
        byte[] bytes = new byte[300];
        random.nextBytes(bytes);
        for (int offset = 0; offset < 5; offset++) {
            for (int length = 0; length < 290; length++) {
                assertThat(Checksum.of(bytes, offset, length)).isEqualTo(naive(bytes, offset, length));
            }
        }
    }

    @Test
    void carriesOfManyLargeWordsAreNotLost() {
        byte[] bytes = new byte[65535];
        java.util.Arrays.fill(bytes, (byte) 0xff);
        assertThat(Checksum.of(bytes, 0, bytes.length)).isEqualTo(naive(bytes, 0, bytes.length));
    }

    @Test
    void theExampleOfRfc1071() {
        byte[] bytes = {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
        assertThat(Checksum.fold(Checksum.partial(bytes, 0, bytes.length, 0))).isEqualTo(0xddf2);
    }

    private static int naive(byte[] bytes, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[offset + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) (~sum & 0xffff);
    }
}
