package org.jernel.kernel.mm;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A mapped range with its rights: a value, replaced when it changes. {@code vm_area_struct}.
 *
 * @param start its first address, on a page border
 * @param end the first address behind it, on a page border
 * @param prot PROT_* bits of {@link Mman}
 * @param flags VM_* bits
 * @param backing what is mapped, or null for zeros of the task's own
 * @param pageOffset the number of the backing's page at {@code start}
 */
public record VmArea(long start, long end, int prot, int flags, @Nullable VmBacking backing, long pageOffset) {

    /** Others see what is written here. */
    public static final int VM_SHARED = 0x8;

    /** {@code mprotect} may let it be written. */
    public static final int VM_MAYWRITE = 0x20;

    /** {@code mprotect} may let it be executed. */
    public static final int VM_MAYEXEC = 0x40;

    /** The stack, which Linux lets grow; here it is there from the beginning. */
    public static final int VM_GROWSDOWN = 0x100;

    /** Nothing is promised for it, whatever it may become. */
    public static final int VM_NORESERVE = 0x200000;

    /** Counts as memory that has been promised. */
    public static final int VM_ACCOUNT = 0x100000;

    /** Zeros of the task's own that it may write. */
    VmArea(long start, long end, int prot) {
        this(start, end, prot, VM_MAYWRITE | VM_MAYEXEC | VM_ACCOUNT, null, 0);
    }

    /** What may be written may be read: the processor knows no other kind of page. */
    boolean readable() {
        return (prot & (Mman.PROT_READ | Mman.PROT_WRITE)) != 0;
    }

    boolean writable() {
        return (prot & Mman.PROT_WRITE) != 0;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean contains(long address) {
        return address >= start && address < end;
    }

    /** The number of the backing's page at an address within. */
    long pageOffset(long address) {
        return pageOffset + Page.number(address - start);
    }

    /** A part of it. */
    VmArea part(long from, long to) {
        return new VmArea(from, to, prot, flags, backing, backing == null ? 0 : pageOffset(from));
    }

    /** The same with other rights. */
    VmArea with(int newProt, int newFlags) {
        return new VmArea(start, end, newProt, newFlags, backing, pageOffset);
    }

    /** True if {@code next} goes on where this ends, as one area would. {@code can_vma_merge_before}. */
    boolean continuesIn(VmArea next) {
        return end == next.start
                && prot == next.prot
                && flags == next.flags
                && Objects.equals(backing, next.backing)
                && (backing == null || pageOffset(end) == next.pageOffset);
    }

    long pages() {
        return Page.number(end - start);
    }
}
