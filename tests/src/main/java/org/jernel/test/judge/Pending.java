package org.jernel.test.judge;

import java.time.Duration;

/** A call that a task was handed. */
public interface Pending {

    /** How long anything that must happen may take: generous, since only a failing test waits for it. */
    Duration PATIENCE = Duration.ofSeconds(20);

    boolean isDone();

    /**
     * Waits for the call to return and gives its result, -errno on failure. Throws an AssertionError that says where
     * the task is when patience ends, and when what came is no result of a system call but a failure of the kernel.
     */
    long await();
}
