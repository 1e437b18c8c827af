package org.jernel.kernel;

import java.util.SplittableRandom;

/** The one source of randomness of a kernel: ports, sequence numbers, seeds. Repeatable when it was given a seed. */
public final class KernelRandom {

    private final SplittableRandom random;

    KernelRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Another source, whose numbers that seed decides: for choices that are to be repeated by themselves. */
    public static KernelRandom seeded(long seed) {
        return new KernelRandom(seed);
    }

    /** A number in [0, bound). {@code get_random_u32_below}. */
    public synchronized int getRandomBelow(int bound) {
        return random.nextInt(bound);
    }

    /** Any 32 bits. {@code get_random_u32}. */
    public synchronized int getRandomInt() {
        return random.nextInt();
    }

    /** Any 64 bits. {@code get_random_u64}. */
    public synchronized long getRandomLong() {
        return random.nextLong();
    }

    /** Fills an array. {@code get_random_bytes}. */
    public synchronized void getRandomBytes(byte[] to) {
        random.nextBytes(to);
    }
}
