package org.jernel.user.libc;

/**
 * Memory for the length of a try block, as automatic variables in C: on the task's stack, or where the stack is too small for
 * it a mapping of its own, as glibc itself does.
 */
public final class StackFrame implements AutoCloseable {

    /** The stack is 8 MiB; a program that calls itself deeply wants some of it too. */
    private static final long ON_STACK = 64 * 1024;

    private final LibcCore libc;
    private final long base;
    private long mapping;
    private long mapped;

    StackFrame(LibcCore libc, long base) {
        this.libc = libc;
        this.base = base;
    }

    /** Room for so many bytes, with whatever stood there before; one large block a frame. */
    public long allocate(long bytes) {
        if (bytes <= ON_STACK || mapping != 0) {
            return libc.push(bytes);
        }
        mapping = libc.map(bytes);
        mapped = bytes;
        return mapping;
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
        if (mapping != 0) {
            libc.unmap(mapping, mapped);
            mapping = 0;
        }
    }
}
