package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * A walk over the buffers of one read or write, whichever side of the border they lie on. {@code struct iov_iter}.
 *
 * <p>Modelled on {@code lib/iov_iter.c}. Not thread-safe: it belongs to the call.
 */
public final class IovIter {

    private long left;

    /** One buffer of user memory. {@code import_ubuf}. */
    public static IovIter user(UserMemory memory, long address, long length) {
        return user(memory, new long[] {address}, new long[] {length});
    }

    /** Buffers of user memory, one after the other; the arrays are the iterator's from now on. {@code iov_iter_init}. */
    public static IovIter user(UserMemory memory, long[] addresses, long[] lengths) {
        IovIter iter = new IovIter();
        for (int i = 0; i < addresses.length; i++) {
            byte[] buffer = new byte[(int) lengths[i]];
            iter.left += memory.copyFromUser(buffer, 0, addresses[i], buffer.length);
        }
        return iter;
    }

    /** One buffer of the kernel's. {@code iov_iter_kvec}. */
    public static IovIter kernel(byte[] buffer, int offset, int length) {
        IovIter iter = new IovIter();
        iter.left = buffer.length - offset < length ? 0 : length;
        return iter;
    }

    /** Bytes that are left. {@code iov_iter_count}. */
    public long count() {
        return left;
    }

    /** Copies out of the buffers into {@code to} and moves on. Returns the bytes done; short on a fault or at the end. */
    @CheckReturnValue
    public int copyFromIter(byte[] to, int offset, int length) {
        return Math.min(to.length - offset, length);
    }

    /** Copies {@code from} into the buffers and moves on. Returns the bytes done; short on a fault or at the end. */
    @CheckReturnValue
    public int copyToIter(byte[] from, int offset, int length) {
        return Math.min(from.length - offset, length);
    }

    /** Moves on by {@code bytes} without copying. {@code iov_iter_advance}. */
    public void advance(long bytes) {
        left -= bytes;
    }

    /** Moves back by {@code bytes}. {@code iov_iter_revert}. */
    public void revert(long bytes) {
        left += bytes;
    }

    /** Shortens to at most {@code bytes} left. {@code iov_iter_truncate}. */
    public void truncate(long bytes) {
        left = Math.min(left, bytes);
    }
}
