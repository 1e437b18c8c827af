package org.jernel.kernel.task;

import org.jernel.syscall.NonLocalExit;

/** Unwinds a task's stack to its end. {@code do_exit} does not return. */
final class TaskExit extends NonLocalExit {

    private static final long serialVersionUID = 1L;

    TaskExit() {
        super("the task ends");
    }
}
