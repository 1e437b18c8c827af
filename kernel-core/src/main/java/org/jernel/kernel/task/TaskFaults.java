package org.jernel.kernel.task;

/** Told of Java exceptions that left what a task runs. Throws none of its own: the task is on its way out. */
public interface TaskFaults {

    /** Kernel code failed: an oops. */
    void oops(Task task, Throwable cause);

    /** A program failed; it ends as if by SIGSEGV, and the kernel is none the worse. {@code show_signal_msg}. */
    void segfault(Task task, Throwable cause);
}
