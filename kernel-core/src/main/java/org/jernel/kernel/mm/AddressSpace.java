package org.jernel.kernel.mm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;
import static org.jernel.kernel.mm.VmArea.VM_ACCOUNT;
import static org.jernel.kernel.mm.VmArea.VM_GROWSDOWN;
import static org.jernel.kernel.mm.VmArea.VM_MAYWRITE;
import static org.jernel.kernel.mm.VmArea.VM_SHARED;

/**
 * The address space of a task: areas with rights, and pages that appear when they are first written to.
 * {@code mm_struct}, modelled on {@code mm/mmap.c}, {@code mm/mprotect.c} and {@code mm/memory.c}.
 *
 * <p>Copying takes no lock: the areas are an immutable array and the pages are found as a processor finds them. Changing
 * them, and the page fault that makes a page, take this object's monitor, a leaf ({@code mmap_lock} in Linux).
 */
public final class AddressSpace implements UserMemory {

    /** The end of user addresses: 47 bits less a guard page. {@code TASK_SIZE_MAX} of x86-64. */
    public static final long TASK_SIZE = (1L << 47) - Page.SIZE;

    /** The top of the first stack, without the random offset that would make two runs differ. {@code STACK_TOP}. */
    public static final long STACK_TOP = TASK_SIZE;

    /** The soft RLIMIT_STACK that Linux starts with. The whole stack is mapped, so it need not grow. */
    static final long STACK_SIZE = 8L << 20;

    /**
     * Mappings are placed below this: {@code mmap_base} leaves a gap of 128 MiB for the stack and 16 GiB for its random
     * offset, so that a length up to 2 GiB, though far too long for its buffer, stays below the end of user addresses.
     */
    static final long MMAP_BASE = STACK_TOP - (128L << 20) - (16L << 30);

    /** Where the heap begins: {@code ELF_ET_DYN_BASE}, two thirds up, since programs have no image to lie there. */
    static final long START_BRK = Page.align(TASK_SIZE / 3 * 2);

    /** Where the search for a place goes on when the room below {@link #MMAP_BASE} is used up. */
    private static final long TASK_UNMAPPED_BASE = Page.align(TASK_SIZE / 3);

    /** Nothing is mapped below, so that a null pointer faults: the default of {@code vm.mmap_min_addr}. */
    static final long MMAP_MIN_ADDR = 65536;

    /** The default of {@code vm.max_map_count}. */
    static final int MAX_MAP_COUNT = 65530;

    private static final int PROT_RIGHTS = Mman.PROT_READ | Mman.PROT_WRITE | Mman.PROT_EXEC;
    private static final int PROT_DATA = Mman.PROT_READ | Mman.PROT_WRITE;

    private final PageTable pages;
    private final VmCommitted committed;
    private volatile VmAreas areas;
    private volatile ArgumentArea arguments = ArgumentArea.NONE;

    /** The end of the heap, guarded by this. */
    private long brk;

    /** Makes an address space with a stack and nothing else, of a machine that has memory without end. */
    public AddressSpace() {
        this(new VmCommitted(Long.MAX_VALUE));
    }

    /** Makes an address space with a stack and nothing else. */
    public AddressSpace(VmCommitted committed) {
        this(
                new VmAreas(new VmArea(
                        STACK_TOP - STACK_SIZE, STACK_TOP, PROT_DATA, VM_GROWSDOWN | VM_MAYWRITE, null, 0)),
                new PageTable(),
                START_BRK,
                committed);
    }

    AddressSpace(VmAreas areas, PageTable pages, long brk, VmCommitted committed) {
        this.areas = areas;
        this.pages = pages;
        this.brk = brk;
        this.committed = committed;
    }

    @Override
    public boolean accessOk(long address, long length) {
        return Long.compareUnsigned(length, TASK_SIZE) <= 0
                && Long.compareUnsigned(address, TASK_SIZE - length) <= 0;
    }

    @Override
    public int copyFromUser(byte[] to, int offset, long from, int length) {
        if (!accessOk(from, length)) {
            return 0;
        }
        VmAreas seen = areas;
        int done = 0;
        while (done < length) {
            long address = from + done;
            VmArea area = seen.find(address);
            if (area == null || !area.readable()) {
                break;
            }
            int inPage = Page.offset(address);
            int chunk = Math.min(length - done, Page.SIZE - inPage);
            Page page = pageToRead(area, address);
            if (page == null && area.backing() != null) {
                break;
            }
            if (page == null) {
                Arrays.fill(to, offset + done, offset + done + chunk, (byte) 0);
            } else {
                System.arraycopy(page.bytes, inPage, to, offset + done, chunk);
            }
            done += chunk;
        }
        return done;
    }

    @Override
    public int copyToUser(long to, byte[] from, int offset, int length) {
        if (!accessOk(to, length)) {
            return 0;
        }
        int done = 0;
        while (done < length) {
            long address = to + done;
            Page page = writablePage(address);
            if (page == null) {
                break;
            }
            int inPage = Page.offset(address);
            int chunk = Math.min(length - done, Page.SIZE - inPage);
            System.arraycopy(from, offset + done, page.bytes, inPage, chunk);
            done += chunk;
        }
        return done;
    }

    @Override
    public long getUser(long address, int size) {
        int inPage = Page.offset(address);
        if (inPage + size > Page.SIZE || !accessOk(address, size)) {
            return UserMemory.super.getUser(address, size);
        }
        VmArea area = areas.find(address);
        if (area == null || !area.readable()) {
            throw Errno.EFAULT.exception();
        }
        Page page = pageToRead(area, address);
        if (page == null && area.backing() != null) {
            throw Errno.EFAULT.exception();
        }
        return page == null ? 0 : LittleEndian.get(page.bytes, inPage, size);
    }

    @Override
    public void putUser(long address, long value, int size) {
        int inPage = Page.offset(address);
        if (inPage + size > Page.SIZE || !accessOk(address, size)) {
            // A store that crosses into a page where it may not faults before its first byte.
            if (inPage + size > Page.SIZE && writablePage(address + size - 1) == null) {
                throw Errno.EFAULT.exception();
            }
            UserMemory.super.putUser(address, value, size);
            return;
        }
        Page page = writablePage(address);
        if (page == null) {
            throw Errno.EFAULT.exception();
        }
        LittleEndian.put(page.bytes, inPage, value, size);
    }

    /** The page to read at an address, from what is mapped there if the task has none; null is zeros, or with a backing nothing. */
    private @Nullable Page pageToRead(VmArea area, long address) {
        Page page = pages.find(Page.number(address));
        VmBacking backing = area.backing();
        return page == null && backing != null ? backing.fault(area.pageOffset(address)) : page;
    }

    /** The page behind a user address to write to, made if it is missing; null where there is no right to write. */
    private @Nullable Page writablePage(long address) {
        VmArea area = areas.find(address);
        if (area == null || !area.writable()) {
            return null;
        }
        Page page = pages.findOwn(Page.number(address));
        return page == null ? handleFault(address) : page;
    }

    /** Looks at the areas again under the lock, so that no page appears where another thread has just unmapped. */
    private synchronized @Nullable Page handleFault(long address) {
        VmArea area = areas.find(address);
        if (area == null || !area.writable()) {
            return null;
        }
        VmBacking backing = area.backing();
        if (backing == null) {
            return pages.own(Page.number(address), Page::new);
        }
        if (area.has(VM_SHARED)) {
            return backing.fault(area.pageOffset(address));
        }
        Page source = pages.find(Page.number(address)) == null ? backing.fault(area.pageOffset(address)) : null;
        return source == null && pages.find(Page.number(address)) == null
                ? null
                : pages.own(Page.number(address), () -> requireNonNull(source).copy());
    }

    /**
     * The page behind an address, made if it is missing. {@code follow_page_mask} with {@code faultin_page}.
     *
     * @param write whether it is to be written to
     * @param holder counts a reference to it, taken before anybody can share it; or null
     * @return null where the address cannot be reached that way
     */
    public synchronized @Nullable Page getUserPage(long address, boolean write, @Nullable PageAllocator holder) {
        Page page = faultIn(address, write);
        if (page != null && holder != null) {
            holder.pin(page);
        }
        return page;
    }

    private @Nullable Page faultIn(long address, boolean write) {
        VmArea area = accessOk(address, 1) ? areas.find(address) : null;
        if (area == null || !area.readable()) {
            return null;
        }
        if (write) {
            return writablePage(address);
        }
        Page page = pageToRead(area, address);
        if (page == null && area.backing() != null) {
            return null;
        }
        // Where nothing was written yet Linux has one page of zeros for all; whoever holds that would miss what is written later.
        return page == null ? pages.own(Page.number(address), Page::new) : page;
    }

    /** As {@link #mmap(long, long, int, int, MmapSource)} without a file. */
    @CheckReturnValue
    public long mmap(long address, long length, int prot, int flags) {
        return mmap(address, length, prot, flags, MmapSource.ANONYMOUS);
    }

    /**
     * Maps zeros or what a file has. {@code do_mmap}.
     *
     * @param address where to put them with MAP_FIXED or MAP_FIXED_NOREPLACE, a hint without
     * @return the address, or -EINVAL, -ENOMEM, -EEXIST, -EPERM, or what the source refuses with
     */
    @CheckReturnValue
    public synchronized long mmap(long address, long length, int prot, int flags, MmapSource source) {
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
        if (Long.compareUnsigned(size, TASK_SIZE) > 0 || areas.size() > MAX_MAP_COUNT) {
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
        if (Long.compareUnsigned(address, TASK_SIZE - size) > 0) {
            return Errno.ENOMEM.negated();
        }
        if (Page.offset(address) != 0) {
            return Errno.EINVAL.negated();
        }
        // cap_mmap_addr lets CAP_SYS_RAWIO through; here a null pointer faults for everybody.
        return address < MMAP_MIN_ADDR ? Errno.EPERM.negated() : address;
    }

    private long getUnmappedArea(long hint, long size) {
        long wanted = hint & -Page.SIZE;
        if (wanted != 0 && Long.compareUnsigned(wanted, MMAP_MIN_ADDR) < 0) {
            wanted = MMAP_MIN_ADDR;
        }
        if (wanted > 0 && wanted <= TASK_SIZE - size && areas.isFree(wanted, wanted + size)) {
            return wanted;
        }
        long start = areas.highestGap(size, MMAP_MIN_ADDR, MMAP_BASE);
        if (start < 0) {
            start = areas.lowestGap(size, TASK_UNMAPPED_BASE, TASK_SIZE);
        }
        return start < 0 ? Errno.ENOMEM.negated() : start;
    }

    /** Promises the memory, makes room and maps. Returns the start or -errno. {@code mmap_region}. */
    private long map(long start, long end, int prot, int flags, MmapSource source) {
        boolean shared = (flags & Mman.MAP_TYPE) != Mman.MAP_PRIVATE;
        boolean anonymous = source.equals(MmapSource.ANONYMOUS);
        // accountable_mapping: what may be written and is nobody else's, and shared memory, which has no file to keep it.
        boolean accounted = shared ? anonymous : (prot & Mman.PROT_WRITE) != 0;
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
                | (shared && !source.mayWrite() ? 0 : VM_MAYWRITE);
        unmapRange(start, end);
        replaceAreas(areas.with(new VmArea(
                start, end, prot, vmFlags, backing, backing == null ? 0 : source.pageOffset())));
        return start;
    }

    private void unmapRange(long start, long end) {
        committed.give(areas.accounted(start, end));
        replaceAreas(areas.without(start, end));
        pages.clear(Page.number(start), Page.number(end));
    }

    /** Opens and closes what begins and ceases to be mapped. A backing's own locks come after this monitor. */
    private void replaceAreas(VmAreas next) {
        Set<VmBacking> before = areas.backings();
        Set<VmBacking> after = next.backings();
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

    /** Unmaps whatever is mapped in the range. {@code do_munmap}. Returns 0, -EINVAL or -ENOMEM. */
    @CheckReturnValue
    public synchronized long munmap(long start, long length) {
        if (Page.offset(start) != 0
                || length == 0
                || Long.compareUnsigned(start, TASK_SIZE) > 0
                || Long.compareUnsigned(length, TASK_SIZE - start) > 0) {
            return Errno.EINVAL.negated();
        }
        long end = start + Page.align(length);
        VmAreas left = areas.without(start, end);
        if (left.size() > Math.max(MAX_MAP_COUNT, areas.size())) {
            return Errno.ENOMEM.negated();
        }
        unmapRange(start, end);
        return 0;
    }

    /**
     * Changes the rights of what is mapped in the range. {@code do_mprotect_pkey}.
     *
     * @return 0, -EINVAL, or -ENOMEM at the first hole, with what lies before it changed
     */
    @CheckReturnValue
    public synchronized long mprotect(long start, long length, long prot) {
        // No area of ours grows, and PROT_GROWSDOWN or PROT_GROWSUP on one that does not is EINVAL.
        if (Page.offset(start) != 0 || (prot & ~(PROT_RIGHTS | Mman.PROT_SEM)) != 0) {
            return Errno.EINVAL.negated();
        }
        if (length == 0) {
            return 0;
        }
        long end = start + Page.align(length);
        if (Long.compareUnsigned(end, start) <= 0) {
            return Errno.ENOMEM.negated();
        }
        VmAreas changed = areas;
        long next = start;
        while (next != end) {
            VmArea area = changed.find(next);
            if (area == null) {
                areas = changed;
                return Errno.ENOMEM.negated();
            }
            long stop = Long.compareUnsigned(area.end(), end) < 0 ? area.end() : end;
            boolean gainsWrite = (prot & Mman.PROT_WRITE) != 0;
            if (gainsWrite && !area.has(VM_MAYWRITE)) {
                areas = changed;
                return Errno.EACCES.negated();
            }
            int flags = area.flags();
            if (gainsWrite && !area.writable() && !area.has(VM_ACCOUNT | VM_SHARED)) {
                if (!committed.take(Page.number(stop - next))) {
                    areas = changed;
                    return Errno.ENOMEM.negated();
                }
                flags |= VM_ACCOUNT;
            }
            changed = changed.with(area.part(next, stop).with((int) prot & PROT_RIGHTS, flags));
            next = stop;
        }
        if (changed.size() > Math.max(MAX_MAP_COUNT, areas.size())) {
            return Errno.ENOMEM.negated();
        }
        areas = changed;
        return 0;
    }

    /** Moves the end of the heap if it can. Returns where the end is now: {@code brk(2)} as the kernel answers it. */
    @CheckReturnValue
    public synchronized long brk(long newBrk) {
        if (newBrk < START_BRK || newBrk > TASK_SIZE) {
            return brk;
        }
        long oldEnd = Page.align(brk);
        long newEnd = Page.align(newBrk);
        if (newEnd < oldEnd) {
            unmapRange(newEnd, oldEnd);
        } else if (newEnd > oldEnd) {
            if (!areas.isFree(oldEnd, newEnd + Page.SIZE)
                    || areas.size() > MAX_MAP_COUNT
                    || Errno.isError(map(oldEnd, newEnd, PROT_DATA, Mman.MAP_PRIVATE, MmapSource.ANONYMOUS))) {
                return brk;
            }
        }
        brk = newBrk;
        return brk;
    }

    /**
     * Moves or resizes what is mapped. {@code mremap(2)}, but for MREMAP_DONTUNMAP.
     *
     * @param newAddress where to, with MREMAP_FIXED
     * @return the address, or -errno
     */
    @CheckReturnValue
    public synchronized long mremap(long address, long oldLength, long newLength, int flags, long newAddress) {
        boolean fixed = (flags & Mman.MREMAP_FIXED) != 0;
        boolean mayMove = (flags & Mman.MREMAP_MAYMOVE) != 0;
        if ((flags & ~(Mman.MREMAP_FIXED | Mman.MREMAP_MAYMOVE)) != 0
                || (fixed && !mayMove)
                || Page.offset(address) != 0
                || Page.align(newLength) == 0) {
            return Errno.EINVAL.negated();
        }
        long oldSize = Page.align(oldLength);
        long newSize = Page.align(newLength);
        if (fixed) {
            boolean overlaps = address + oldSize > newAddress && newAddress + newSize > address;
            if (Page.offset(newAddress) != 0
                    || Long.compareUnsigned(newSize, TASK_SIZE) > 0
                    || Long.compareUnsigned(newAddress, TASK_SIZE - newSize) > 0
                    || overlaps) {
                return Errno.EINVAL.negated();
            }
        }
        VmArea area = accessOk(address, 1) ? areas.find(address) : null;
        if (area == null) {
            return Errno.EFAULT.negated();
        }
        if (!fixed && Long.compareUnsigned(oldSize, newSize) >= 0) {
            long error = oldSize == newSize ? 0 : munmap(address + newSize, oldSize - newSize);
            return error != 0 ? error : address;
        }
        if (oldSize > area.end() - address) {
            return Errno.EFAULT.negated();
        }
        if (oldSize == 0) {
            // It would make a second mapping of shared memory; of private memory Linux refuses it too.
            return Errno.EINVAL.negated();
        }
        return resize(area, address, oldSize, newSize, mayMove, fixed ? newAddress : -1);
    }

    private long resize(VmArea area, long address, long oldSize, long newSize, boolean mayMove, long newAddress) {
        long kept = Math.min(oldSize, newSize);
        long grown = area.has(VM_ACCOUNT) ? Page.number(newSize - kept) : 0;
        long end = address + oldSize;
        if (newAddress < 0 && end == area.end() && end <= TASK_SIZE - (newSize - oldSize)
                && areas.isFree(end, address + newSize)) {
            if (!committed.take(grown)) {
                return Errno.ENOMEM.negated();
            }
            replaceAreas(areas.with(area.part(address, address + newSize)));
            return address;
        }
        long target = newAddress >= 0 ? newAddress : mayMove ? getUnmappedArea(0, newSize) : Errno.ENOMEM.negated();
        if (Errno.isError(target)) {
            return target;
        }
        if (!committed.take(grown)) {
            return Errno.ENOMEM.negated();
        }
        if (newAddress >= 0) {
            unmapRange(target, target + newSize);
        }
        VmArea moved = new VmArea(
                target, target + newSize, area.prot(), area.flags(), area.backing(),
                area.part(address, end).pageOffset());
        replaceAreas(areas.with(moved));
        for (long at = 0; at < kept; at += Page.SIZE) {
            pages.move(Page.number(address + at), Page.number(target + at));
        }
        // The promise for what was there goes with it.
        committed.give(area.has(VM_ACCOUNT) ? Page.number(oldSize - kept) : 0);
        replaceAreas(areas.without(address, end));
        pages.clear(Page.number(address), Page.number(end));
        return target;
    }

    /** Forgets what the task has written in the range: zeros again, or what the file has. {@code zap_page_range}. */
    public synchronized void discard(long start, long end) {
        pages.clear(Page.number(start), Page.number(end));
    }

    /** True if there is no hole in the range. */
    public boolean isMapped(long start, long end) {
        VmAreas seen = areas;
        long at = start;
        while (Long.compareUnsigned(at, end) < 0) {
            VmArea area = seen.find(at);
            if (area == null) {
                return false;
            }
            at = area.end();
        }
        return true;
    }

    /** Whether the page is there without a fault. {@code mincore_page}. */
    public boolean isResident(long address) {
        VmArea area = areas.find(address);
        return area != null && (area.backing() != null || pages.find(Page.number(address)) != null);
    }

    /** The areas in order, for {@code /proc} and tests. */
    public List<VmArea> areas() {
        return areas.list();
    }

    /** True for the area that {@link #brk} moves the end of. {@code vma_is_initial_heap}. */
    public synchronized boolean isHeap(VmArea area) {
        return area.start() < brk && area.end() > START_BRK;
    }

    /** How many pages are present. */
    public synchronized long residentPages() {
        return pages.size();
    }

    /**
     * A copy for a new task; throws ENOMEM. {@code dup_mm}.
     *
     * <p>Both share the pages until one of them writes; a page of one's own is written without a further look.
     */
    public synchronized AddressSpace copy() {
        if (!committed.take(areas.accounted(0, TASK_SIZE))) {
            throw Errno.ENOMEM.exception();
        }
        areas.backings().forEach(VmBacking::open);
        AddressSpace copy = new AddressSpace(areas, pages.copy(), brk, committed);
        copy.arguments = arguments;
        return copy;
    }

    /** Where the program was told its arguments. */
    public ArgumentArea arguments() {
        return arguments;
    }

    void setArguments(ArgumentArea area) {
        arguments = area;
    }

    /** Unmaps everything, as at exit. {@code exit_mmap}. */
    public synchronized void unmapAll() {
        committed.give(areas.accounted(0, TASK_SIZE));
        replaceAreas(VmAreas.EMPTY);
        pages.clear();
    }
}
