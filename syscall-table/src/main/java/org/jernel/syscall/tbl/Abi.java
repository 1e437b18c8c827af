package org.jernel.syscall.tbl;

import java.util.Arrays;
import java.util.Optional;

/** The calling conventions that a row can be for: the second column of the table. */
public enum Abi {
    /** Both 64-bit conventions. */
    COMMON("common"),
    /** Only the native one. */
    NATIVE_64("64"),
    /** Only 32-bit pointers in long mode. */
    X32("x32"),
    /** The 32-bit table's only one. */
    I386("i386");

    private final String label;

    Abi(String label) {
        this.label = label;
    }

    /** The word in the table. */
    public String label() {
        return label;
    }

    /** Whether a 64-bit task reaches such a row. */
    public boolean isNative() {
        return this == COMMON || this == NATIVE_64;
    }

    /** Whether rows of the two abis share one number space. */
    boolean overlaps(Abi other) {
        boolean is64Bit = this != I386 && other != I386;
        return this == other || (is64Bit && (this == COMMON || other == COMMON));
    }

    static Optional<Abi> of(String label) {
        return Arrays.stream(values()).filter(abi -> abi.label.equals(label)).findFirst();
    }

    @Override
    public String toString() {
        return label;
    }
}
