package org.jernel.kernel.task;

import org.jernel.syscall.NonLocalExit;

/** Unwinds the stack of a program that has executed another. {@code execve} does not return to it. */
final class NewImage extends NonLocalExit {

    private static final long serialVersionUID = 1L;

    NewImage() {
        super("the task executes a program");
    }
}
