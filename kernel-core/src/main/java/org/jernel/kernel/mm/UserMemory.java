package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/**
 * Memory that kernel code reaches by address only, and whose every byte may be missing.
 *
 * <p>Each copy says how many bytes it did; fewer than asked means that the next one cannot be reached that way (EFAULT).
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

    /**
     * A little-endian value of 1, 2, 4 or 8 bytes, zero-extended. {@code get_user}; throws EFAULT.
     *
     * <p>A method of its own, so that a memory can answer without a buffer.
     */
    default long getUser(long address, int size) {
        byte[] buffer = new byte[Long.BYTES];
        if (copyFromUser(buffer, 0, address, size) < size) {
            throw Errno.EFAULT.exception();
        }
        return LittleEndian.get(buffer, 0, Long.BYTES);
    }

    /** Stores the low {@code size} bytes, 1, 2, 4 or 8, little-endian. {@code put_user}; throws EFAULT. */
    default void putUser(long address, long value, int size) {
        byte[] buffer = new byte[Long.BYTES];
        LittleEndian.put(buffer, 0, value, Long.BYTES);
        if (copyToUser(address, buffer, 0, size) < size) {
            throw Errno.EFAULT.exception();
        }
    }
}
