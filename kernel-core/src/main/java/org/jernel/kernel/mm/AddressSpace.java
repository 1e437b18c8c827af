package org.jernel.kernel.mm;

/** The address space of a task. {@code mm_struct}. */
public final class AddressSpace implements UserMemory {

    @Override
    public int copyFromUser(byte[] to, int offset, long from, int length) {
        return 0;
    }

    @Override
    public int copyToUser(long to, byte[] from, int offset, int length) {
        return 0;
    }

    @Override
    public boolean accessOk(long address, long length) {
        return false;
    }

    /** A copy for a new task. {@code dup_mm}. */
    public AddressSpace copy() {
        return new AddressSpace();
    }

    /** Unmaps everything, as at exit. {@code exit_mmap}. */
    public void unmapAll() {}
}
