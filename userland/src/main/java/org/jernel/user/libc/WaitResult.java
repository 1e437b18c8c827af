package org.jernel.user.libc;

/**
 * What {@code waitpid} told.
 *
 * @param pid the child that ended, 0 for none yet, -1 for an error
 * @param status its wait status
 */
public record WaitResult(int pid, int status) {

    /** WIFSTOPPED. */
    public boolean stopped() {
        return (status & 0xff) == 0x7f;
    }

    /** WIFEXITED. */
    public boolean exited() {
        return (status & 0x7f) == 0;
    }

    /** WEXITSTATUS. */
    public int exitCode() {
        return status >> 8 & 0xff;
    }

    /** WTERMSIG: the signal that ended it, 0 for none. */
    public int signal() {
        return status & 0x7f;
    }
}
