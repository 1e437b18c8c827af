package org.jernel.net.wire;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The memory of transfers: as many at once as there are processors cost nothing after the first time. */
final class ScratchPoolTest {

    @Test
    void keepsAPieceForEveryProcessor() {
        try (ScratchPool pool = new ScratchPool()) {
            List<Scratch> first = takeOnePerProcessor(pool);
            first.forEach(pool::give);
            assertThat(takeOnePerProcessor(pool)).containsExactlyInAnyOrderElementsOf(first);
            first.forEach(pool::give);
        }
    }

    private static List<Scratch> takeOnePerProcessor(ScratchPool pool) {
        List<Scratch> taken = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            taken.add(pool.take());
        }
        return taken;
    }
}
