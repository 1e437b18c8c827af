package org.jernel.test.judge;

/**
 * One task of a {@link SyscallKernel}: it executes on its own thread the calls that are submitted to it, one at a
 * time, so that a scenario can leave it blocked and let another task act.
 */
public interface KernelTask extends AutoCloseable {

    /** Hands the task a call to make; arguments that are not given are 0. */
    Pending submit(long nr, long... args);

    /**
     * Waits until the submitted call sleeps in the kernel or has returned, and tells whether it sleeps. Throws an
     * AssertionError when patience ends.
     */
    boolean sleepsIn(Pending call);

    /** As {@link #sleepsIn}, but throws an AssertionError if the call returns. */
    default void awaitBlocked(Pending call) {
        if (!sleepsIn(call)) {
            throw new AssertionError("returned " + Recording.result(call.await()) + " and did not block");
        }
    }

    /** Starts a child with a copy of this task's fd table, as fork does; its memory may be a copy or fresh. */
    KernelTask fork();

    /**
     * Starts a child as {@link #fork} does that is a process of its own: it has a number for which the parent can wait and which
     * can be signalled, and it is there until the parent has waited for it.
     */
    KernelTask process();

    /** Maps at least {@code size} zeroed bytes, readable and writable, and directly after them a page that is not. */
    Mapping map(long size);

    /** Takes the right to write from a mapping. */
    void protect(Mapping mapping);

    /** Reads the task's memory, whatever the rights of its pages. */
    byte[] read(long address, int length);

    /** Writes the task's memory as the program itself would. */
    void write(long address, byte[] bytes);

    /** Delivers a signal that the task has a handler for, installed with SA_RESTART or without. */
    void interrupt(boolean restart);

    /** Blocks a signal, so that one raised by a call stays pending and {@link #takePending} can tell. */
    void blockSignal(int signal);

    /** Tells whether a blocked signal is pending, and takes it. */
    boolean takePending(int signal);

    /**
     * Moves the task to a network with nothing but a loopback device, and with ping sockets for group 0. Aborts the scenario
     * where the host does not let it.
     */
    void enterNetwork();

    /**
     * Moves the task to a root directory of its own: an empty tmpfs of one megabyte, and a mask of 022. Aborts the scenario
     * where the host does not let it.
     */
    void enterScratch();

    /** Leaves every group for that one. */
    void changeGroup(int gid);

    /** Gives up a capability for good. */
    void dropCapability(int capability);

    /** Makes numbers from here on be refused with EMFILE, as RLIMIT_NOFILE does. */
    void limitFiles(int limit);

    /** Ends the task, which closes its descriptors before this returns. */
    @Override
    void close();

    /** A range of user memory that starts on a page and ends where an unmapped page begins. */
    record Mapping(long address, long size) {
        public long end() {
            return address + size;
        }
    }
}
