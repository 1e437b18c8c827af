package org.jernel.kernel.task;

/** Told of a Java exception that left a task's program or a handler: an oops. */
@FunctionalInterface
public interface TaskOops {

    void oops(Task task, Throwable cause);
}
