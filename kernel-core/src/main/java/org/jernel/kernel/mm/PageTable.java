package org.jernel.kernel.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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

    private long pages;
    private long mostPages;

    /**
     * A page that address spaces share until one of them writes to it. Its sharers are never counted too low: who unmaps it is
     * counted on, and costs the last one a copy.
     */
    private static final class CopyOnWrite {

        final Page page;
        final AtomicInteger sharers = new AtomicInteger(1);

        CopyOnWrite(Page page) {
            this.page = page;
        }
    }

    /** The page of that number to read from, or null if it was never written to. */
    @Nullable
    Page find(long number) {
        Object entry = entry(number);
        // One look at the class tells a page of one's own, as the cast did that would stand here otherwise.
        return entry instanceof Page page ? page : entry instanceof CopyOnWrite shared ? shared.page : null;
    }

    /** The page of that number to write to, or null if it is missing or shared. */
    @Nullable
    Page findOwn(long number) {
        return entry(number) instanceof Page page ? page : null;
    }

    private @Nullable Object entry(long number) {
        @Nullable Object[] directory = root;
        for (int shift = TOP_SHIFT; shift > 0; shift -= LEVEL_BITS) {
            @Nullable Object[] next = (@Nullable Object[]) ENTRY.getAcquire(directory, index(number, shift));
            if (next == null) {
                return null;
            }
            directory = next;
        }
        return ENTRY.getAcquire(directory, index(number, 0));
    }

    /** The page of that number to write to: a copy of one that is shared, or {@code missing} in its place. */
    Page own(long number, Supplier<Page> missing) {
        @Nullable Object[] directory = lastLevel(number);
        int index = index(number, 0);
        Object entry = ENTRY.getAcquire(directory, index);
        Page page = entry instanceof Page own
                ? own
                : entry instanceof CopyOnWrite shared ? breakShare(shared) : missing.get();
        if (entry != page) {
            ENTRY.setRelease(directory, index, page);
        }
        if (entry == null) {
            pages++;
            mostPages = Math.max(mostPages, pages);
        }
        return page;
    }

    /** The last who shares it takes the page itself. Copies before it gives up its share. {@code do_wp_page}. */
    private static Page breakShare(CopyOnWrite shared) {
        if (shared.sharers.get() == 1) {
            return shared.page;
        }
        Page copy = shared.page.copy();
        return shared.sharers.decrementAndGet() == 0 ? shared.page : copy;
    }

    /** Puts what is at a number of another place, or of this table, here. {@code move_ptes}. */
    void move(long from, long to) {
        Object entry = entry(from);
        if (entry != null) {
            ENTRY.setRelease(lastLevel(to), index(to, 0), entry);
            ENTRY.setRelease(lastLevel(from), index(from, 0), null);
        }
    }

    private @Nullable Object[] lastLevel(long number) {
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
        return directory;
    }

    private static int index(long number, int shift) {
        return (int) (number >>> shift) & INDEX_MASK;
    }

    /** Drops the pages in [from, to), and the directories that lie wholly within. */
    void clear(long from, long to) {
        clear(root, TOP_SHIFT, 0, from, to);
    }

    private void clear(@Nullable Object[] directory, int shift, long base, long from, long to) {
        long span = 1L << shift;
        int first = (int) Math.max(0, (from - base) >> shift);
        int last = (int) Math.min(INDEX_MASK, (to - 1 - base) >> shift);
        for (int i = first; i <= last; i++) {
            Object entry = directory[i];
            long start = base + i * span;
            if (entry instanceof @Nullable Object[] next && (start < from || start + span > to)) {
                clear(next, shift - LEVEL_BITS, start, from, to);
            } else if (entry != null) {
                pages -= size(entry);
                ENTRY.setRelease(directory, i, null);
            }
        }
    }

    /** Drops everything. */
    void clear() {
        Arrays.fill(root, null);
        pages = 0;
    }

    /** A table with the same pages, which both share from now on; one that is pinned stays here and is copied. */
    PageTable copy() {
        PageTable copy = new PageTable();
        copy(root, copy.root);
        copy.pages = pages;
        copy.mostPages = pages;
        return copy;
    }

    private static void copy(@Nullable Object[] from, @Nullable Object[] to) {
        for (int i = 0; i < ENTRIES; i++) {
            Object entry = from[i];
            if (entry instanceof Page page && page.isPinned()) {
                to[i] = page.copy();
            } else if (entry instanceof Page page) {
                CopyOnWrite shared = new CopyOnWrite(page);
                shared.sharers.incrementAndGet();
                ENTRY.setRelease(from, i, shared);
                to[i] = shared;
            } else if (entry instanceof CopyOnWrite shared) {
                shared.sharers.incrementAndGet();
                to[i] = shared;
            } else if (entry instanceof @Nullable Object[] directory) {
                @Nullable Object[] next = new @Nullable Object[ENTRIES];
                copy(directory, next);
                to[i] = next;
            }
        }
    }

    /** How many pages there are. */
    long size() {
        return pages;
    }

    /** How many there were when there were most. {@code hiwater_rss}. */
    long mostPages() {
        return mostPages;
    }

    /** How many directories there are below the root. {@code mm_pgtables_bytes}. */
    int directories() {
        return directories(root);
    }

    private static int directories(@Nullable Object[] directory) {
        int directories = 0;
        for (Object entry : directory) {
            if (entry instanceof Object[]) {
                directories += 1 + directories((@Nullable Object[]) entry);
            }
        }
        return directories;
    }

    private static long size(Object entry) {
        if (!(entry instanceof Object[])) {
            return 1;
        }
        @Nullable Object[] directory = (@Nullable Object[]) entry;
        long pages = 0;
        for (Object below : directory) {
            pages += below == null ? 0 : size(below);
        }
        return pages;
    }
}
