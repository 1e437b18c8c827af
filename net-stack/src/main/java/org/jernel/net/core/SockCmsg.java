package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.syscall.Errno;

/**
 * Ancillary data that comes with bytes to send, as far as every socket checks it. {@code sock_cmsg_send} of
 * {@code net/core/sock.c}.
 */
public final class SockCmsg {

    /** {@code sizeof(struct cmsghdr)}. */
    private static final int HEADER_SIZE = 16;

    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;

    private SockCmsg() {}

    /**
     * Walks the messages of a caller. Returns 0, or -EINVAL for one that is malformed or at SOL_SOCKET and not known; those
     * of other levels, and what is left behind the last, are nobody's business.
     */
    @CheckReturnValue
    public static long check(byte[] control) {
        int at = 0;
        while (control.length - at >= HEADER_SIZE) {
            long length = LittleEndian.get(control, at, Long.BYTES);
            if (length < HEADER_SIZE || length > control.length - at) {
                return Errno.EINVAL.negated();
            }
            int level = (int) LittleEndian.get(control, at + 8, Integer.BYTES);
            int type = (int) LittleEndian.get(control, at + 12, Integer.BYTES);
            // Passing descriptors and credentials is for AF_UNIX; Linux lets other families ignore it.
            if (level == SolSocket.SOL_SOCKET && type != SCM_RIGHTS && type != SCM_CREDENTIALS) {
                return Errno.EINVAL.negated();
            }
            at += Math.toIntExact(align(length));
        }
        return 0;
    }

    /** {@code CMSG_ALIGN}: headers stand at multiples of eight. */
    private static long align(long length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }
}
