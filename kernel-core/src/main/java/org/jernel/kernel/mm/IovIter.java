package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the buffers of one read or write, whichever side of the border they lie on. {@code struct iov_iter}.
 *
 * <p>Modelled on {@code lib/iov_iter.c}. Not thread-safe: it belongs to the call.
 */
public final class IovIter {

    /** The most buffers that one call may name. */
    public static final int UIO_MAXIOV = 1024;

    /** The most bytes that one call moves: INT_MAX rounded down to a page. */
    public static final long MAX_RW_COUNT = Integer.MAX_VALUE & -Page.SIZE;

    private static final int IOVEC_SIZE = 16;

    /** Where the addresses lie, null for an iterator over the kernel's own arrays. */
    private final @Nullable UserMemory memory;

    /** The kernel's arrays, the starts then being offsets in them. */
    private final byte @Nullable [][] buffers;

    /** Null where there is one segment: the common case, which stands in the three fields below. */
    private final long @Nullable [] starts;

    private final long @Nullable [] lengths;

    private final byte @Nullable [] onlyBuffer;
    private final long onlyStart;
    private final long onlyLength;

    private int segment;
    private long inSegment;
    private long count;

    private IovIter(@Nullable UserMemory memory, long[] starts, long[] lengths, byte @Nullable [][] buffers) {
        this.memory = memory;
        this.buffers = buffers;
        this.starts = starts;
        this.lengths = lengths;
        this.onlyBuffer = null;
        this.onlyStart = 0;
        this.onlyLength = 0;
        for (long length : lengths) {
            count += length;
        }
    }

    private IovIter(@Nullable UserMemory memory, long start, long length, byte @Nullable [] buffer) {
        this.memory = memory;
        this.buffers = null;
        this.starts = null;
        this.lengths = null;
        this.onlyBuffer = buffer;
        this.onlyStart = start;
        this.onlyLength = length;
        this.count = length;
    }

    /** One buffer of user memory that the caller has checked. {@code iov_iter_ubuf}. */
    public static IovIter user(UserMemory memory, long address, long length) {
        return new IovIter(memory, address, length, null);
    }

    /** Buffers of user memory, one after the other; the arrays are the iterator's from now on. {@code iov_iter_init}. */
    public static IovIter user(UserMemory memory, long[] addresses, long[] lengths) {
        return new IovIter(memory, addresses, lengths, null);
    }

    /** One buffer of the kernel's. {@code iov_iter_kvec}. */
    public static IovIter kernel(byte[] buffer, int offset, int length) {
        return new IovIter(null, offset, length, buffer);
    }

    /** Buffers of the kernel's, one after the other; the arrays are the iterator's from now on. {@code iov_iter_kvec}. */
    public static IovIter kernel(byte[][] buffers, long[] offsets, long[] lengths) {
        return new IovIter(null, offsets, lengths, buffers);
    }

    /**
     * One buffer as a system call names it: cut to {@link #MAX_RW_COUNT}. {@code import_ubuf}; throws EFAULT for one that
     * reaches above user addresses.
     */
    public static IovIter importUbuf(UserMemory memory, long address, long length) {
        long capped = Long.compareUnsigned(length, MAX_RW_COUNT) > 0 ? MAX_RW_COUNT : length;
        if (!memory.accessOk(address, capped)) {
            throw Errno.EFAULT.exception();
        }
        return user(memory, address, capped);
    }

    /**
     * Buffers as a system call names them, in an array of {@code struct iovec}. {@code import_iovec}.
     *
     * <p>Throws EINVAL for too many or one of a negative length, EFAULT for an array that cannot be read or a buffer that
     * reaches above user addresses. In all they are cut to {@link #MAX_RW_COUNT}.
     *
     * @param count how many; only 32 bits of it count, as in Linux
     */
    public static IovIter importIovec(UserMemory memory, long uvec, long count) {
        if (Integer.compareUnsigned((int) count, UIO_MAXIOV) > 0) {
            throw Errno.EINVAL.exception();
        }
        int segments = (int) count;
        byte[] vector = new byte[segments * IOVEC_SIZE];
        if (memory.copyFromUser(vector, 0, uvec, vector.length) < vector.length) {
            throw Errno.EFAULT.exception();
        }
        long[] addresses = new long[segments];
        long[] lengths = new long[segments];
        for (int i = 0; i < segments; i++) {
            addresses[i] = LittleEndian.get(vector, i * IOVEC_SIZE, Long.BYTES);
            lengths[i] = LittleEndian.get(vector, i * IOVEC_SIZE + Long.BYTES, Long.BYTES);
            if (lengths[i] < 0) {
                throw Errno.EINVAL.exception();
            }
        }
        long left = MAX_RW_COUNT;
        for (int i = 0; i < segments; i++) {
            if (!memory.accessOk(addresses[i], lengths[i])) {
                throw Errno.EFAULT.exception();
            }
            lengths[i] = Math.min(lengths[i], left);
            left -= lengths[i];
        }
        return user(memory, addresses, lengths);
    }

    /** Bytes that are left. {@code iov_iter_count}. */
    public long count() {
        return count;
    }

    /** How many of the bytes that come next lie in one buffer and one page; 0 at the end. */
    public int countInPage() {
        if (count == 0) {
            return 0;
        }
        int offset = offsetInPage();
        long inBuffer = Math.min(count, length(segment) - inSegment);
        return (int) Math.min(inBuffer, Page.SIZE - offset);
    }

    /** Where in its page the byte lies that comes next, of which there must be one. {@code offset_in_page}. */
    public int offsetInPage() {
        skipEmpty();
        return Page.offset(start(segment) + inSegment);
    }

    private void skipEmpty() {
        while (inSegment == length(segment)) {
            segment++;
            inSegment = 0;
        }
    }

    /** Copies out of the buffers into {@code to} and moves on. Returns the bytes done; short on a fault or at the end. */
    @CheckReturnValue
    public int copyFromIter(byte[] to, int offset, int length) {
        return copy(to, offset, length, false);
    }

    /** Copies {@code from} into the buffers and moves on. Returns the bytes done; short on a fault or at the end. */
    @CheckReturnValue
    public int copyToIter(byte[] from, int offset, int length) {
        return copy(from, offset, length, true);
    }

    /** Copies a number's eight bytes into the buffers, for files that are read so. Returns 8 or -EFAULT. */
    @CheckReturnValue
    public long copyLongToIter(long value) {
        byte[] bytes = new byte[Long.BYTES];
        LittleEndian.put(bytes, 0, value, Long.BYTES);
        return copyToIter(bytes, 0, Long.BYTES) < Long.BYTES ? Errno.EFAULT.negated() : Long.BYTES;
    }

    /** As {@link #copyFromIter}, but the iterator stays where it is. */
    @CheckReturnValue
    public int peekFromIter(byte[] to, int offset, int length) {
        int done = copyFromIter(to, offset, length);
        revert(done);
        return done;
    }

    /** Takes the bytes of a write, chunk by chunk. */
    @FunctionalInterface
    public interface ChunkConsumer {

        /** The array is the iterator's, which uses it again. */
        void accept(byte[] chunk, int length);
    }

    /**
     * Hands all on in chunks, up to the first byte that cannot be read. Returns the bytes done, or -EFAULT where there were none
     * though some were asked for.
     */
    @CheckReturnValue
    public long copyChunksFromIter(int chunkSize, ChunkConsumer to) {
        byte[] chunk = new byte[(int) Math.min(chunkSize, count)];
        long done = 0;
        while (count > 0) {
            int wanted = (int) Math.min(chunk.length, count);
            int copied = copyFromIter(chunk, 0, wanted);
            to.accept(chunk, copied);
            done += copied;
            if (copied < wanted) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
        }
        return done;
    }

    private int copy(byte[] array, int offset, int length, boolean toIter) {
        int wanted = (int) Math.min(length, count);
        int done = 0;
        while (done < wanted) {
            long room = length(segment) - inSegment;
            if (room == 0) {
                segment++;
                inSegment = 0;
                continue;
            }
            int chunk = (int) Math.min(wanted - done, room);
            int copied = copyChunk(array, offset + done, chunk, toIter);
            done += copied;
            inSegment += copied;
            if (copied < chunk) {
                break;
            }
        }
        count -= done;
        return done;
    }

    private int copyChunk(byte[] array, int offset, int chunk, boolean toIter) {
        long at = start(segment) + inSegment;
        if (memory != null) {
            return toIter
                    ? memory.copyToUser(at, array, offset, chunk)
                    : memory.copyFromUser(array, offset, at, chunk);
        }
        byte[] buffer = buffers == null ? onlyBuffer : buffers[segment];
        if (toIter) {
            System.arraycopy(array, offset, buffer, (int) at, chunk);
        } else {
            System.arraycopy(buffer, (int) at, array, offset, chunk);
        }
        return chunk;
    }

    private long start(int index) {
        return starts == null ? onlyStart : starts[index];
    }

    private long length(int index) {
        return lengths == null ? onlyLength : lengths[index];
    }

    /** A function that reads into or writes from one user buffer, as drivers do that know no iterators. */
    @FunctionalInterface
    public interface BufferFunction {

        /** Returns the bytes done, or -errno. */
        @CheckReturnValue
        long apply(UserMemory memory, long buffer, long size);
    }

    /**
     * One call a buffer, until one is not done whole, and one for no bytes at all. Returns the bytes done, or the -errno of the
     * first; -EINVAL for the kernel's own buffers, which have no address. {@code do_loop_readv_writev}.
     */
    @CheckReturnValue
    public long forEachBuffer(BufferFunction function) {
        if (memory == null) {
            return Errno.EINVAL.negated();
        }
        if (count == 0) {
            return function.apply(memory, start(segment) + inSegment, 0);
        }
        long done = 0;
        boolean whole = true;
        while (whole && count > 0) {
            skipEmpty();
            long size = Math.min(count, length(segment) - inSegment);
            long result = function.apply(memory, start(segment) + inSegment, size);
            if (result < 0) {
                return done == 0 ? result : done;
            }
            done += result;
            advance(result);
            whole = result == size;
        }
        return done;
    }

    /** Moves on by {@code bytes} without copying, at most to the end. {@code iov_iter_advance}. */
    public void advance(long bytes) {
        long left = Math.min(bytes, count);
        count -= left;
        // The first half is for an iterator over nothing, which has no segment to look at.
        while (left > 0 && left > length(segment) - inSegment) {
            left -= length(segment) - inSegment;
            segment++;
            inSegment = 0;
        }
        inSegment += left;
    }

    /** Moves back by {@code bytes}, at most to the beginning. {@code iov_iter_revert}. */
    public void revert(long bytes) {
        long left = bytes;
        while (left > inSegment && segment > 0) {
            left -= inSegment;
            segment--;
            inSegment = length(segment);
        }
        long last = Math.min(left, inSegment);
        inSegment -= last;
        count += bytes - left + last;
    }

    /** Shortens to at most {@code bytes} left. {@code iov_iter_truncate}. */
    public void truncate(long bytes) {
        count = Math.min(count, bytes);
    }

    /** Takes a {@link #truncate} back: {@code bytes} is what is left to do, which the caller knows. */
    public void reexpand(long bytes) {
        count = bytes;
    }
}
