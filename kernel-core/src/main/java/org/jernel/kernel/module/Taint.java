package org.jernel.kernel.module;

import java.util.Set;
import java.util.stream.Collectors;

/** Why a kernel is no longer as it was delivered; a bit each. {@code include/linux/panic.h}. */
public enum Taint {
    PROPRIETARY_MODULE(0, 'P'),
    FORCED_RMMOD(3, 'R'),
    OOT_MODULE(12, 'O');

    private final int bit;
    private final char letter;

    Taint(int bit, char letter) {
        this.bit = bit;
        this.letter = letter;
    }

    /** The bits as {@code /proc/sys/kernel/tainted} has them. */
    static long mask(Set<Taint> taints) {
        return taints.stream().mapToLong(taint -> 1L << taint.bit).sum();
    }

    /** The letters as {@code /proc/modules} has them: {@code (PO)}. */
    static String letters(Set<Taint> taints) {
        return taints.stream()
                .sorted()
                .map(taint -> String.valueOf(taint.letter))
                .collect(Collectors.joining("", "(", ")"));
    }
}
