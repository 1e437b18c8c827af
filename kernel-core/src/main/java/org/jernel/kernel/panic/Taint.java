package org.jernel.kernel.panic;

import java.util.Set;
import java.util.stream.Collectors;

/** Why a kernel is no longer as it was delivered; a bit each. {@code taint_flags} of {@code kernel/panic.c}. */
public enum Taint {
    PROPRIETARY_MODULE(0, 'P', 'G'),
    FORCED_MODULE(1, 'F'),
    CPU_OUT_OF_SPEC(2, 'S'),
    FORCED_RMMOD(3, 'R'),
    MACHINE_CHECK(4, 'M'),
    BAD_PAGE(5, 'B'),
    USER(6, 'U'),
    DIE(7, 'D'),
    OVERRIDDEN_ACPI_TABLE(8, 'A'),
    WARN(9, 'W'),
    CRAP(10, 'C'),
    FIRMWARE_WORKAROUND(11, 'I'),
    OOT_MODULE(12, 'O'),
    UNSIGNED_MODULE(13, 'E'),
    SOFTLOCKUP(14, 'L'),
    LIVEPATCH(15, 'K'),
    AUX(16, 'X'),
    RANDSTRUCT(17, 'T'),
    TEST(18, 'N');

    private final int bit;
    private final char letter;
    private final char without;

    Taint(int bit, char letter) {
        this(bit, letter, ' ');
    }

    Taint(int bit, char letter, char without) {
        this.bit = bit;
        this.letter = letter;
        this.without = without;
    }

    int mask() {
        return 1 << bit;
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
