package org.jernel.kernel.mm;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The areas of an address space in order, without overlap: immutable, so that readers need no lock. Addresses are user
 * addresses, hence not negative.
 *
 * <p>Modelled on the area tree of {@code mm/mmap.c}; neighbours with the same rights are one area, as after
 * {@code vma_merge}.
 */
final class VmAreas {

    static final VmAreas EMPTY = new VmAreas(new VmArea[0]);

    private final VmArea[] areas;

    /** The area of the last hit. A race costs a search, no more: whatever stands here is one of {@link #areas}. */
    private @Nullable VmArea lastHit;

    private VmAreas(VmArea[] areas) {
        this.areas = areas;
    }

    /** The area that contains the address, or null. */
    @Nullable
    VmArea find(long address) {
        VmArea hit = lastHit;
        if (hit != null && hit.contains(address)) {
            return hit;
        }
        int index = indexOfFirstEndingAbove(address);
        if (index == areas.length || areas[index].start() > address) {
            return null;
        }
        lastHit = areas[index];
        return areas[index];
    }

    private int indexOfFirstEndingAbove(long address) {
        int low = 0;
        int high = areas.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (areas[middle].end() > address) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** True if no area overlaps [start, end). */
    boolean isFree(long start, long end) {
        int index = indexOfFirstEndingAbove(start);
        return index == areas.length || areas[index].start() >= end;
    }

    /** The highest start of a gap of that length within [low, high), or -1. */
    long highestGap(long length, long low, long high) {
        long end = high;
        for (int i = areas.length - 1; i >= -1; i--) {
            long bottom = i < 0 ? low : Math.max(low, areas[i].end());
            if (end - bottom >= length) {
                return end - length;
            }
            if (i >= 0) {
                end = Math.min(end, areas[i].start());
            }
        }
        return -1;
    }

    /** The lowest start of a gap of that length within [low, high), or -1. */
    long lowestGap(long length, long low, long high) {
        long start = low;
        for (VmArea area : areas) {
            if (Math.min(area.start(), high) - start >= length) {
                return start;
            }
            start = Math.max(start, area.end());
        }
        return high - start >= length ? start : -1;
    }

    /** These areas with [start, end) taken out. */
    VmAreas without(long start, long end) {
        List<VmArea> left = new ArrayList<>(areas.length + 1);
        for (VmArea area : areas) {
            if (area.end() <= start || area.start() >= end) {
                left.add(area);
                continue;
            }
            if (area.start() < start) {
                left.add(new VmArea(area.start(), start, area.prot()));
            }
            if (area.end() > end) {
                left.add(new VmArea(end, area.end(), area.prot()));
            }
        }
        return new VmAreas(left.toArray(VmArea[]::new));
    }

    /** These areas with {@code added} in place of what it overlaps. */
    VmAreas with(VmArea added) {
        List<VmArea> merged = new ArrayList<>(areas.length + 1);
        boolean pending = true;
        for (VmArea area : without(added.start(), added.end()).areas) {
            if (pending && area.start() >= added.end()) {
                append(merged, added);
                pending = false;
            }
            append(merged, area);
        }
        if (pending) {
            append(merged, added);
        }
        return new VmAreas(merged.toArray(VmArea[]::new));
    }

    private static void append(List<VmArea> list, VmArea area) {
        VmArea last = list.isEmpty() ? null : list.getLast();
        if (last != null && last.end() == area.start() && last.prot() == area.prot()) {
            list.set(list.size() - 1, new VmArea(last.start(), area.end(), area.prot()));
        } else {
            list.add(area);
        }
    }

    int size() {
        return areas.length;
    }

    List<VmArea> list() {
        return List.of(areas);
    }
}
