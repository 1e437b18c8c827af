package org.jernel.net.wire;

import java.util.Arrays;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The datagram that several sends write, to where the first of them said. Guarded by the sock's lock. */
final class WireCork {

    /** The most bytes that IP carries in one datagram. */
    private static final int LARGEST = 65507;

    private boolean open;
    private @Nullable HostAddress to;
    private byte[] bytes = {};

    boolean isOpen() {
        return open;
    }

    /** Where the datagram goes, null for the peer. */
    @Nullable
    HostAddress to() {
        return to;
    }

    void open(@Nullable HostAddress destination) {
        open = true;
        to = destination;
    }

    /** Writes on. Returns the bytes, or -errno and the datagram is lost. */
    @CheckReturnValue
    long append(IovIter iter) {
        int count = (int) iter.count();
        int before = bytes.length;
        boolean fits = before + count <= LARGEST;
        if (fits) {
            bytes = Arrays.copyOf(bytes, before + count);
        }
        if (!fits || iter.copyFromIter(bytes, before, count) < count) {
            byte[] _ = take();
            return (fits ? Errno.EFAULT : Errno.EMSGSIZE).negated();
        }
        return count;
    }

    /** The whole datagram, which is gone from here. */
    byte[] take() {
        byte[] whole = bytes;
        bytes = new byte[0];
        open = false;
        return whole;
    }
}
