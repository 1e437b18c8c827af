package org.jernel.kernel.support;

import java.util.function.BooleanSupplier;

import org.jernel.kernel.task.Task;

/** Waits for a condition that nobody announces; a test that hangs is ended by its own timeout. */
public final class Await {

    private Await() {}

    public static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    /** Until the task sleeps in that system call. */
    public static void asleepIn(Task task, long nr) throws InterruptedException {
        until(() -> task.syscallNumber() == nr && task.isAsleep());
    }
}
