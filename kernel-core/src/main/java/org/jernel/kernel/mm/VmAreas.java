package org.jernel.kernel.mm;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The areas of an address space in order, without overlap: immutable, so that readers need no lock. Addresses are user
 * addresses, hence not negative.
 *
 * <p>Modelled on the area tree of {@code mm/mmap.c}; neighbours with the same rights are one area, as after
 * {@code vma_merge}.
 */
final class VmAreas {

    static final VmAreas EMPTY = new VmAreas();

    private final VmArea[] areas;

    /** The area of the last hit. A race costs a search, no more: whatever stands here is one of {@link #areas}. */
    private @Nullable VmArea lastHit;

    /** The array is in order, without overlap, and this object's from now on. */
    VmAreas(VmArea... areas) {
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

    /** How many pages they have. {@code total_vm}. */
    long pages() {
        long pages = 0;
        for (VmArea area : areas) {
            pages += area.pages();
        }
        return pages;
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
        int first = indexOfFirstEndingAbove(start);
        int last = indexOfFirstStartingAt(end);
        return splice(first, last, leftRest(first, start), null, rightRest(last, end));
    }

    /** These areas with {@code added} in place of what it overlaps. */
    VmAreas with(VmArea added) {
        int first = indexOfFirstEndingAbove(added.start());
        int last = indexOfFirstStartingAt(added.end());
        VmArea left = leftRest(first, added.start());
        VmArea right = rightRest(last, added.end());
        if (left == null && first > 0) {
            left = areas[--first];
        }
        if (right == null && last < areas.length) {
            right = areas[last++];
        }
        VmArea merged = added;
        if (left != null && left.continuesIn(merged)) {
            merged = joined(left, merged);
            left = null;
        }
        if (right != null && merged.continuesIn(right)) {
            merged = joined(merged, right);
            right = null;
        }
        return splice(first, last, left, merged, right);
    }

    private static VmArea joined(VmArea one, VmArea next) {
        return new VmArea(one.start(), next.end(), one.prot(), one.flags(), one.backing(), one.pageOffset());
    }

    private int indexOfFirstStartingAt(long address) {
        int index = indexOfFirstEndingAbove(address);
        return index < areas.length && areas[index].start() < address ? index + 1 : index;
    }

    /** What a cut at {@code start} leaves of the first area that it meets, or null. */
    private @Nullable VmArea leftRest(int first, long start) {
        return first < areas.length && areas[first].start() < start
                ? areas[first].part(areas[first].start(), start)
                : null;
    }

    /** What a cut up to {@code end} leaves of the last area that it meets, or null. */
    private @Nullable VmArea rightRest(int last, long end) {
        return last > 0 && areas[last - 1].end() > end
                ? areas[last - 1].part(end, areas[last - 1].end())
                : null;
    }

    /** These areas with up to three others, those that are not null, in place of [first, last). */
    private VmAreas splice(int first, int last, @Nullable VmArea... replacements) {
        int count = 0;
        for (VmArea area : replacements) {
            count += area == null ? 0 : 1;
        }
        VmArea[] spliced = new VmArea[areas.length - (last - first) + count];
        System.arraycopy(areas, 0, spliced, 0, first);
        int at = first;
        for (VmArea area : replacements) {
            if (area != null) {
                spliced[at++] = area;
            }
        }
        System.arraycopy(areas, last, spliced, at, areas.length - last);
        return new VmAreas(spliced);
    }

    /** How many pages of [start, end) count as promised. */
    long accounted(long start, long end) {
        long pages = 0;
        for (int i = indexOfFirstEndingAbove(start); i < areas.length && areas[i].start() < end; i++) {
            if (areas[i].has(VmArea.VM_ACCOUNT)) {
                pages += Page.number(Math.min(end, areas[i].end()) - Math.max(start, areas[i].start()));
            }
        }
        return pages;
    }

    /** What is mapped in them, each once; nearly always nothing. */
    Set<VmBacking> backings() {
        Set<VmBacking> backings = Set.of();
        for (VmArea area : areas) {
            VmBacking backing = area.backing();
            if (backing != null) {
                backings = backings.isEmpty() ? Collections.newSetFromMap(new IdentityHashMap<>()) : backings;
                backings.add(backing);
            }
        }
        return backings;
    }

    int size() {
        return areas.length;
    }

    List<VmArea> list() {
        return List.of(areas);
    }
}
