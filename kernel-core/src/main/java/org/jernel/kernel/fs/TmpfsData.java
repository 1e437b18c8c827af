package org.jernel.kernel.fs;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/** The bytes of a regular file, of which pages that nobody wrote take no room. The inode's lock guards changes. */
final class TmpfsData {

    private static final int PAGE = Statfs.BLOCK_SIZE;

    private final ConcurrentSkipListMap<Long, byte[]> pages = new ConcurrentSkipListMap<>();

    /** The page of a number, or null for one of zeros. */
    byte @Nullable [] page(long number) {
        return pages.get(number);
    }

    void put(long number, byte[] page) {
        pages.put(number, page);
    }

    long pages() {
        return pages.size();
    }

    /** Forgets what lies behind a size. Returns how many pages that gives back. */
    long truncate(long size) {
        long before = pages.size();
        pages.tailMap((size + PAGE - 1) / PAGE).clear();
        Map.Entry<Long, byte[]> last = pages.floorEntry(size / PAGE);
        if (last != null && last.getKey() == size / PAGE) {
            Arrays.fill(last.getValue(), (int) (size % PAGE), PAGE, (byte) 0);
        }
        return before - pages.size();
    }
}
