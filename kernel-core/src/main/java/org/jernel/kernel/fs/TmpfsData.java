package org.jernel.kernel.fs;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jernel.kernel.mm.Page;
import org.jspecify.annotations.Nullable;

/** The bytes of a regular file, of which pages that nobody wrote take no room. The inode's lock guards changes. */
final class TmpfsData {

    private static final int PAGE = Statfs.BLOCK_SIZE;

    private final ConcurrentSkipListMap<Long, Page> pages = new ConcurrentSkipListMap<>();

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

    long pages() {
        return pages.size();
    }

    /** Forgets what lies behind a size. Returns how many pages that gives back. */
    long truncate(long size) {
        long before = pages.size();
        pages.tailMap((size + PAGE - 1) / PAGE).clear();
        Map.Entry<Long, Page> last = pages.floorEntry(size / PAGE);
        if (last != null && last.getKey() == size / PAGE) {
            Arrays.fill(last.getValue().address(), (int) (size % PAGE), PAGE, (byte) 0);
        }
        return before - pages.size();
    }

    /** How many of these pages there are. */
    long pagesIn(long first, long last) {
        return pages.subMap(first, true, last, true).size();
    }

    /** Makes a part read as zeros. Returns how many pages that gives back. */
    long punch(long from, long to) {
        long before = pages.size();
        long firstWhole = (from + PAGE - 1) / PAGE;
        long lastWhole = to / PAGE;
        if (firstWhole < lastWhole) {
            pages.subMap(firstWhole, lastWhole).clear();
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
