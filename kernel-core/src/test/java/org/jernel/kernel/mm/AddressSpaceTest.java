package org.jernel.kernel.mm;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.kernel.mm.AddressSpace.STACK_SIZE;
import static org.jernel.kernel.mm.AddressSpace.STACK_TOP;
import static org.jernel.kernel.mm.AddressSpace.TASK_SIZE;
import static org.jernel.kernel.mm.Mappings.MMAP_BASE;
import static org.jernel.kernel.mm.Mappings.START_BRK;
import static org.jernel.kernel.mm.Mman.MAP_ANONYMOUS;
import static org.jernel.kernel.mm.Mman.MAP_FIXED;
import static org.jernel.kernel.mm.Mman.MAP_FIXED_NOREPLACE;
import static org.jernel.kernel.mm.Mman.MAP_PRIVATE;
import static org.jernel.kernel.mm.Mman.PROT_EXEC;
import static org.jernel.kernel.mm.Mman.PROT_NONE;
import static org.jernel.kernel.mm.Mman.PROT_READ;
import static org.jernel.kernel.mm.Mman.PROT_WRITE;

class AddressSpaceTest {

    private static final int PAGE = Page.SIZE;
    private static final int RW = PROT_READ | PROT_WRITE;
    private static final int ANON = MAP_PRIVATE | MAP_ANONYMOUS;
    private static final long HOLE = 0x100000000000L;
    private static final long KERNEL = 0xffff888000000000L;

    private final AddressSpace mm = new AddressSpace();

    private long map(long pages) {
        long address = mm.mmap(0, pages * PAGE, RW, ANON);
        assertThat(address).isPositive();
        return address;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] read(long address, int length) {
        byte[] got = new byte[length];
        assertThat(mm.copyFromUser(got, 0, address, length)).isEqualTo(length);
        return got;
    }

    @Test
    void aNewSpaceHasAStackAndNoHeap() {
        int flags = VmArea.VM_GROWSDOWN | VmArea.VM_MAYWRITE | VmArea.VM_MAYEXEC;
        assertThat(mm.areas()).containsExactly(new VmArea(STACK_TOP - STACK_SIZE, STACK_TOP, RW, flags, null, 0));
        assertThat(mm.brk(0)).isEqualTo(START_BRK);
        assertThat(mm.residentPages()).isZero();
    }

    @Test
    void whatIsWrittenIsReadBackAcrossPages() {
        long address = map(3) + PAGE - 2;
        assertThat(mm.copyToUser(address, bytes("xhello"), 1, 5)).isEqualTo(5);
        assertThat(read(address, 5)).isEqualTo(bytes("hello"));
        assertThat(mm.residentPages()).isEqualTo(2);
    }

    @Test
    void whatWasNeverWrittenReadsAsZerosAndTakesNoPage() {
        assertThat(read(map(2), 2 * PAGE)).containsOnly(0);
        assertThat(mm.residentPages()).isZero();
    }

    @Test
    void aCopyStopsAtTheBorderOfWhatIsMapped() {
        long address = map(1);
        byte[] buffer = new byte[20];
        assertThat(mm.copyToUser(address + PAGE - 6, buffer, 0, 10)).isEqualTo(6);
        assertThat(mm.copyFromUser(buffer, 0, address + PAGE - 6, 10)).isEqualTo(6);
        assertThat(mm.copyFromUser(buffer, 0, address + PAGE, 10)).isZero();
    }

    @Test
    void aReadOnlyPageIsReadAndNotWritten() {
        long address = map(2);
        assertThat(mm.mprotect(address + PAGE, PAGE, PROT_READ)).isZero();
        byte[] buffer = new byte[10];
        assertThat(mm.copyToUser(address + PAGE - 4, buffer, 0, 10)).isEqualTo(4);
        assertThat(mm.copyFromUser(buffer, 0, address + PAGE - 4, 10)).isEqualTo(10);
    }

    @Test
    void rightsAreThoseOfTheProcessor() {
        long address = map(1);
        assertThat(mm.mprotect(address, PAGE, PROT_WRITE)).isZero();
        assertThat(mm.copyFromUser(new byte[1], 0, address, 1)).isEqualTo(1);
        assertThat(mm.mprotect(address, PAGE, PROT_EXEC)).isZero();
        assertThat(mm.copyFromUser(new byte[1], 0, address, 1)).isZero();
        assertThat(mm.mprotect(address, PAGE, PROT_NONE)).isZero();
        assertThat(mm.copyFromUser(new byte[1], 0, address, 1)).isZero();
    }

    @Test
    void aRangeThatReachesAboveUserAddressesIsNotCopiedAtAll() {
        long address = STACK_TOP - 4;
        assertThat(mm.copyToUser(address, new byte[8], 0, 4)).isEqualTo(4);
        assertThat(mm.copyToUser(address, new byte[8], 0, 5)).isZero();
        assertThat(mm.copyFromUser(new byte[8], 0, KERNEL, 1)).isZero();
        assertThat(mm.copyFromUser(new byte[8], 0, -4, 8)).isZero();
        assertThat(mm.copyFromUser(new byte[8], 0, address, -1)).isZero();
    }

    @Test
    void accessOkIsUnsignedArithmetic() {
        assertThat(mm.accessOk(0, TASK_SIZE)).isTrue();
        assertThat(mm.accessOk(0, TASK_SIZE + 1)).isFalse();
        assertThat(mm.accessOk(TASK_SIZE, 0)).isTrue();
        assertThat(mm.accessOk(TASK_SIZE + 1, 0)).isFalse();
        assertThat(mm.accessOk(TASK_SIZE, 1)).isFalse();
        assertThat(mm.accessOk(1, -1)).isFalse();
        assertThat(mm.accessOk(-1, 2)).isFalse();
        assertThat(mm.accessOk(Long.MIN_VALUE, Long.MIN_VALUE)).isFalse();
        assertThat(mm.accessOk(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void typedAccessIsLittleEndianAndCrossesPages() {
        long address = map(2) + PAGE - 3;
        mm.putUser(address, 0x8877665544332211L, 8);
        assertThat(mm.getUser(address, 8)).isEqualTo(0x8877665544332211L);
        assertThat(mm.getUser(address, 2)).isEqualTo(0x2211);
        assertThat(mm.getUser(address + 4, 4)).isEqualTo(0x88776655L);
        assertThat(mm.getUser(address + 7, 1)).isEqualTo(0x88);
        mm.putUser(address, -1, 1);
        assertThat(read(address, 2)).containsExactly(0xff, 0x22);
    }

    @Test
    void aStoreThatCannotBeWholeStoresNothing() {
        long end = map(1) + PAGE;
        assertThatThrownBy(() -> mm.putUser(end - 3, -1, 8)).isSameAs(Errno.EFAULT.exception());
        assertThat(read(end - 3, 3)).containsExactly(0, 0, 0);
    }

    @Test
    void typedAccessToABadAddressIsEfault() {
        long end = map(1) + PAGE;
        for (long address : new long[] {0, HOLE, end - 1, end - 7, KERNEL, -1, -8, Long.MIN_VALUE, TASK_SIZE - 4}) {
            assertThatThrownBy(() -> mm.getUser(address, 8)).isSameAs(Errno.EFAULT.exception());
            assertThatThrownBy(() -> mm.putUser(address, 1, 8)).isSameAs(Errno.EFAULT.exception());
        }
    }

    @Test
    void mappingsArePlacedFromTheTopDown() {
        assertThat(mm.mmap(0, 1, RW, ANON)).isEqualTo(MMAP_BASE - PAGE);
        assertThat(mm.mmap(0, PAGE + 1, RW, ANON)).isEqualTo(MMAP_BASE - 3 * PAGE);
        assertThat(mm.munmap(MMAP_BASE - PAGE, PAGE)).isZero();
        assertThat(mm.mmap(0, 2 * PAGE, PROT_READ, ANON)).isEqualTo(MMAP_BASE - 5 * PAGE);
        assertThat(mm.mmap(0, PAGE, PROT_READ, ANON)).isEqualTo(MMAP_BASE - PAGE);
    }

    @Test
    void whenTheRoomBelowTheBaseIsUsedUpTheSearchGoesOnAboveIt() {
        assertThat(mm.mmap(Mappings.MMAP_MIN_ADDR, MMAP_BASE - Mappings.MMAP_MIN_ADDR, RW, ANON | MAP_FIXED))
                .isPositive();
        assertThat(mm.mmap(0, PAGE, PROT_READ, ANON)).isEqualTo(MMAP_BASE);
        assertThat(mm.mmap(0, AddressSpace.STACK_TOP - MMAP_BASE, PROT_READ, ANON)).isEqualTo(Errno.ENOMEM.negated());
    }

    @Test
    void aHintIsFollowedWhereItIsFree() {
        assertThat(mm.mmap(HOLE + 0x123, PAGE, RW, ANON)).isEqualTo(HOLE);
        assertThat(mm.mmap(HOLE, PAGE, RW, ANON)).isEqualTo(MMAP_BASE - PAGE);
        assertThat(mm.mmap(0x1000, PAGE, RW, ANON)).isEqualTo(Mappings.MMAP_MIN_ADDR);
        assertThat(mm.mmap(-1, PAGE, RW, ANON)).isEqualTo(MMAP_BASE - 2 * PAGE);
        assertThat(mm.mmap(TASK_SIZE, PAGE, RW, ANON)).isEqualTo(MMAP_BASE - 3 * PAGE);
    }

    @Test
    void aFixedMappingReplacesWhatWasThere() {
        long address = map(3);
        assertThat(mm.copyToUser(address, new byte[3 * PAGE], 0, 3 * PAGE)).isEqualTo(3 * PAGE);
        mm.putUser(address + PAGE, 7, 8);
        assertThat(mm.mmap(address + PAGE, PAGE, PROT_READ, ANON | MAP_FIXED)).isEqualTo(address + PAGE);
        assertThat(mm.getUser(address + PAGE, 8)).isZero();
        assertThat(mm.residentPages()).isEqualTo(2);
        assertThat(mm.areas()).contains(
                new VmArea(address, address + PAGE, RW),
                new VmArea(address + PAGE, address + 2 * PAGE, PROT_READ, VmArea.VM_MAYWRITE | VmArea.VM_MAYEXEC, null,
                        0),
                new VmArea(address + 2 * PAGE, address + 3 * PAGE, RW));
    }

    @Test
    void fixedWithoutReplacingRefusesWhatIsTaken() {
        assertThat(mm.mmap(HOLE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE)).isEqualTo(HOLE);
        assertThat(mm.mmap(HOLE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE)).isEqualTo(Errno.EEXIST.negated());
        assertThat(mm.mmap(HOLE + 16, PAGE, RW, ANON | MAP_FIXED_NOREPLACE)).isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    void mmapRefusesWithTheErrnosOfLinux() {
        assertThat(mm.mmap(0, 0, RW, ANON)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mmap(0, PAGE, RW, MAP_ANONYMOUS)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mmap(0, -1, RW, ANON)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(0, Long.MIN_VALUE, RW, ANON)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(0, TASK_SIZE, RW, ANON)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(1, PAGE, RW, ANON | MAP_FIXED)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mmap(0, PAGE, RW, ANON | MAP_FIXED)).isEqualTo(Errno.EPERM.negated());
        assertThat(mm.mmap(TASK_SIZE, PAGE, RW, ANON | MAP_FIXED)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mmap(KERNEL, PAGE, RW, ANON | MAP_FIXED)).isEqualTo(Errno.ENOMEM.negated());
    }

    @Test
    void neighboursWithTheSameRightsAreOneArea() {
        long second = map(1);
        long first = map(1);
        assertThat(mm.areas()).contains(new VmArea(first, second + PAGE, RW));
        assertThat(mm.mprotect(first, PAGE, PROT_READ)).isZero();
        assertThat(mm.areas()).hasSize(3);
        assertThat(mm.mprotect(first, PAGE, RW)).isZero();
        assertThat(mm.areas()).hasSize(2);
    }

    @Test
    void munmapSplitsAndForgetsThePages() {
        long address = map(3);
        mm.putUser(address + PAGE, 7, 8);
        assertThat(mm.munmap(address + PAGE, 1)).isZero();
        assertThat(mm.residentPages()).isZero();
        assertThat(mm.copyFromUser(new byte[2 * PAGE], 0, address, 2 * PAGE)).isEqualTo(PAGE);
        assertThat(mm.mmap(address + PAGE, PAGE, RW, ANON)).isEqualTo(address + PAGE);
        assertThat(mm.getUser(address + PAGE, 8)).isZero();
    }

    @Test
    void munmapChecksItsRangeAndPassesOverHoles() {
        assertThat(mm.munmap(HOLE, PAGE)).isZero();
        assertThat(mm.munmap(HOLE, 0)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.munmap(HOLE + 1, PAGE)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.munmap(HOLE, -1)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.munmap(-PAGE, PAGE)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.munmap(TASK_SIZE, PAGE)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.munmap(0, TASK_SIZE)).isZero();
        assertThat(mm.areas()).isEmpty();
    }

    @Test
    void mprotectChangesUpToTheFirstHole() {
        long address = map(2);
        assertThat(mm.munmap(address + PAGE, PAGE)).isZero();
        assertThat(mm.mprotect(address, 2 * PAGE, PROT_READ)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.areas()).contains(new VmArea(address, address + PAGE, PROT_READ));
    }

    @Test
    void mprotectRefusesWithTheErrnosOfLinux() {
        long address = map(1);
        assertThat(mm.mprotect(address + 1, 0, RW)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mprotect(HOLE, 0, RW)).isZero();
        assertThat(mm.mprotect(HOLE, 1, RW)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mprotect(address, PAGE, 0x100)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mprotect(address, PAGE, Mman.PROT_GROWSDOWN)).isEqualTo(Errno.EINVAL.negated());
        assertThat(mm.mprotect(address, -1, RW)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mprotect(address, -PAGE, RW)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(mm.mprotect(-PAGE, PAGE, RW)).isEqualTo(Errno.ENOMEM.negated());
    }

    @Test
    void theHeapGrowsAndShrinks() {
        assertThat(mm.brk(START_BRK + 10)).isEqualTo(START_BRK + 10);
        mm.putUser(START_BRK, 7, 8);
        assertThat(mm.brk(START_BRK + PAGE + 1)).isEqualTo(START_BRK + PAGE + 1);
        assertThat(mm.getUser(START_BRK, 8)).isEqualTo(7);
        assertThat(mm.areas()).contains(new VmArea(START_BRK, START_BRK + 2 * PAGE, RW));
        assertThat(mm.brk(START_BRK)).isEqualTo(START_BRK);
        assertThat(mm.residentPages()).isZero();
        assertThat(mm.areas()).hasSize(1);
    }

    @Test
    void theHeapStaysWhereItIsWhenItCannotMove() {
        long end = mm.brk(START_BRK + PAGE);
        for (long bad : new long[] {0, -1, START_BRK - 1, TASK_SIZE + 1, Long.MAX_VALUE, Long.MIN_VALUE, TASK_SIZE}) {
            assertThat(mm.brk(bad)).isEqualTo(end);
        }
        assertThat(mm.mmap(end + PAGE, PAGE, RW, ANON | MAP_FIXED)).isPositive();
        assertThat(mm.brk(end + 1)).isEqualTo(end);
    }

    @Test
    void aCopyHasTheSameContentsAndItsOwnPages() {
        long address = map(2);
        mm.putUser(address, 7, 8);
        assertThat(mm.brk(START_BRK + 1)).isEqualTo(START_BRK + 1);
        AddressSpace child = mm.copy();
        mm.putUser(address, 8, 8);
        child.putUser(address + PAGE, 9, 8);
        assertThat(child.getUser(address, 8)).isEqualTo(7);
        assertThat(mm.getUser(address + PAGE, 8)).isZero();
        assertThat(child.areas()).isEqualTo(mm.areas());
        assertThat(child.brk(0)).isEqualTo(START_BRK + 1);
    }

    @Test
    void nothingIsLeftAfterUnmappingAll() {
        long address = map(1);
        mm.putUser(address, 7, 8);
        mm.unmapAll();
        assertThat(mm.areas()).isEmpty();
        assertThat(mm.residentPages()).isZero();
        assertThat(mm.copyFromUser(new byte[1], 0, address, 1)).isZero();
    }

    private static AddressSpace full(VmArea[] areas, VmCommitted committed) {
        return new AddressSpace(
                new Mappings(new VmAreas(areas), new PageTable(), START_BRK, committed), ArgumentArea.NONE);
    }

    @Test
    void whatIsRefusedForTooManyAreasPromisesNothing() {
        VmArea[] areas = new VmArea[Mappings.MAX_MAP_COUNT];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = new VmArea(
                    HOLE + 4L * i * PAGE, HOLE + (4L * i + 3) * PAGE, PROT_READ, VmArea.VM_MAYWRITE, null, 0);
        }
        VmCommitted committed = new VmCommitted(Long.MAX_VALUE);
        AddressSpace full = full(areas, committed);
        assertThat(full.mprotect(HOLE + PAGE, PAGE, RW)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(full.mmap(HOLE + PAGE, PAGE, RW, ANON | MAP_FIXED)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(full.mremap(HOLE, PAGE, 2 * PAGE, Mman.MREMAP_MAYMOVE, 0)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(committed.committed()).isZero();
        assertThat(full.mprotect(HOLE, 3 * PAGE, RW)).isZero();
        assertThat(committed.committed()).isEqualTo(3);
    }

    @Test
    void thereIsALimitToTheNumberOfAreas() {
        VmArea[] areas = new VmArea[Mappings.MAX_MAP_COUNT];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = new VmArea(HOLE + 4L * i * PAGE, HOLE + (4L * i + 3) * PAGE, RW);
        }
        AddressSpace full = full(areas, new VmCommitted(Long.MAX_VALUE));
        assertThat(full.munmap(HOLE + PAGE, PAGE)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(full.mprotect(HOLE + PAGE, PAGE, PROT_READ)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(full.munmap(HOLE, PAGE)).isZero();
        assertThat(full.mmap(0, PAGE, RW, ANON)).isPositive();
        assertThat(full.mmap(0, PAGE, PROT_READ, ANON)).isEqualTo(Errno.ENOMEM.negated());
        assertThat(full.brk(START_BRK + 1)).isEqualTo(START_BRK);
        assertThat(full.munmap(HOLE, 3 * PAGE)).isZero();
        assertThat(full.mmap(0, PAGE, PROT_READ, ANON)).isPositive();
    }

    @Test
    void copyingAllocatesNothing() {
        long address = map(4);
        byte[] buffer = new byte[2 * PAGE];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long moved = 0;
            for (int i = 0; i < 1000; i++) {
                moved += mm.copyToUser(address + i, buffer, 0, buffer.length);
                moved += mm.copyFromUser(buffer, 0, address + i, buffer.length);
                mm.putUser(address + i * 8L, i, 8);
                moved += mm.getUser(address + i * 8L, 8);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(moved).isPositive();
            // The first round makes the pages and links the call sites.
            assertThat(round == 0 ? 0 : allocated).isLessThan(1000);
        }
    }

    @Test
    void anotherThreadMayCopyWhileMemoryComesAndGoes() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread other = Thread.ofPlatform().start(() -> {
            byte[] buffer = new byte[3 * PAGE];
            try {
                while (!stop.get()) {
                    assertThat(mm.copyToUser(HOLE, buffer, 0, buffer.length)).isBetween(0, buffer.length);
                    assertThat(mm.copyFromUser(buffer, 0, HOLE, buffer.length)).isBetween(0, buffer.length);
                }
            } catch (RuntimeException | Error e) {
                thrown.set(e);
            }
        });
        for (int i = 0; i < 20_000; i++) {
            assertThat(mm.mmap(HOLE, 3 * PAGE, RW, ANON | MAP_FIXED)).isEqualTo(HOLE);
            assertThat(mm.mprotect(HOLE + PAGE, PAGE, PROT_READ)).isZero();
            assertThat(mm.munmap(HOLE, 3 * PAGE)).isZero();
            assertThat(mm.residentPages()).isZero();
        }
        stop.set(true);
        other.join();
        assertThat(thrown.get()).isNull();
    }
}
