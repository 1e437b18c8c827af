package org.jernel.kernel.file;

import java.util.BitSet;

/** The three sets of descriptors that select asks about, or answers with. {@code fd_set_bits}. */
public record FdSets(BitSet in, BitSet out, BitSet ex) {

    FdSets copy() {
        return new FdSets((BitSet) in.clone(), (BitSet) out.clone(), (BitSet) ex.clone());
    }

    void clear() {
        in.clear();
        out.clear();
        ex.clear();
    }

    long count() {
        return (long) in.cardinality() + out.cardinality() + ex.cardinality();
    }

    /** The lowest descriptor at or above {@code from} that is in any of them, or -1. */
    int next(int from) {
        // -1, which BitSet says for none, is the largest of all when compared unsigned.
        int next = min(in.nextSetBit(from), out.nextSetBit(from));
        return min(next, ex.nextSetBit(from));
    }

    private static int min(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? a : b;
    }

    boolean allOpen(FdTable files) {
        for (int fd = next(0); fd >= 0; fd = next(fd + 1)) {
            if (!files.isOpen(fd)) {
                return false;
            }
        }
        return true;
    }
}
