package org.jernel.user.libc;

/** Memory on the task's stack for the length of a try block, as automatic variables in C. */
public final class StackFrame implements AutoCloseable {

    private final LibcCore libc;
    private final long base;

    StackFrame(LibcCore libc, long base) {
        this.libc = libc;
        this.base = base;
    }

    /** Room for so many bytes, with whatever stood there before. */
    public long allocate(long bytes) {
        return libc.push(bytes);
    }

    /** A copy of those bytes. */
    public long allocate(byte[] bytes) {
        long address = allocate(bytes.length);
        libc.store(address, bytes);
        return address;
    }

    /** An {@code int} with that value. */
    public long allocateInt(int value) {
        long address = allocate(Integer.BYTES);
        libc.storeInt(address, value);
        return address;
    }

    @Override
    public void close() {
        libc.popTo(base);
    }
}
