package org.jernel.kernel.task;

/** What a task does; its return value is the exit code. */
@FunctionalInterface
interface TaskBody {

    int run(Task self);
}
