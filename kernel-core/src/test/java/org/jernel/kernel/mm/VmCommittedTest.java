package org.jernel.kernel.mm;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What {@code vm.overcommit_memory} does to promises. */
class VmCommittedTest {

    private static final long PAGE = Page.SIZE;
    private static final int RW = Mman.PROT_READ | Mman.PROT_WRITE;
    private static final int ANON = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;

    private final VmCommitted committed = new VmCommitted(16 * PAGE);
    private final AddressSpace mm = new AddressSpace(committed);

    @Test
    void aGuessRefusesOnlyWhatCannotBe() {
        assertThat(mm.mmap(0, 17 * PAGE, RW, ANON)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(0, 16 * PAGE, RW, ANON)).isPositive();
        assertThat(mm.mmap(0, 16 * PAGE, RW, ANON)).isPositive();
        assertThat(committed.committed()).isEqualTo(32);
        assertThat(mm.mmap(0, 17 * PAGE, RW, ANON | Mman.MAP_NORESERVE)).isPositive();
        assertThat(committed.committed()).isEqualTo(32);
    }

    @Test
    void alwaysRefusesNothing() {
        committed.setPolicy(VmCommitted.OVERCOMMIT_ALWAYS);
        assertThat(mm.mmap(0, 1 << 20, RW, ANON)).isPositive();
    }

    @Test
    void neverPromisesNoMoreThanTheLimit() {
        committed.setPolicy(VmCommitted.OVERCOMMIT_NEVER);
        assertThat(committed.commitLimit()).isEqualTo(8);
        committed.setRatio(100);
        assertThat(mm.mmap(0, 16 * PAGE, RW, ANON | Mman.MAP_NORESERVE)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(0, 9 * PAGE, RW, ANON)).isPositive();
        assertThatThrownBy(mm::copy).isSameAs(Errno.ENOMEM.exception());
        long readOnly = mm.mmap(0, 100 * PAGE, Mman.PROT_READ, ANON);
        assertThat(mm.mprotect(readOnly, 100 * PAGE, RW)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.brk(mm.brk(0) + 8 * PAGE)).isEqualTo(mm.brk(0));
        assertThat(committed.committed()).isEqualTo(9);
        mm.unmapAll();
        assertThat(committed.committed()).isZero();
        committed.setKilobytes(8);
        assertThat(committed.ratio()).isZero();
        assertThat(committed.commitLimit()).isEqualTo(2);
    }
}
