package org.jernel.kernel.mm;

/**
 * Where a program's stack begins and where its arguments and environment lie above it: {@code start_stack},
 * {@code arg_start} and the like of {@code struct mm_struct}.
 */
public record ArgumentArea(long startStack, long argStart, long argEnd, long envStart, long envEnd) {

    /** That of memory whose program was given nothing. */
    static final ArgumentArea NONE = new ArgumentArea(AddressSpace.STACK_TOP, 0, 0, 0, 0);
}
