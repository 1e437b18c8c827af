package org.jernel.kernel.mm;

/**
 * A mapped range with its rights: a value, replaced when it changes. {@code vm_area_struct}.
 *
 * @param start its first address, on a page border
 * @param end the first address behind it, on a page border
 * @param prot PROT_* bits of {@link Mman}
 */
public record VmArea(long start, long end, int prot) {

    /** What may be written may be read: the processor knows no other kind of page. */
    boolean readable() {
        return (prot & (Mman.PROT_READ | Mman.PROT_WRITE)) != 0;
    }

    boolean writable() {
        return (prot & Mman.PROT_WRITE) != 0;
    }

    boolean contains(long address) {
        return address >= start && address < end;
    }
}
