package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/**
 * Access to single values, whole structures and strings of user memory, all or EFAULT. Values are little-endian.
 *
 * <p>Modelled on {@code include/linux/uaccess.h}, {@code lib/usercopy.c} and {@code lib/strncpy_from_user.c}.
 */
public final class Uaccess {

    private static final byte[] ZEROS = new byte[Page.SIZE];

    private Uaccess() {}

    /** A byte of the user's. Throws EFAULT. */
    public static byte getUser8(UserMemory memory, long from) {
        return (byte) memory.getUser(from, Byte.BYTES);
    }

    /** Two bytes of the user's as a number. Throws EFAULT. */
    public static short getUser16(UserMemory memory, long from) {
        return (short) memory.getUser(from, Short.BYTES);
    }

    /** Four bytes of the user's as a number. Throws EFAULT. */
    public static int getUser32(UserMemory memory, long from) {
        return (int) memory.getUser(from, Integer.BYTES);
    }

    /** Eight bytes of the user's as a number. Throws EFAULT. */
    public static long getUser64(UserMemory memory, long from) {
        return memory.getUser(from, Long.BYTES);
    }

    /** Stores a byte. Throws EFAULT. */
    public static void putUser8(UserMemory memory, long to, byte value) {
        memory.putUser(to, value, Byte.BYTES);
    }

    /** Stores two bytes. Throws EFAULT. */
    public static void putUser16(UserMemory memory, long to, short value) {
        memory.putUser(to, value, Short.BYTES);
    }

    /** Stores four bytes. Throws EFAULT. */
    public static void putUser32(UserMemory memory, long to, int value) {
        memory.putUser(to, value, Integer.BYTES);
    }

    /** Stores eight bytes. Throws EFAULT. */
    public static void putUser64(UserMemory memory, long to, long value) {
        memory.putUser(to, value, Long.BYTES);
    }

    /** The bytes at {@code from}; {@code length} is the kernel's own choice and not userland's. */
    public static byte[] copyFromUser(UserMemory memory, long from, int length) {
        byte[] bytes = new byte[length];
        if (memory.copyFromUser(bytes, 0, from, length) < length) {
            throw Errno.EFAULT.exception();
        }
        return bytes;
    }

    /** Stores all of {@code bytes}. */
    public static void copyToUser(UserMemory memory, long to, byte[] bytes) {
        copyToUser(memory, to, bytes, 0, bytes.length);
    }

    /** Stores a part of {@code bytes}. */
    public static void copyToUser(UserMemory memory, long to, byte[] bytes, int offset, int length) {
        if (memory.copyToUser(to, bytes, offset, length) < length) {
            throw Errno.EFAULT.exception();
        }
    }

    /** Stores zeros. {@code clear_user}. */
    public static void clearUser(UserMemory memory, long to, long length) {
        if (!memory.accessOk(to, length)) {
            throw Errno.EFAULT.exception();
        }
        long done = 0;
        while (done < length) {
            int chunk = (int) Math.min(length - done, ZEROS.length);
            copyToUser(memory, to + done, ZEROS, 0, chunk);
            done += chunk;
        }
    }

    /**
     * Copies a string in, up to and with its NUL.
     *
     * @param max the most bytes to copy, the NUL included
     * @return the string's length without its NUL; {@code max} if there is no NUL among so many bytes; or -EFAULT, but
     *     only if memory ends before the NUL and before {@code max}
     */
    @CheckReturnValue
    public static long strncpyFromUser(byte[] to, UserMemory memory, long from, int max) {
        int done = 0;
        while (done < max) {
            // Never across a page: the next one may be missing, and the NUL may come before it.
            int chunk = Math.min(max - done, Page.SIZE - Page.offset(from + done));
            int copied = memory.copyFromUser(to, done, from + done, chunk);
            for (int i = done; i < done + copied; i++) {
                if (to[i] == 0) {
                    return i;
                }
            }
            if (copied < chunk) {
                return Errno.EFAULT.negated();
            }
            done += chunk;
        }
        return done;
    }
}
