package org.jernel.kernel.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The pages of an address space by number: four levels of 512 entries, as the processor walks them.
 *
 * <p>Finding takes no lock. Changing takes the lock of the address space, which owns this table.
 */
final class PageTable {

    private static final int LEVEL_BITS = 9;
    private static final int ENTRIES = 1 << LEVEL_BITS;
    private static final int INDEX_MASK = ENTRIES - 1;
    private static final int TOP_SHIFT = 3 * LEVEL_BITS;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Object[].class);

    /** A directory holds directories of the next level, the last level holds pages. */
    private final @Nullable Object[] root = new @Nullable Object[ENTRIES];

    /** The page of that number, or null if it was never written to. */
    @Nullable
    Page find(long number) {
        @Nullable Object[] directory = root;
        for (int shift = TOP_SHIFT; shift > 0; shift -= LEVEL_BITS) {
            @Nullable Object[] next = (@Nullable Object[]) ENTRY.getAcquire(directory, index(number, shift));
            if (next == null) {
                return null;
            }
            directory = next;
        }
        return (Page) ENTRY.getAcquire(directory, index(number, 0));
    }

    /** The page of that number, made of zeros if it is missing. */
    Page findOrMake(long number) {
        @Nullable Object[] directory = root;
        for (int shift = TOP_SHIFT; shift > 0; shift -= LEVEL_BITS) {
            int index = index(number, shift);
            @Nullable Object[] next = (@Nullable Object[]) ENTRY.getAcquire(directory, index);
            if (next == null) {
                next = new @Nullable Object[ENTRIES];
                ENTRY.setRelease(directory, index, next);
            }
            directory = next;
        }
        int index = index(number, 0);
        Page page = (Page) ENTRY.getAcquire(directory, index);
        if (page == null) {
            page = new Page();
            ENTRY.setRelease(directory, index, page);
        }
        return page;
    }

    private static int index(long number, int shift) {
        return (int) (number >>> shift) & INDEX_MASK;
    }

    /** Drops the pages in [from, to), and the directories that lie wholly within. */
    void clear(long from, long to) {
        clear(root, TOP_SHIFT, 0, from, to);
    }

    private static void clear(@Nullable Object[] directory, int shift, long base, long from, long to) {
        long span = 1L << shift;
        int first = (int) Math.max(0, (from - base) >> shift);
        int last = (int) Math.min(INDEX_MASK, (to - 1 - base) >> shift);
        for (int i = first; i <= last; i++) {
            Object entry = directory[i];
            long start = base + i * span;
            if (entry instanceof @Nullable Object[] next && (start < from || start + span > to)) {
                clear(next, shift - LEVEL_BITS, start, from, to);
            } else if (entry != null) {
                ENTRY.setRelease(directory, i, null);
            }
        }
    }

    /** Drops everything. */
    void clear() {
        Arrays.fill(root, null);
    }

    /** A table with a copy of each page. */
    PageTable copy() {
        PageTable copy = new PageTable();
        copy(root, copy.root);
        return copy;
    }

    private static void copy(@Nullable Object[] from, @Nullable Object[] to) {
        for (int i = 0; i < ENTRIES; i++) {
            Object entry = from[i];
            if (entry instanceof Page page) {
                to[i] = page.copy();
            } else if (entry instanceof @Nullable Object[] directory) {
                @Nullable Object[] next = new @Nullable Object[ENTRIES];
                copy(directory, next);
                to[i] = next;
            }
        }
    }

    /** How many pages there are. */
    long size() {
        return size(root);
    }

    private static long size(@Nullable Object[] directory) {
        long pages = 0;
        for (Object entry : directory) {
            if (entry instanceof Page) {
                pages++;
            } else if (entry instanceof @Nullable Object[] next) {
                pages += size(next);
            }
        }
        return pages;
    }
}
