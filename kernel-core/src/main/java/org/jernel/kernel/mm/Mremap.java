package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

import static org.jernel.kernel.mm.VmArea.VM_ACCOUNT;

/** Moving and resizing what is mapped. Modelled on {@code mm/mremap.c}. */
final class Mremap {

    /** A move splits what it comes from and what lies where it goes: {@code move_vma} asks for room for as many. */
    private static final int AREAS_OF_A_MOVE = 3;

    private final Mappings mappings;

    Mremap(Mappings mappings) {
        this.mappings = mappings;
    }

    /** As {@link AddressSpace#mremap}. */
    @CheckReturnValue
    long mremap(long address, long oldLength, long newLength, int flags, long newAddress) {
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
        if (fixed && !canBeTarget(address, oldSize, newAddress, newSize)) {
            return Errno.EINVAL.negated();
        }
        synchronized (mappings) {
            VmArea area = isUserAddress(address) ? mappings.areas().find(address) : null;
            if (area == null) {
                return Errno.EFAULT.negated();
            }
            if (!fixed && Long.compareUnsigned(oldSize, newSize) >= 0) {
                long error = oldSize == newSize ? 0 : mappings.munmap(address + newSize, oldSize - newSize);
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
    }

    private static boolean isUserAddress(long address) {
        return Long.compareUnsigned(address, AddressSpace.TASK_SIZE) < 0;
    }

    private static boolean canBeTarget(long address, long oldSize, long newAddress, long newSize) {
        boolean overlaps = address + oldSize > newAddress && newAddress + newSize > address;
        return Page.offset(newAddress) == 0
                && Long.compareUnsigned(newSize, AddressSpace.TASK_SIZE) <= 0
                && Long.compareUnsigned(newAddress, AddressSpace.TASK_SIZE - newSize) <= 0
                && !overlaps;
    }

    private long resize(VmArea area, long address, long oldSize, long newSize, boolean mayMove, long newAddress) {
        long kept = Math.min(oldSize, newSize);
        long grown = area.has(VM_ACCOUNT) ? Page.number(newSize - kept) : 0;
        long end = address + oldSize;
        VmAreas areas = mappings.areas();
        if (newAddress < 0 && end == area.end() && end <= AddressSpace.TASK_SIZE - (newSize - oldSize)
                && areas.isFree(end, address + newSize)) {
            if (!mappings.committed().take(grown)) {
                return Errno.ENOMEM.negated();
            }
            mappings.replaceAreas(areas.with(area.part(address, address + newSize)));
            return address;
        }
        long target = newAddress >= 0
                ? newAddress
                : mayMove ? mappings.getUnmappedArea(0, newSize) : Errno.ENOMEM.negated();
        if (Errno.isError(target)) {
            return target;
        }
        if (areas.size() >= Mappings.MAX_MAP_COUNT - AREAS_OF_A_MOVE || !mappings.committed().take(grown)) {
            return Errno.ENOMEM.negated();
        }
        if (newAddress >= 0) {
            mappings.unmapRange(target, target + newSize);
        }
        move(area.part(address, end), kept, target, newSize);
        return target;
    }

    /** {@code move_vma}, after which nothing can be refused any more. */
    private void move(VmArea from, long kept, long target, long newSize) {
        mappings.replaceAreas(mappings.areas().with(new VmArea(
                target, target + newSize, from.prot(), from.flags(), from.backing(), from.pageOffset())));
        PageTable pages = mappings.pages();
        for (long at = 0; at < kept; at += Page.SIZE) {
            pages.move(Page.number(from.start() + at), Page.number(target + at));
        }
        // The promise for what was there goes with it.
        mappings.committed().give(from.has(VM_ACCOUNT) ? from.pages() - Page.number(kept) : 0);
        mappings.replaceAreas(mappings.areas().without(from.start(), from.end()));
        pages.clear(Page.number(from.start()), Page.number(from.end()));
    }
}
