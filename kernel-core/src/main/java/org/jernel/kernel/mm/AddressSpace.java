package org.jernel.kernel.mm;

import java.util.Arrays;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.mm.VmArea.VM_GROWSDOWN;
import static org.jernel.kernel.mm.VmArea.VM_MAYEXEC;
import static org.jernel.kernel.mm.VmArea.VM_MAYWRITE;

/**
 * The address space of a task: areas with rights, and pages that appear when they are first written to. {@code mm_struct},
 * and copying from and to it as {@code arch/x86/lib/usercopy_64.c} does, without a lock.
 */
public final class AddressSpace implements UserMemory {

    /** The end of user addresses: 47 bits less a guard page. {@code TASK_SIZE_MAX} of x86-64. */
    public static final long TASK_SIZE = (1L << 47) - Page.SIZE;

    /** The top of the first stack, without the random offset that would make two runs differ. {@code STACK_TOP}. */
    public static final long STACK_TOP = TASK_SIZE;

    /** The soft RLIMIT_STACK that Linux starts with. The whole stack is mapped, so it need not grow. */
    static final long STACK_SIZE = 8L << 20;

    private final Mappings mappings;
    private final PageFaults faults;
    private final Mprotect mprotect;
    private final Mremap mremap;
    private volatile ArgumentArea arguments;

    /** Makes an address space with a stack and nothing else, of a machine that has memory without end. */
    public AddressSpace() {
        this(new VmCommitted(Long.MAX_VALUE));
    }

    /** Makes an address space with a stack and nothing else. */
    public AddressSpace(VmCommitted committed) {
        this(new Mappings(new VmAreas(stack()), new PageTable(), Mappings.START_BRK, committed), ArgumentArea.NONE);
    }

    AddressSpace(Mappings mappings, ArgumentArea arguments) {
        this.mappings = mappings;
        this.faults = new PageFaults(mappings);
        this.mprotect = new Mprotect(mappings);
        this.mremap = new Mremap(mappings);
        this.arguments = arguments;
    }

    private static VmArea stack() {
        int rights = Mman.PROT_READ | Mman.PROT_WRITE;
        return new VmArea(STACK_TOP - STACK_SIZE, STACK_TOP, rights, VM_GROWSDOWN | VM_MAYWRITE | VM_MAYEXEC, null, 0);
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
        VmAreas seen = mappings.areas();
        int done = 0;
        while (done < length) {
            long address = from + done;
            VmArea area = seen.find(address);
            if (area == null || !area.readable()) {
                break;
            }
            int inPage = Page.offset(address);
            int chunk = Math.min(length - done, Page.SIZE - inPage);
            Page page = faults.pageToRead(area, address);
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
            Page page = faults.writablePage(address);
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
        VmArea area = mappings.areas().find(address);
        if (area == null || !area.readable()) {
            throw Errno.EFAULT.exception();
        }
        Page page = faults.pageToRead(area, address);
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
            if (inPage + size > Page.SIZE && faults.writablePage(address + size - 1) == null) {
                throw Errno.EFAULT.exception();
            }
            UserMemory.super.putUser(address, value, size);
            return;
        }
        Page page = faults.writablePage(address);
        if (page == null) {
            throw Errno.EFAULT.exception();
        }
        LittleEndian.put(page.bytes, inPage, value, size);
    }

    /**
     * The page behind an address, made if it is missing. {@code follow_page_mask} with {@code faultin_page}.
     *
     * @param write whether it is to be written to
     * @param force whether also where the task itself may not: of what is its own, it gets a copy. {@code check_vma_flags}
     * @param holder counts a reference to it, taken before anybody can share it; or null
     * @return null where the address cannot be reached that way
     */
    public @Nullable Page getUserPage(
            long address, boolean write, boolean force, @Nullable PageAllocator holder) {
        return accessOk(address, 1) ? faults.getUserPage(address, write, force, holder) : null;
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
    public long mmap(long address, long length, int prot, int flags, MmapSource source) {
        return mappings.mmap(address, length, prot, flags, source);
    }

    /** Unmaps whatever is mapped in the range. {@code do_munmap}. Returns 0, -EINVAL or -ENOMEM. */
    @CheckReturnValue
    public long munmap(long start, long length) {
        return mappings.munmap(start, length);
    }

    /**
     * Changes the rights of what is mapped in the range. {@code do_mprotect_pkey}.
     *
     * @return 0, -EINVAL, or -ENOMEM at the first hole, with what lies before it changed
     */
    @CheckReturnValue
    public long mprotect(long start, long length, long prot) {
        return mprotect.mprotect(start, length, prot);
    }

    /** Moves the end of the heap if it can. Returns where the end is now: {@code brk(2)} as the kernel answers it. */
    @CheckReturnValue
    public long brk(long newBrk) {
        return mappings.brk(newBrk);
    }

    /**
     * Moves or resizes what is mapped. {@code mremap(2)}, but for MREMAP_DONTUNMAP.
     *
     * @param newAddress where to, with MREMAP_FIXED
     * @return the address, or -errno
     */
    @CheckReturnValue
    public long mremap(long address, long oldLength, long newLength, int flags, long newAddress) {
        return mremap.mremap(address, oldLength, newLength, flags, newAddress);
    }

    /** Forgets what the task has written in the range: zeros again, or what the file has. {@code zap_page_range}. */
    public void discard(long start, long end) {
        mappings.discard(start, end);
    }

    /** True if there is no hole in the range. */
    public boolean isMapped(long start, long end) {
        VmAreas seen = mappings.areas();
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
        VmArea area = mappings.areas().find(address);
        return area != null && (area.backing() != null || mappings.pages().find(Page.number(address)) != null);
    }

    /** The areas in order, for {@code /proc} and tests. */
    public List<VmArea> areas() {
        return mappings.areas().list();
    }

    /** True for the area that {@link #brk} moves the end of. {@code vma_is_initial_heap}. */
    public boolean isHeap(VmArea area) {
        return mappings.isHeap(area);
    }

    /** How many pages are present. */
    public long residentPages() {
        return mappings.residentPages();
    }

    /** How many were present when there were most. {@code hiwater_rss}. */
    public long mostResidentPages() {
        return mappings.mostResidentPages();
    }

    /** How many pages were mapped when there were most. {@code hiwater_vm}. */
    public long mostMappedPages() {
        return mappings.mostMappedPages();
    }

    /** How many pages the tables of the pages take. {@code mm_pgtables_bytes}. */
    public long tablePages() {
        return mappings.tablePages();
    }

    /**
     * A copy for a new task; throws ENOMEM. {@code dup_mm}.
     *
     * <p>Both share the pages until one of them writes; a page of one's own is written without a further look.
     */
    public AddressSpace copy() {
        return new AddressSpace(mappings.copy(), arguments);
    }

    /** Where the program was told its arguments. */
    public ArgumentArea arguments() {
        return arguments;
    }

    void setArguments(ArgumentArea area) {
        arguments = area;
    }

    /** Unmaps everything, as at exit. {@code exit_mmap}. */
    public void unmapAll() {
        mappings.unmapAll();
    }
}
