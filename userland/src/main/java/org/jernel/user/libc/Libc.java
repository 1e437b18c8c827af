package org.jernel.user.libc;

import org.jernel.kernel.task.Task;

/**
 * The C library of one task: the calls of {@code unistd.h}, {@code sys/socket.h}, {@code stdio.h}, {@code stdlib.h} and
 * others as methods. A call that fails returns -1 and sets {@link #errno()}.
 *
 * <p>Not thread-safe: the task's own.
 */
public final class Libc extends LogCalls {

    private final Heap heap;

    Libc(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
        this.heap = new Heap(this);
    }

    /** Memory of so many bytes that is there until {@link #free}; 0 when there is none left. */
    public long malloc(long bytes) {
        return heap.malloc(bytes);
    }

    /** Gives memory of {@link #malloc} back; nothing happens for 0. */
    public void free(long address) {
        heap.free(address);
    }

    long sbrk(long increment) {
        long now = syscall(Unistd.BRK, 0);
        if (increment == 0) {
            return now;
        }
        return syscall(Unistd.BRK, now + increment) == now + increment ? now : -1;
    }
}
