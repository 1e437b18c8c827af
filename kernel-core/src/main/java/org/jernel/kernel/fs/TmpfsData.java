package org.jernel.kernel.fs;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jernel.kernel.mm.Page;
import org.jspecify.annotations.Nullable;

/** The bytes of a regular file, of which pages that nobody wrote take no room. The inode's lock guards changes. */
final class TmpfsData {

    private static final int PAGE = Statfs.BLOCK_SIZE;

    private final ConcurrentSkipListMap<Long, Page> pages = new ConcurrentSkipListMap<>();

    /** Pages that take room and have not been written to: a hole still, for those who seek one. */
    private final Set<Long> reserved = new HashSet<>();

    /** Set when the file has ended while somebody was about to open it: what he writes counts no more, and goes with him. */
    private boolean ended;

    void end() {
        ended = true;
    }

    /** With the inode's lock held. */
    boolean hasEnded() {
        return ended;
    }

    /** The page of a number, or null for one of zeros. */
    byte @Nullable [] page(long number) {
        Page page = pages.get(number);
        return page == null ? null : page.address();
    }

    /** The page itself, for those who map it, or null for one of zeros. */
    @Nullable
    Page cachePage(long number) {
        return pages.get(number);
    }

    void put(long number, byte[] page) {
        pages.put(number, new Page(page));
    }

    /** Takes room for a page of zeros. */
    void reserve(long number) {
        put(number, new byte[PAGE]);
        reserved.add(number);
    }

    /** How many of these pages there are. */
    long pagesIn(long first, long last) {
        return pages.subMap(first, true, last, true).size();
    }

    /** Notes that a page is written to. */
    void written(long number) {
        reserved.remove(number);
    }

    /** The first byte from there on that is data, or is none; -1 where there is no data. {@code mapping_seek_hole_data}. */
    long seek(long start, long end, boolean data) {
        long number = start / PAGE;
        if (data) {
            Long found = pages.ceilingKey(number);
            while (found != null && reserved.contains(found)) {
                found = pages.higherKey(found);
            }
            long at = found == null ? end : Math.max(start, found * PAGE);
            return at < end ? at : -1;
        }
        while (number * PAGE < end && pages.containsKey(number) && !reserved.contains(number)) {
            number++;
        }
        return Math.min(end, Math.max(start, number * PAGE));
    }

    long pages() {
        return pages.size();
    }

    /** Forgets what lies behind a size. Returns how many pages that gives back. */
    long truncate(long size) {
        long before = pages.size();
        pages.tailMap(Math.ceilDiv(size, PAGE)).clear();
        reserved.retainAll(pages.keySet());
        Map.Entry<Long, Page> last = pages.floorEntry(size / PAGE);
        if (last != null && last.getKey() == size / PAGE) {
            Arrays.fill(last.getValue().address(), (int) (size % PAGE), PAGE, (byte) 0);
        }
        return before - pages.size();
    }

    /** Makes a part read as zeros. Returns how many pages that gives back. */
    long punch(long from, long to) {
        long before = pages.size();
        long firstWhole = Math.ceilDiv(from, PAGE);
        long lastWhole = to / PAGE;
        if (firstWhole < lastWhole) {
            pages.subMap(firstWhole, lastWhole).clear();
            reserved.retainAll(pages.keySet());
        }
        clear(from, Math.min(to, firstWhole * PAGE));
        clear(Math.max(from, lastWhole * PAGE), to);
        return before - pages.size();
    }

    /** A part of one page. */
    private void clear(long from, long to) {
        byte[] page = from < to ? page(from / PAGE) : null;
        if (page != null) {
            int offset = (int) (from % PAGE);
            Arrays.fill(page, offset, offset + (int) (to - from), (byte) 0);
        }
    }
}
