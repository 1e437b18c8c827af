package org.jernel.test.assertj;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jernel.kernel.Kernel;
import org.jernel.net.core.Socket;
import org.jernel.net.diag.Netstat;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.user.libc.Libc;

/** Where assertions on kernels begin. */
public final class JernelAssertions {

    private JernelAssertions() {}

    /** On the error of a call that throws. */
    public static ErrnoAssert assertThatErrno(ThrowingCallable call) {
        try {
            call.call();
        } catch (ErrnoException e) {
            return new ErrnoAssert(e.errno());
        } catch (Throwable e) {
            throw new AssertionError("expected an ErrnoException, and it threw " + e, e);
        }
        return new ErrnoAssert(null);
    }

    /** On the result of a call that returns a count or {@code -errno}. */
    public static ErrnoAssert assertThatErrno(long result) {
        return new ErrnoAssert(Errno.isError(result) ? Errno.of((int) -result) : null);
    }

    /** On the error of the last call of a C library that failed. */
    public static ErrnoAssert assertThatErrno(Libc libc) {
        return new ErrnoAssert(Errno.of(libc.errno()));
    }

    /** On all sockets of a kernel, as they are now. */
    public static NetstatAssert assertThatNetstat(Kernel kernel) {
        return new NetstatAssert(Netstat.of(kernel));
    }

    /** On a socket. */
    public static SocketAssert assertThat(Socket socket) {
        return new SocketAssert(socket);
    }
}
