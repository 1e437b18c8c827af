package org.jernel.net.ipv4;

import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SkBuff;
import org.jernel.syscall.Errno;

/**
 * Why a packet did not arrive, as a message of ICMP says it and in words of the socket layer. Modelled on {@code icmp_unreach}
 * and {@code icmp_err_convert} of {@code net/ipv4/icmp.c}.
 *
 * @param isFatal whether a connected sock is told even where it has not asked for every error
 * @param info the MTU or the place of what is wrong, if the message tells
 * @param message the message itself, with its own network and transport headers
 */
record IcmpError(Errno errno, boolean isFatal, int type, int code, int info, SkBuff message) {

    private record Meaning(Errno errno, boolean isFatal) {}

    /** By the code of a message of type DEST_UNREACH; RFC 792 and RFC 1812. */
    private static final Meaning[] DEST_UNREACH = {
        new Meaning(Errno.ENETUNREACH, false),
        new Meaning(Errno.EHOSTUNREACH, false),
        new Meaning(Errno.ENOPROTOOPT, true),
        new Meaning(Errno.ECONNREFUSED, true),
        new Meaning(Errno.EMSGSIZE, false),
        new Meaning(Errno.EOPNOTSUPP, false),
        new Meaning(Errno.ENETUNREACH, true),
        new Meaning(Errno.EHOSTDOWN, true),
        new Meaning(Errno.ENONET, true),
        new Meaning(Errno.ENETUNREACH, true),
        new Meaning(Errno.EHOSTUNREACH, true),
        new Meaning(Errno.ENETUNREACH, false),
        new Meaning(Errno.EHOSTUNREACH, false),
        new Meaning(Errno.EHOSTUNREACH, true),
        new Meaning(Errno.EHOSTUNREACH, true),
        new Meaning(Errno.EHOSTUNREACH, true),
    };

    /** By the code of a message of ICMPv6 of that type; RFC 4443, 3.1. {@code tab_unreach} of {@code net/ipv6/icmp.c}. */
    private static final Meaning[] DEST_UNREACH_6 = {
        new Meaning(Errno.ENETUNREACH, false),
        new Meaning(Errno.EACCES, true),
        new Meaning(Errno.EHOSTUNREACH, false),
        new Meaning(Errno.EHOSTUNREACH, false),
        new Meaning(Errno.ECONNREFUSED, true),
        new Meaning(Errno.EACCES, true),
        new Meaning(Errno.EACCES, true),
    };

    private static final Meaning TIME_EXCEEDED = new Meaning(Errno.EHOSTUNREACH, false);
    private static final Meaning BAD_HEADER = new Meaning(Errno.EPROTO, true);

    /** Whether a message is about one packet of this host's; that pieces of one came too late is not. */
    static boolean isKnown(int type, int code) {
        return switch (type) {
            case IcmpHeader.DEST_UNREACH -> code < DEST_UNREACH.length;
            case IcmpHeader.TIME_EXCEEDED -> code != IcmpHeader.EXC_FRAGTIME;
            default -> true;
        };
    }

    /** What a message says that quotes a packet, if it is {@link #isKnown known}. */
    static IcmpError of(SkBuff message) {
        int type = IcmpHeader.type(message);
        int code = IcmpHeader.code(message);
        Meaning meaning = switch (type) {
            case IcmpHeader.PARAMETERPROB -> BAD_HEADER;
            case IcmpHeader.DEST_UNREACH -> DEST_UNREACH[code];
            default -> TIME_EXCEEDED;
        };
        return new IcmpError(
                meaning.errno, meaning.isFatal, type, code, info(message, type, code), message.cloneSkb());
    }

    /** As {@link #of}, of ICMPv6's unreachable hosts; an unknown code is a protocol error. {@code icmpv6_err_convert}. */
    static IcmpError of6(SkBuff message) {
        int code = IcmpHeader.code(message);
        Meaning meaning = code < DEST_UNREACH_6.length ? DEST_UNREACH_6[code] : BAD_HEADER;
        return new IcmpError(
                meaning.errno, meaning.isFatal, IcmpHeader.type(message), code, 0, message.cloneSkb());
    }

    private static int info(SkBuff message, int type, int code) {
        int at = message.transportHeader();
        if (type == IcmpHeader.PARAMETERPROB) {
            return NetBytes.getByte(message.bytes(), at + 4);
        }
        boolean isMtu = type == IcmpHeader.DEST_UNREACH && code == IcmpHeader.FRAG_NEEDED;
        return isMtu ? NetBytes.getShort(message.bytes(), at + 6) : 0;
    }

    /** The packet was too large for the way. */
    boolean isFragmentationNeeded() {
        return type == IcmpHeader.DEST_UNREACH && code == IcmpHeader.FRAG_NEEDED;
    }
}
