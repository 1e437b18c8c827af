package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * Memory that kernel code reaches by address only, and whose every byte may be missing.
 *
 * <p>Each method says how many bytes it did; fewer than asked means that the next one cannot be reached that way (EFAULT).
 * Nothing above this interface may assume that the memory is simulated.
 */
@CheckReturnValue
public interface UserMemory {

    /** Copies in. Returns the bytes done, 0 to {@code length}. */
    int copyFromUser(byte[] to, int offset, long from, int length);

    /** Copies out. Returns the bytes done, 0 to {@code length}. */
    int copyToUser(long to, byte[] from, int offset, int length);

    /** True if the whole range lies below the limit of user addresses; says nothing of what is mapped. */
    boolean accessOk(long address, long length);
}
