package org.jernel.net.wire;

import java.io.ByteArrayOutputStream;
import java.util.Random;

import org.jernel.kernel.mm.IovIter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ReceiveQueueTest {

    @Test
    void bytesComeOutInTheOrderTheyWentIn() {
        Random random = new Random(7);
        ReceiveQueue queue = new ReceiveQueue();
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int round = 0; round < 1000; round++) {
            byte[] more = new byte[random.nextInt(300)];
            random.nextBytes(more);
            queue.append(more, more.length);
            in.writeBytes(more);
            byte[] some = new byte[random.nextInt(queue.size() + 1)];
            assertThat(queue.copyTo(IovIter.kernel(some, 0, some.length), 0, some.length)).isTrue();
            queue.consume(some.length);
            out.writeBytes(some);
        }
        byte[] rest = new byte[queue.size()];
        assertThat(queue.copyTo(IovIter.kernel(rest, 0, rest.length), 0, rest.length)).isTrue();
        out.writeBytes(rest);
        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    }

    @Test
    void lookingFromAnOffsetTakesNothing() {
        ReceiveQueue queue = new ReceiveQueue();
        queue.append(WireFixture.bytes("abcdef"), 6);
        byte[] seen = new byte[3];
        assertThat(queue.copyTo(IovIter.kernel(seen, 0, 3), 2, 3)).isTrue();
        assertThat(WireFixture.text(seen, 3)).isEqualTo("cde");
        assertThat(queue.size()).isEqualTo(6);
    }
}
