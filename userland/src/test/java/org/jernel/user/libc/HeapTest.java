package org.jernel.user.libc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** malloc and free, on the heap of a real task. */
final class HeapTest {

    @Test
    void blocksDoNotOverlapAndKeepTheirContent() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                Random random = new Random(42);
                Map<Long, byte[]> blocks = new HashMap<>();
                for (int i = 0; i < 2000; i++) {
                    if (random.nextInt(3) == 0 && !blocks.isEmpty()) {
                        long address = blocks.keySet().iterator().next();
                        byte[] content = Objects.requireNonNull(blocks.remove(address));
                        assertThat(libc.load(address, content.length)).isEqualTo(content);
                        libc.free(address);
                    } else {
                        byte[] content = new byte[1 + random.nextInt(3000)];
                        random.nextBytes(content);
                        long address = libc.malloc(content.length);
                        assertThat(address).isPositive();
                        assertThat(address % 16).isZero();
                        libc.store(address, content);
                        blocks.put(address, content);
                    }
                }
                blocks.forEach((address, content) -> assertThat(libc.load(address, content.length)).isEqualTo(content));
                return 0;
            }, "heap");
            assertThat(status).isZero();
        }
    }

    @Test
    void freedNeighboursBecomeOneBlock() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                long first = libc.malloc(20_000);
                long second = libc.malloc(20_000);
                long third = libc.malloc(20_000);
                libc.free(first);
                libc.free(third);
                libc.free(second);
                return libc.malloc(60_000) == first ? 0 : 1;
            }, "heap");
            assertThat(status).isZero();
        }
    }

    @Test
    void aCloneHasAHeapOfItsOwnThatGoesOnWhereTheParentsWas() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                long shared = libc.malloc(8);
                libc.storeLong(shared, 1);
                int pid = libc.clone((Libc child) -> {
                    child.storeLong(shared, 2);
                    return child.malloc(8) == shared ? 1 : 0;
                });
                int childCode = libc.waitpid(pid, 0).exitCode();
                return childCode == 0 && libc.loadLong(shared) == 1 ? 0 : 1;
            }, "heap");
            assertThat(status).isZero();
        }
    }

    @Test
    void whatCannotBeGivenIsNull() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run(
                    (libc, argv) -> libc.malloc(-1) == 0 && libc.malloc(Long.MAX_VALUE) == 0 ? 0 : 1, "heap");
            assertThat(status).isZero();
        }
    }
}
