package org.jernel.syscall;

import org.jspecify.annotations.Nullable;

/**
 * An error on its way from a layer function that returns an object or nothing to the dispatcher, which makes it the
 * call's result.
 *
 * <p>It has no stack trace, and each {@link Errno} has one instance: an error is an answer and not a fault.
 */
public final class ErrnoException extends RuntimeException {

    private final @Nullable Errno errno;
    private final long result;

    ErrnoException(@Nullable Errno errno, long result, String message) {
        super(message, null, false, false);
        this.errno = errno;
        this.result = result;
    }

    /**
     * The exception that says the same as a negative result, which may be one of {@link KernelErrno}.
     *
     * @throws IllegalArgumentException if the result is not an error
     */
    public static ErrnoException of(long negativeResult) {
        if (!Errno.isError(negativeResult)) {
            throw new IllegalArgumentException(negativeResult + " is not an error");
        }
        Errno errno = Errno.of((int) -negativeResult);
        return errno != null
                ? errno.exception()
                : new ErrnoException(null, negativeResult, "result " + negativeResult);
    }

    /** The error, or null for a code that only the kernel knows ({@link KernelErrno}). */
    public @Nullable Errno errno() {
        return errno;
    }

    /** The call's result: the negative errno or kernel code. */
    public long result() {
        return result;
    }
}
