package org.jernel.syscall;

/** A call that was added to a table in use, and the way to take it away again. */
public final class SyscallBinding implements AutoCloseable {

    private final int number;
    private final Runnable unbind;

    SyscallBinding(int number, Runnable unbind) {
        this.number = number;
        this.unbind = unbind;
    }

    /** The row's number. */
    public int number() {
        return number;
    }

    @Override
    public void close() {
        unbind.run();
    }
}
