package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The checks with which sending a datagram begins, be it the beginning or a piece of one: those of {@code udp_sendmsg} for what
 * IPv4 is to carry, those of {@code udpv6_sendmsg}, which does not look for MSG_OOB, for the rest.
 */
public final class UdpPrologue {

    /** What the length field of the header can say. */
    private static final int MAX_LENGTH = 0xffff;

    private UdpPrologue() {}

    /**
     * Checks a message.
     *
     * @param corked where the datagram goes that earlier messages have begun, or null if none has
     * @return 0, or -EMSGSIZE, -EOPNOTSUPP, and -EINVAL for an address of IPv4 if what has begun is a datagram of IPv6
     * @throws org.jernel.syscall.ErrnoException what an address is refused with
     */
    @CheckReturnValue
    public static long check(InetSock sk, MsgHdr message, @Nullable In6Addr corked) {
        boolean goesOn = corked != null && message.name() == null;
        boolean asksIpv4 = !goesOn && UdpDestination.isForIpv4(sk, message.name());
        if (asksIpv4 || (corked != null && corked.isV4Mapped())) {
            if (message.iter().count() > MAX_LENGTH) {
                return Errno.EMSGSIZE.negated();
            }
            if ((message.flags() & MsgFlags.MSG_OOB) != 0) {
                return Errno.EOPNOTSUPP.negated();
            }
        }
        return asksIpv4 && corked != null && !corked.isV4Mapped() ? Errno.EINVAL.negated() : 0;
    }
}
