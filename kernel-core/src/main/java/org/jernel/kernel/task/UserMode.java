package org.jernel.kernel.task;

import java.util.List;

/**
 * What a task runs outside the kernel: a program, which the kernel enters where a processor would jump to an address.
 *
 * <p>The kernel never looks behind it: whatever the program asks for comes back in through {@link Task#syscall}.
 */
public interface UserMode {

    /** The arguments that a program started by the embedder finds on its stack; execve's are its caller's. */
    default List<String> argv() {
        return List.of();
    }

    /** True for a program by which other tasks are stopped and go on: it must not be stopped itself. */
    default boolean isDebugger() {
        return false;
    }

    /**
     * Runs the program from its start; its stack pointer is {@code start_stack} of its {@linkplain Task#mm() memory}.
     *
     * @return the exit code, as if the program had called {@code exit} with it
     */
    int run(Task task);

    /**
     * Runs a child that {@code clone(2)} made, from where it returns 0 on its new stack.
     *
     * @param stackPointer the child's stack as the caller gave it; glibc puts the function and its argument there
     * @return the exit code
     */
    int runClone(Task child, long stackPointer);

    /** Runs a signal handler of the program on top of what it was doing. */
    void handleSignal(Task task, int signo, long handler);
}
