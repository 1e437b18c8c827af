package org.jernel.test.judge;

/** A kernel that takes syscalls over memory. */
public interface SyscallKernel extends AutoCloseable {

    /**
     * Starts a task with memory of its own and an fd table of its own in which 0, 1 and 2 are taken and all above is
     * free, with no signal blocked and every capability that the kernel has to give.
     */
    KernelTask spawn();

    /** The first port that a task without CAP_NET_BIND_SERVICE may bind: net.ipv4.ip_unprivileged_port_start. */
    int unprivilegedPortStart();

    /** Ends every task, whatever it is blocked in, and closes what it left open. */
    @Override
    void close();
}
