package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/**
 * Ancillary data that comes with bytes to send, as far as every socket checks it. {@code sock_cmsg_send} of
 * {@code net/core/sock.c}.
 */
public final class SockCmsg {

    private SockCmsg() {}

    /**
     * Walks the messages of a caller. Returns 0, or -EINVAL for one that is malformed or at SOL_SOCKET and not known; those
     * of other levels are nobody's business.
     */
    @CheckReturnValue
    public static long check(byte[] control) {
        return Cmsg.walk(control, (level, type, bytes, data, length) -> checkOne(level, type));
    }

    /** One message. {@code __sock_cmsg_send}. */
    @CheckReturnValue
    public static long checkOne(int level, int type) {
        return isKnown(level, type) ? 0 : Errno.EINVAL.negated();
    }

    /** Passing descriptors and credentials is for AF_UNIX; Linux lets other families ignore it. */
    private static boolean isKnown(int level, int type) {
        return level != SolSocket.SOL_SOCKET || type == Scm.SCM_RIGHTS || type == Scm.SCM_CREDENTIALS;
    }
}
