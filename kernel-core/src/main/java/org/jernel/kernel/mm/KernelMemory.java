package org.jernel.kernel.mm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own addressable memory, which {@code set_fs(KERNEL_DS)} lets a call name.
 *
 * <p>Modelled on {@code mm/slab_common.c} for its callers only: an address is never given out twice and every two objects
 * have a gap between them, so that a use after the end or after {@code kfree} faults and cannot hit another object.
 */
public final class KernelMemory {

    /** Where the kernel sees memory: the direct map of x86-64. */
    public static final long PAGE_OFFSET = 0xffff888000000000L;

    /** {@code ARCH_KMALLOC_MINALIGN} of x86-64, and the smallest gap. */
    private static final int ALIGN = 8;

    private static final ProbePoint KMALLOC = ProbePoint.of("__kmalloc", "size").allChangeable();
    private static final ProbePoint KFREE = ProbePoint.of("kfree", "object").allChangeable();

    private final Probes probes;

    /** By address; all are negative numbers, hence in order. */
    private final ConcurrentSkipListMap<Long, byte[]> objects = new ConcurrentSkipListMap<>();

    /** Those of the objects that are pages, by address. */
    private final ConcurrentHashMap<Long, Page> pages = new ConcurrentHashMap<>();

    private final AtomicLong nextAddress = new AtomicLong(PAGE_OFFSET);

    public KernelMemory(Probes probes) {
        this.probes = probes;
        probes.define(List.of(KMALLOC, KFREE));
    }

    /** Gives out {@code size} bytes of zeros ({@code kzalloc} as well): the host's memory has no old contents to show. */
    @ExportSymbol("__kmalloc")
    public long kmalloc(int size) {
        return probes.isOff() ? allocate(size) : probes.call(KMALLOC, a -> allocate((int) a[0]), size);
    }

    private long allocate(int size) {
        long room = ((long) size + 2 * ALIGN - 1) & -ALIGN;
        long address = nextAddress.getAndAdd(room);
        objects.put(address, new byte[size]);
        return address;
    }

    /** Gives an object back; 0 is none, as with {@code kfree(NULL)}. */
    @ExportSymbol
    public void kfree(long address) {
        if (probes.isOff()) {
            free(address);
        } else {
            probes.runVoid(KFREE, a -> free(a[0]), address);
        }
    }

    private void free(long address) {
        if (address != 0 && objects.remove(address) == null) {
            throw new IllegalStateException("kfree of " + Long.toHexString(address) + ", which is not allocated");
        }
    }

    /** Gives pages addresses, one behind the other, where they stay. Returns the first. */
    long addPages(Page[] added) {
        long room = ((long) added.length + 1) << Page.SHIFT;
        long address = Page.align(nextAddress.getAndAdd(room + Page.SIZE));
        for (int i = 0; i < added.length; i++) {
            pages.put(address + ((long) i << Page.SHIFT), added[i]);
            objects.put(address + ((long) i << Page.SHIFT), added[i].bytes);
        }
        return address;
    }

    void removePages(long address, int count) {
        for (int i = 0; i < count; i++) {
            pages.remove(address + ((long) i << Page.SHIFT));
            objects.remove(address + ((long) i << Page.SHIFT));
        }
    }

    /** The page at an address, or null. */
    @Nullable
    Page pageAt(long address) {
        return pages.get(address & -Page.SIZE);
    }

    /** How many objects are out: those of a closed kernel are leaks. */
    public int allocated() {
        return objects.size() - pages.size();
    }

    /** Reads for kernel code. Returns the bytes done, short at the end of the object. */
    public int read(byte[] to, int offset, long from, int length) {
        return move(from, to, offset, length, false);
    }

    /** Writes for kernel code. Returns the bytes done, short at the end of the object. */
    public int write(long to, byte[] from, int offset, int length) {
        return move(to, from, offset, length, true);
    }

    /** Pages lie one behind the other without a gap: only there does the second round find another object. */
    private int move(long address, byte[] array, int offset, int length, boolean toObject) {
        int done = 0;
        while (done < length) {
            Map.Entry<Long, byte[]> entry = objects.floorEntry(address + done);
            long inObject = entry == null ? 0 : address + done - entry.getKey();
            if (entry == null || inObject >= entry.getValue().length) {
                break;
            }
            byte[] object = entry.getValue();
            int chunk = Math.min(length - done, object.length - (int) inObject);
            if (toObject) {
                System.arraycopy(array, offset + done, object, (int) inObject, chunk);
            } else {
                System.arraycopy(object, (int) inObject, array, offset + done, chunk);
            }
            done += chunk;
        }
        return done;
    }

    /** Memory as a call sees it under KERNEL_DS: kernel addresses here, the others in {@code mm}. */
    public UserMemory kernelDs(@Nullable AddressSpace mm) {
        return new KernelDs(mm);
    }

    /** The two halves of the address range as one memory. */
    private final class KernelDs implements UserMemory {

        private final @Nullable AddressSpace mm;

        KernelDs(@Nullable AddressSpace mm) {
            this.mm = mm;
        }

        @Override
        public int copyFromUser(byte[] to, int offset, long from, int length) {
            if (from < 0) {
                return read(to, offset, from, length);
            }
            return mm == null ? 0 : mm.copyFromUser(to, offset, from, length);
        }

        @Override
        public int copyToUser(long to, byte[] from, int offset, int length) {
            if (to < 0) {
                return write(to, from, offset, length);
            }
            return mm == null ? 0 : mm.copyToUser(to, from, offset, length);
        }

        /** The limit is the highest address there is: only a range that wraps around fails. */
        @Override
        public boolean accessOk(long address, long length) {
            return Long.compareUnsigned(address, -1 - length) <= 0;
        }
    }
}
