package org.jernel.net.diag;

/**
 * A descriptor of a socket.
 *
 * @param pid the task whose it is
 * @param program the task's name, {@code comm}
 * @param fd the descriptor
 */
record SocketOwner(int pid, String program, int fd) {

    /** As {@code netstat -p} has it: the number and the name. */
    @Override
    public String toString() {
        return pid + "/" + program;
    }
}
