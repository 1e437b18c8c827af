package org.jernel.kernel.mm;

import java.util.Set;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

import static org.jernel.kernel.mm.VmArea.VM_ACCOUNT;
import static org.jernel.kernel.mm.VmArea.VM_MAYEXEC;
import static org.jernel.kernel.mm.VmArea.VM_MAYWRITE;
import static org.jernel.kernel.mm.VmArea.VM_NORESERVE;
import static org.jernel.kernel.mm.VmArea.VM_SHARED;

/**
 * The areas of an address space and the pages in them, and the calls that make and unmake both. Modelled on
 * {@code mm/mmap.c}.
 *
 * <p>Looking takes no lock: the areas are an immutable array and the pages are found as a processor finds them. Whoever changes
 * one of them holds this object's monitor, a leaf ({@code mmap_lock} in Linux).
 */
final class Mappings {

    /**
     * Mappings are placed below this: {@code mmap_base} leaves a gap of 128 MiB for the stack and 16 GiB for its random
     * offset, so that a length up to 2 GiB, though far too long for its buffer, stays below the end of user addresses.
     */
    static final long MMAP_BASE = AddressSpace.STACK_TOP - (128L << 20) - (16L << 30);

    /** Where the heap begins: {@code ELF_ET_DYN_BASE}, two thirds up, since programs have no image to lie there. */
    static final long START_BRK = Page.align(AddressSpace.TASK_SIZE / 3 * 2);

    /** Where the search for a place goes on when the room below {@link #MMAP_BASE} is used up. */
    private static final long TASK_UNMAPPED_BASE = Page.align(AddressSpace.TASK_SIZE / 3);

    /** Nothing is mapped below, so that a null pointer faults: the default of {@code vm.mmap_min_addr}. */
    static final long MMAP_MIN_ADDR = 65536;

    /** The default of {@code vm.max_map_count}. */
    static final int MAX_MAP_COUNT = 65530;

    private static final int PROT_RIGHTS = Mman.PROT_READ | Mman.PROT_WRITE | Mman.PROT_EXEC;

    private final PageTable pages;
    private final VmCommitted committed;
    private volatile VmAreas areas;

    /** The most pages that were mapped before the areas were last changed, guarded by this. {@code hiwater_vm}. */
    private long mostMapped;

    /** The end of the heap, guarded by this. */
    private long brk;

    Mappings(VmAreas areas, PageTable pages, long brk, VmCommitted committed) {
        this.areas = areas;
        this.pages = pages;
        this.brk = brk;
        this.committed = committed;
    }

    VmAreas areas() {
        return areas;
    }

    PageTable pages() {
        return pages;
    }

    VmCommitted committed() {
        return committed;
    }

    /** As {@link AddressSpace#mmap(long, long, int, int, MmapSource)}. */
    @CheckReturnValue
    synchronized long mmap(long address, long length, int prot, int flags, MmapSource source) {
        if (length == 0) {
            return Errno.EINVAL.negated();
        }
        long size = Page.align(length);
        if (size == 0) {
            return Errno.ENOMEM.negated();
        }
        if (source.pageOffset() + Page.number(size) < source.pageOffset()) {
            return Errno.EOVERFLOW.negated();
        }
        if (Long.compareUnsigned(size, AddressSpace.TASK_SIZE) > 0 || areas.size() > MAX_MAP_COUNT) {
            return Errno.ENOMEM.negated();
        }
        boolean noReplace = (flags & Mman.MAP_FIXED_NOREPLACE) != 0;
        boolean fixed = noReplace || (flags & Mman.MAP_FIXED) != 0;
        long start = fixed ? checkFixed(address, size) : getUnmappedArea(address, size);
        if (Errno.isError(start)) {
            return start;
        }
        if (noReplace && !areas.isFree(start, start + size)) {
            return Errno.EEXIST.negated();
        }
        long refused = source.check(prot, flags);
        return refused != 0 ? refused : map(start, start + size, prot & PROT_RIGHTS, flags, source);
    }

    private static long checkFixed(long address, long size) {
        if (Long.compareUnsigned(address, AddressSpace.TASK_SIZE - size) > 0) {
            return Errno.ENOMEM.negated();
        }
        if (Page.offset(address) != 0) {
            return Errno.EINVAL.negated();
        }
        // cap_mmap_addr lets CAP_SYS_RAWIO through; here a null pointer faults for everybody.
        return address < MMAP_MIN_ADDR ? Errno.EPERM.negated() : address;
    }

    /** Where there is room; the caller holds the monitor. {@code get_unmapped_area}. Returns the address or -ENOMEM. */
    @CheckReturnValue
    long getUnmappedArea(long hint, long size) {
        long wanted = hint & -Page.SIZE;
        if (wanted != 0 && Long.compareUnsigned(wanted, MMAP_MIN_ADDR) < 0) {
            wanted = MMAP_MIN_ADDR;
        }
        if (wanted > 0 && wanted <= AddressSpace.TASK_SIZE - size && areas.isFree(wanted, wanted + size)) {
            return wanted;
        }
        long start = areas.highestGap(size, MMAP_MIN_ADDR, MMAP_BASE);
        if (start < 0) {
            start = areas.lowestGap(size, TASK_UNMAPPED_BASE, AddressSpace.TASK_SIZE);
        }
        return start < 0 ? Errno.ENOMEM.negated() : start;
    }

    /** Makes room, promises the memory and maps. Returns the start or -errno. {@code mmap_region}. */
    private long map(long start, long end, int prot, int flags, MmapSource source) {
        if (areas.without(start, end).size() > Math.max(MAX_MAP_COUNT, areas.size())) {
            return Errno.ENOMEM.negated();
        }
        // As in Linux what was there is gone even if what follows is refused.
        unmapRange(start, end);
        boolean shared = (flags & Mman.MAP_TYPE) != Mman.MAP_PRIVATE;
        boolean anonymous = source.equals(MmapSource.ANONYMOUS);
        // accountable_mapping: what may be written and is nobody else's, and shared memory, which has no file to keep it.
        boolean noReserve = (flags & Mman.MAP_NORESERVE) != 0 && committed.mayReserveNothing();
        boolean accounted = !noReserve && (shared ? anonymous : (prot & Mman.PROT_WRITE) != 0);
        if (accounted && !committed.take(Page.number(end - start))) {
            return Errno.ENOMEM.negated();
        }
        VmBacking backing;
        try {
            backing = source.backing(prot, shared);
        } catch (ErrnoException e) {
            committed.give(accounted ? Page.number(end - start) : 0);
            return e.result();
        }
        int vmFlags = (shared ? VM_SHARED : 0)
                | (accounted ? VM_ACCOUNT : 0)
                | (noReserve ? VM_NORESERVE : 0)
                | (source.mayExec() ? VM_MAYEXEC : 0)
                | (shared && !source.mayWrite() ? 0 : VM_MAYWRITE);
        replaceAreas(areas.with(new VmArea(
                start, end, prot, vmFlags, backing, backing == null ? 0 : source.pageOffset())));
        return start;
    }

    /** Takes areas and pages away, and back what was promised for them; the caller holds the monitor. {@code unmap_region}. */
    void unmapRange(long start, long end) {
        committed.give(areas.accounted(start, end));
        replaceAreas(areas.without(start, end));
        pages.clear(Page.number(start), Page.number(end));
    }

    /**
     * Opens and closes what begins and ceases to be mapped; the caller holds the monitor. A backing's own locks come after it.
     */
    void replaceAreas(VmAreas next) {
        Set<VmBacking> before = areas.backings();
        Set<VmBacking> after = next.backings();
        mostMapped = Math.max(mostMapped, areas.pages());
        areas = next;
        for (VmBacking backing : after) {
            if (!before.contains(backing)) {
                backing.open();
            }
        }
        for (VmBacking backing : before) {
            if (!after.contains(backing)) {
                backing.close();
            }
        }
    }

    /** As {@link AddressSpace#munmap}. */
    @CheckReturnValue
    synchronized long munmap(long start, long length) {
        if (Page.offset(start) != 0
                || length == 0
                || Long.compareUnsigned(start, AddressSpace.TASK_SIZE) > 0
                || Long.compareUnsigned(length, AddressSpace.TASK_SIZE - start) > 0) {
            return Errno.EINVAL.negated();
        }
        long end = start + Page.align(length);
        if (areas.without(start, end).size() > Math.max(MAX_MAP_COUNT, areas.size())) {
            return Errno.ENOMEM.negated();
        }
        unmapRange(start, end);
        return 0;
    }

    /** As {@link AddressSpace#brk}. */
    @CheckReturnValue
    synchronized long brk(long newBrk) {
        if (newBrk < START_BRK || newBrk > AddressSpace.TASK_SIZE) {
            return brk;
        }
        long oldEnd = Page.align(brk);
        long newEnd = Page.align(newBrk);
        if (newEnd < oldEnd) {
            unmapRange(newEnd, oldEnd);
        } else if (newEnd > oldEnd) {
            int rights = Mman.PROT_READ | Mman.PROT_WRITE;
            if (!areas.isFree(oldEnd, newEnd + Page.SIZE)
                    || areas.size() > MAX_MAP_COUNT
                    || Errno.isError(map(oldEnd, newEnd, rights, Mman.MAP_PRIVATE, MmapSource.ANONYMOUS))) {
                return brk;
            }
        }
        brk = newBrk;
        return brk;
    }

    /** Forgets the pages, not the areas. {@code zap_page_range}. */
    synchronized void discard(long start, long end) {
        pages.clear(Page.number(start), Page.number(end));
    }

    /** True for the area that {@link #brk} moves the end of. {@code vma_is_initial_heap}. */
    synchronized boolean isHeap(VmArea area) {
        return area.start() < brk && area.end() > START_BRK;
    }

    /** How many pages are present. */
    synchronized long residentPages() {
        return pages.size();
    }

    /** How many there were when there were most. */
    synchronized long mostResidentPages() {
        return pages.mostPages();
    }

    /** How many pages were mapped when there were most. */
    synchronized long mostMappedPages() {
        return Math.max(mostMapped, areas.pages());
    }

    /** How many pages the tables of the pages take. */
    synchronized long tablePages() {
        return pages.directories();
    }

    /** A copy for a new task; throws ENOMEM. {@code dup_mmap}. */
    synchronized Mappings copy() {
        if (!committed.take(areas.accounted(0, AddressSpace.TASK_SIZE))) {
            throw Errno.ENOMEM.exception();
        }
        areas.backings().forEach(VmBacking::open);
        return new Mappings(areas, pages.copy(), brk, committed);
    }

    /** Unmaps everything, as at exit. {@code exit_mmap}. */
    synchronized void unmapAll() {
        committed.give(areas.accounted(0, AddressSpace.TASK_SIZE));
        replaceAreas(VmAreas.EMPTY);
        pages.clear();
    }
}
