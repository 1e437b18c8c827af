package org.jernel.kernel.mm;

import org.jernel.kernel.probe.Probes;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelMemoryTest {

    private final KernelMemory memory = new KernelMemory(new Probes());
    private final AddressSpace mm = new AddressSpace();

    @Test
    void objectsLieInTheKernelsHalf() {
        assertThat(memory.kmalloc(16)).isEqualTo(KernelMemory.PAGE_OFFSET);
        assertThat(Long.compareUnsigned(memory.kmalloc(16), KernelMemory.PAGE_OFFSET)).isPositive();
    }

    @Test
    void anObjectIsReadAndWrittenUpToItsEnd() {
        long object = memory.kmalloc(6);
        assertThat(memory.write(object + 2, new byte[] {1, 2, 3, 4, 5}, 0, 5)).isEqualTo(4);
        byte[] got = new byte[8];
        assertThat(memory.read(got, 1, object, 8)).isEqualTo(6);
        assertThat(got).containsExactly(0, 0, 0, 1, 2, 3, 4, 0);
    }

    @Test
    void neighboursAreNeverReachedOverTheEnd() {
        for (int size = 0; size < 20; size++) {
            long first = memory.kmalloc(size);
            long second = memory.kmalloc(size);
            assertThat(second - first).isGreaterThan(size);
            assertThat(memory.read(new byte[64], 0, first, 64)).isEqualTo(size);
        }
    }

    @Test
    void aFreedObjectFaultsAndItsAddressIsNotUsedAgain() {
        long object = memory.kmalloc(8);
        assertThat(memory.allocated()).isEqualTo(1);
        memory.kfree(object);
        assertThat(memory.allocated()).isZero();
        assertThat(memory.read(new byte[8], 0, object, 8)).isZero();
        assertThat(memory.kmalloc(8)).isNotEqualTo(object);
    }

    @Test
    void freeingTwiceIsAKernelBugAndFreeingNothingIsNot() {
        long object = memory.kmalloc(8);
        memory.kfree(object);
        memory.kfree(0);
        assertThatThrownBy(() -> memory.kfree(object)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void underKernelDsBothHalvesAreReached() {
        UserMemory both = memory.kernelDs(mm);
        long object = memory.kmalloc(8);
        both.putUser(object, 7, 8);
        both.putUser(AddressSpace.STACK_TOP - 8, 8, 8);
        assertThat(both.getUser(object, 8)).isEqualTo(7);
        assertThat(mm.getUser(AddressSpace.STACK_TOP - 8, 8)).isEqualTo(8);
    }

    @Test
    void wildAddressesFaultUnderKernelDsToo() {
        UserMemory both = memory.kernelDs(mm);
        long object = memory.kmalloc(8);
        for (long address : new long[] {0, -1, -8, Long.MIN_VALUE, Long.MAX_VALUE, object - 1, object + 8}) {
            assertThat(both.copyFromUser(new byte[8], 0, address, 8)).isZero();
            assertThatThrownBy(() -> both.putUser(address, 1, 8)).isSameAs(Errno.EFAULT.exception());
        }
        assertThat(memory.kernelDs(null).copyFromUser(new byte[8], 0, AddressSpace.STACK_TOP - 8, 8)).isZero();
    }

    @Test
    void underUserDsAKernelAddressFaults() {
        long object = memory.kmalloc(8);
        assertThat(mm.accessOk(object, 8)).isFalse();
        assertThat(mm.copyFromUser(new byte[8], 0, object, 8)).isZero();
    }

    @Test
    void onlyAWrappingRangeIsRefusedUnderKernelDs() {
        UserMemory both = memory.kernelDs(mm);
        assertThat(both.accessOk(KernelMemory.PAGE_OFFSET, 100)).isTrue();
        assertThat(both.accessOk(-10, 9)).isTrue();
        assertThat(both.accessOk(-10, 11)).isFalse();
    }
}
