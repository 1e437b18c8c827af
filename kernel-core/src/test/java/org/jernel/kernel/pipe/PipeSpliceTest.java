package org.jernel.kernel.pipe;

import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.time.HostClock;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What splicing into a pipe takes. */
final class PipeSpliceTest {

    private static final int HUGE = 1 << 30;

    @Test
    void aReadIntoAHugePipeTakesItsMemoryByParts() {
        Pipe pipe = new Pipe(new HostClock(), 1);
        assertThat(pipe.setSize(HUGE, HUGE, true)).isEqualTo(HUGE);
        AtomicLong asked = new AtomicLong();
        long got = new PipeSplice(pipe).copySpliceRead(HUGE, to -> {
            asked.set(to.count());
            return Errno.EAGAIN.negated();
        });
        assertThat(got).isEqualTo(Errno.EAGAIN.negated());
        assertThat(asked.get()).isBetween(1L, 1L << 20);
    }
}
