package org.jernel.syscall;

/**
 * A task's way out of a system call that never returns ({@code exit}, a fatal signal): it passes the dispatcher
 * untouched and is caught where the task was started.
 *
 * <p>An {@code Error}, so that no handler's {@code catch (Exception e)} can hold a dying task back.
 */
public abstract class NonLocalExit extends Error {

    protected NonLocalExit(String message) {
        super(message, null, false, false);
    }
}
