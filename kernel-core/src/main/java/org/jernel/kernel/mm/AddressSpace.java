package org.jernel.kernel.mm;

import java.util.Arrays;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

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
    private volatile VmAreas areas;
    private volatile ArgumentArea arguments = ArgumentArea.NONE;

    /** The end of the heap, guarded by this. */
    private long brk;

    /** Makes an address space with a stack and nothing else. */
    public AddressSpace() {
        this(new VmAreas(new VmArea(STACK_TOP - STACK_SIZE, STACK_TOP, PROT_DATA)), new PageTable(), START_BRK);
    }

    AddressSpace(VmAreas areas, PageTable pages, long brk) {
        this.areas = areas;
        this.pages = pages;
        this.brk = brk;
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
            Page page = pages.find(Page.number(address));
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
        Page page = pages.find(Page.number(address));
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

    /** The page behind a user address to write to, made if it is missing; null where there is no right to write. */
    private @Nullable Page writablePage(long address) {
        VmArea area = areas.find(address);
        if (area == null || !area.writable()) {
            return null;
        }
        Page page = pages.find(Page.number(address));
        return page == null ? handleFault(address) : page;
    }

    /** Looks at the areas again under the lock, so that no page appears where another thread has just unmapped. */
    private synchronized @Nullable Page handleFault(long address) {
        VmArea area = areas.find(address);
        return area == null || !area.writable() ? null : pages.findOrMake(Page.number(address));
    }

    /**
     * Maps zeros, private to the task. {@code do_mmap} without a file.
     *
     * @param address where to put them with MAP_FIXED or MAP_FIXED_NOREPLACE, a hint without
     * @return the address, or -EINVAL, -ENOMEM, -EEXIST, -EPERM, or -ENODEV for MAP_SHARED
     */
    @CheckReturnValue
    public synchronized long mmap(long address, long length, int prot, int flags) {
        if (length == 0) {
            return Errno.EINVAL.negated();
        }
        if ((flags & Mman.MAP_TYPE) != Mman.MAP_PRIVATE) {
            // ENODEV is what mmap(2) says of a memory that cannot be mapped so.
            return (flags & Mman.MAP_TYPE) == Mman.MAP_SHARED ? Errno.ENODEV.negated() : Errno.EINVAL.negated();
        }
        long size = Page.align(length);
        if (size == 0 || Long.compareUnsigned(size, TASK_SIZE) > 0 || areas.size() > MAX_MAP_COUNT) {
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
        map(start, start + size, prot & PROT_RIGHTS);
        return start;
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

    private void map(long start, long end, int prot) {
        VmAreas without = areas.without(start, end);
        areas = without;
        pages.clear(Page.number(start), Page.number(end));
        areas = without.with(new VmArea(start, end, prot));
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
        areas = left;
        pages.clear(Page.number(start), Page.number(end));
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
            changed = changed.with(new VmArea(next, stop, (int) prot & PROT_RIGHTS));
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
            areas = areas.without(newEnd, oldEnd);
            pages.clear(Page.number(newEnd), Page.number(oldEnd));
        } else if (newEnd > oldEnd) {
            if (!areas.isFree(oldEnd, newEnd + Page.SIZE) || areas.size() > MAX_MAP_COUNT) {
                return brk;
            }
            map(oldEnd, newEnd, PROT_DATA);
        }
        brk = newBrk;
        return brk;
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
     * A copy for a new task. {@code dup_mm}.
     *
     * <p>Pages that are present are copied at once: copying on the first write would cost every later write a look.
     */
    public synchronized AddressSpace copy() {
        AddressSpace copy = new AddressSpace(areas, pages.copy(), brk);
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
        areas = VmAreas.EMPTY;
        pages.clear();
    }
}
