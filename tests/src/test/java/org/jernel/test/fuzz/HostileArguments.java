package org.jernel.test.fuzz;

import java.util.random.RandomGenerator;

/** Arguments for calls of any kind: descriptors, flags, lengths near overflow, and addresses good, bad and in between. */
final class HostileArguments {

    /** Where the program has memory of its own. */
    static final int MEMORY_BYTES = 1 << 16;

    private static final int DESCRIPTORS = 32;
    private static final int PAGE = 4096;
    private static final long[] NUMBERS = {
        -1, 0, 1, 2, 4, 8, 16, 28, 128, 1024, PAGE, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L,
        Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -4096, 0x7ffffffffffff000L, 0x7fff_ffff_f000L
    };
    private static final long[] BAD_ADDRESSES =
            {0, 1, PAGE - 1, 0x0000_8000_0000_0000L, 0xffff_8000_0000_0000L, -1, -8};

    private final RandomGenerator random;
    private final long memory;

    HostileArguments(RandomGenerator random, long memory) {
        this.random = random;
        this.memory = memory;
    }

    long memory() {
        return memory;
    }

    long next() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> random.nextInt(DESCRIPTORS) - 1;
            case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 3 -> BAD_ADDRESSES[random.nextInt(BAD_ADDRESSES.length)];
            case 4 -> memory + MEMORY_BYTES - random.nextInt(64);
            case 5 -> 1L << random.nextInt(Long.SIZE) | random.nextInt(DESCRIPTORS);
            default -> memory + random.nextInt(MEMORY_BYTES - PAGE);
        };
    }

    /** Memory full of such arguments, so that the structs that calls find there are as hostile. */
    byte[] content() {
        byte[] content = new byte[MEMORY_BYTES];
        for (int at = 0; at < content.length; at += Long.BYTES) {
            long word = random.nextBoolean() ? next() : random.nextInt(32) | (long) random.nextInt(32) << 32;
            for (int i = 0; i < Long.BYTES; i++) {
                content[at + i] = (byte) (word >>> (i * Byte.SIZE));
            }
        }
        return content;
    }
}
