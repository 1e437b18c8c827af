package org.jernel.user.libc;

import java.util.List;

/** A program: what a task runs, as {@code main} of a C program. */
@FunctionalInterface
public interface Program {

    /**
     * Runs the program.
     *
     * @param libc the C library of the task that runs it; belongs to that task only
     * @param argv the program's name, then its arguments
     * @return the exit code
     */
    int main(Libc libc, List<String> argv);
}
