package org.jernel.net.ipv4;

import org.jernel.syscall.Errno;

/**
 * Why a packet did not arrive, in words of the socket layer. {@code icmp_err_convert} of {@code net/ipv4/icmp.c}.
 *
 * @param isFatal whether a connected sock is told even where it has not asked for every error
 */
record IcmpError(Errno errno, boolean isFatal) {

    /** By the code of a message of type DEST_UNREACH; RFC 792 and RFC 1812. */
    private static final IcmpError[] DEST_UNREACH = {
        new IcmpError(Errno.ENETUNREACH, false),
        new IcmpError(Errno.EHOSTUNREACH, false),
        new IcmpError(Errno.ENOPROTOOPT, true),
        new IcmpError(Errno.ECONNREFUSED, true),
        new IcmpError(Errno.EMSGSIZE, false),
        new IcmpError(Errno.EOPNOTSUPP, false),
        new IcmpError(Errno.ENETUNREACH, true),
        new IcmpError(Errno.EHOSTDOWN, true),
        new IcmpError(Errno.ENONET, true),
        new IcmpError(Errno.ENETUNREACH, true),
        new IcmpError(Errno.EHOSTUNREACH, true),
        new IcmpError(Errno.ENETUNREACH, false),
        new IcmpError(Errno.EHOSTUNREACH, false),
        new IcmpError(Errno.EHOSTUNREACH, true),
        new IcmpError(Errno.EHOSTUNREACH, true),
        new IcmpError(Errno.EHOSTUNREACH, true),
    };

    /** By the code of a message of ICMPv6 of that type; RFC 4443, 3.1. {@code tab_unreach} of {@code net/ipv6/icmp.c}. */
    private static final IcmpError[] DEST_UNREACH_6 = {
        new IcmpError(Errno.ENETUNREACH, false),
        new IcmpError(Errno.EACCES, true),
        new IcmpError(Errno.EHOSTUNREACH, false),
        new IcmpError(Errno.EHOSTUNREACH, false),
        new IcmpError(Errno.ECONNREFUSED, true),
        new IcmpError(Errno.EACCES, true),
        new IcmpError(Errno.EACCES, true),
    };

    /** As {@link #ofUnreachable}, for IPv6; an unknown code is a protocol error. {@code icmpv6_err_convert}. */
    static IcmpError ofUnreachable6(int code) {
        return code < DEST_UNREACH_6.length ? DEST_UNREACH_6[code] : new IcmpError(Errno.EPROTO, true);
    }

    /** The error that a code means; an unknown one is that of a host out of reach. */
    static IcmpError ofUnreachable(int code) {
        return code < DEST_UNREACH.length ? DEST_UNREACH[code] : new IcmpError(Errno.EHOSTUNREACH, false);
    }
}
