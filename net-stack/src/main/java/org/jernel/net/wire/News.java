package org.jernel.net.wire;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a sock hears of its descriptor, so that each of several who wait knows whether anything has come since its own
 * last try.
 *
 * <p>A flag, cleared before a try, would not do: one event of the host may stand for several datagrams, and who looks while
 * another has the flag cleared for its try would sleep on, with no event to come.
 */
final class News {

    private final AtomicInteger count = new AtomicInteger();

    /** Something may have come, for everybody who waits. Called before they are woken. */
    void come() {
        count.getAndIncrement();
    }

    /** Taken before a try, to be compared after it. */
    int seen() {
        return count.get();
    }

    boolean isAfter(int seen) {
        return count.get() != seen;
    }
}
