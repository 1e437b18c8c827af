package org.jernel.user.libc;

/**
 * {@code malloc} over {@code brk}: first fit in a list of free blocks, neighbours joined.
 *
 * <p>All its state lies in the heap itself, so a clone's copy of memory has a working heap of its own. The first block of the
 * heap is the list's head; a block's header is its size, header included, and the address of the next free one.
 */
final class Heap {

    private static final long HEADER = 16;
    private static final long GROWTH = 64 * 1024;
    private static final long MAX_REQUEST = 1L << 40;

    private final Libc libc;
    private long head;

    Heap(Libc libc) {
        this.libc = libc;
    }

    long malloc(long bytes) {
        if (bytes < 0 || bytes > MAX_REQUEST || (head == 0 && !open())) {
            return 0;
        }
        long size = (Math.max(bytes, 1) + HEADER + 15) & -16;
        long previous = head;
        for (long block = next(head); block != 0; block = next(block)) {
            if (size(block) >= size) {
                return take(previous, block, size) + HEADER;
            }
            previous = block;
        }
        return grow(size) ? malloc(bytes) : 0;
    }

    /** Finds the head where another life of this library, before a clone, has put it; or begins the heap. */
    private boolean open() {
        long end = libc.sbrk(0);
        long start = libc.text.heapStart(end);
        if (end == start) {
            if (libc.sbrk(HEADER) < 0) {
                return false;
            }
            set(start, HEADER, 0);
        }
        head = start;
        return true;
    }

    private long take(long previous, long block, long size) {
        long left = size(block) - size;
        if (left > HEADER) {
            long rest = block + size;
            set(rest, left, next(block));
            set(previous, size(previous), rest);
            set(block, size, 0);
        } else {
            set(previous, size(previous), next(block));
            set(block, size(block), 0);
        }
        return block;
    }

    private boolean grow(long size) {
        long bytes = Math.max(size, GROWTH);
        long block = libc.sbrk(bytes);
        if (block < 0) {
            return false;
        }
        set(block, bytes, 0);
        insert(block);
        return true;
    }

    void free(long address) {
        if (address != 0) {
            insert(address - HEADER);
        }
    }

    /** Puts a block into the list, which is in the order of addresses, and joins it with its neighbours. */
    private void insert(long block) {
        long previous = head;
        while (next(previous) != 0 && next(previous) < block) {
            previous = next(previous);
        }
        long after = next(previous);
        long size = size(block);
        if (block + size == after) {
            size += size(after);
            after = next(after);
        }
        if (previous != head && previous + size(previous) == block) {
            set(previous, size(previous) + size, after);
        } else {
            set(block, size, after);
            set(previous, size(previous), block);
        }
    }

    private long size(long block) {
        return libc.loadLong(block);
    }

    private long next(long block) {
        return libc.loadLong(block + Long.BYTES);
    }

    private void set(long block, long size, long next) {
        libc.storeLong(block, size);
        libc.storeLong(block + Long.BYTES, next);
    }
}
