package org.jernel.kernel.task;

/** Tells functions apart in backtraces that are two in Linux and one here, by what the task is about. */
@FunctionalInterface
public interface FunctionNames {

    /** The name that the function has for the call that the task is in. */
    String of(Task task, String function);
}
