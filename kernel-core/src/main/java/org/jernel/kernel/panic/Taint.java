package org.jernel.kernel.panic;

import java.util.Set;
import java.util.stream.Collectors;

/** Why a kernel is no longer as it was delivered; a bit each, in their order. {@code taint_flags} of {@code kernel/panic.c}. */
public enum Taint {
    PROPRIETARY_MODULE('P', 'G'),
    FORCED_MODULE('F'),
    CPU_OUT_OF_SPEC('S'),
    FORCED_RMMOD('R'),
    MACHINE_CHECK('M'),
    BAD_PAGE('B'),
    USER('U'),
    DIE('D'),
    OVERRIDDEN_ACPI_TABLE('A'),
    WARN('W'),
    CRAP('C'),
    FIRMWARE_WORKAROUND('I'),
    OOT_MODULE('O'),
    UNSIGNED_MODULE('E'),
    SOFTLOCKUP('L'),
    LIVEPATCH('K'),
    AUX('X'),
    RANDSTRUCT('T'),
    TEST('N');

    private final char letter;
    private final char without;

    Taint(char letter) {
        this(letter, ' ');
    }

    Taint(char letter, char without) {
        this.letter = letter;
        this.without = without;
    }

    int mask() {
        return 1 << ordinal();
    }

    /** The letter of a kernel that has it, or of one that has it not. */
    char letter(boolean has) {
        return has ? letter : without;
    }

    /** The letters as {@code /proc/modules} has them: {@code (PO)}. */
    public static String letters(Set<Taint> taints) {
        return taints.stream()
                .sorted()
                .map(taint -> String.valueOf(taint.letter))
                .collect(Collectors.joining("", "(", ")"));
    }
}
