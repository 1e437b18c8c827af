package org.jernel.net.wire;

import java.util.Arrays;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The datagram that several sends write, to where the first of them or a later connect said. Guarded by the lock of the sock.
 */
final class WireCork {

    /** The most bytes that a datagram of IPv4 carries. */
    private static final int LARGEST = 65507;

    /** The most bytes that a datagram of IPv6 carries, whose own header does not count. */
    private static final int LARGEST_6 = 65527;

    private @Nullable HostAddress to;
    private byte[] bytes = {};

    /** Where the last datagram of IPv4 went that began here, until a connect says otherwise. */
    private @Nullable HostAddress last;

    boolean isOpen() {
        return to != null;
    }

    /** The address that the datagram goes to, null while none has begun. */
    @Nullable
    In6Addr daddr() {
        HostAddress begun = to;
        return begun == null ? null : begun.address();
    }

    /** Where the datagram goes, null while none has begun. */
    @Nullable
    HostAddress to() {
        return to;
    }

    void open(HostAddress destination) {
        to = destination;
        if (destination.address().isV4Mapped()) {
            last = destination;
        }
    }

    /**
     * Where a datagram to the peer really goes that is sent at once, null for the peer: after a corked one to where that went,
     * as {@code udp_sendmsg} takes the addresses for a route that is known already from the flow of the cork.
     */
    @Nullable
    HostAddress diversion() {
        return last;
    }

    /** Has the datagram that has begun go to the new peer, if both are of IPv4. {@code __ip4_datagram_connect}. */
    void redirect(HostAddress peer) {
        if (peer.address().isV4Mapped()) {
            last = null;
        }
        HostAddress begun = to;
        if (begun != null && begun.address().isV4Mapped() && peer.address().isV4Mapped()) {
            to = peer;
        }
    }

    /** Writes on. Returns the bytes, or -errno and the datagram is lost. */
    @CheckReturnValue
    long append(IovIter iter) {
        int count = (int) iter.count();
        int before = bytes.length;
        In6Addr address = daddr();
        boolean v4 = address == null || address.isV4Mapped();
        boolean fits = count <= (v4 ? LARGEST : LARGEST_6) - before;
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
        to = null;
        return whole;
    }
}
