package org.jernel.kernel.task;

/** Where a task is in its life. Whether a running one sleeps is {@link Task#isAsleep()}. */
public enum TaskState {
    RUNNING,
    ZOMBIE,
    DEAD
}
