package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options that raw sockets of AF_INET6 have beside those of IPPROTO_IPV6. {@code rawv6_setsockopt} and {@code
 * rawv6_getsockopt} of {@code net/ipv6/raw.c}.
 */
final class Raw6Options {

    private static final int ICMPV6_FILTER = 1;
    private static final int IPV6_CHECKSUM = 7;

    private static final SockOption[] TABLE = {
        new SockOption(IpProtocol.IPPROTO_ICMPV6, ICMPV6_FILTER, "ICMPV6_FILTER", 0, Ipv6Options.ICMP_FILTER_SIZE,
                sk -> of(sk).icmpFilter.clone(), Raw6Options::setFilter),
        SockOption.ofInt(IpProtocol.SOL_RAW, IPV6_CHECKSUM, "IPV6_CHECKSUM", sk -> of(sk).checksumOffset,
                Raw6Options::setChecksum),
        // RFC 3542, 3.1: ICMPv6 has its checksum where it has it. Linux minds at this level only.
        SockOption.ofInt(IpProtocol.IPPROTO_IPV6, IPV6_CHECKSUM, "IPV6_CHECKSUM", sk -> of(sk).checksumOffset,
                (sk, value) -> {
                    throw Errno.EINVAL.exception();
                }),
    };

    private Raw6Options() {}

    static @Nullable SockOption find(int level, int name) {
        return SockOption.find(TABLE, level, name);
    }

    private static Ipv6Options of(Sock sk) {
        return ((InetSock) sk).ipv6;
    }

    /** A short value changes the first bytes only. */
    private static void setFilter(Sock sk, byte[] value) {
        byte[] filter = of(sk).icmpFilter.clone();
        System.arraycopy(value, 0, filter, 0, value.length);
        of(sk).icmpFilter = filter;
    }

    private static void setChecksum(Sock sk, int offset) {
        if (offset > 0 && offset % 2 != 0) {
            throw Errno.EINVAL.exception();
        }
        of(sk).checksumOffset = Math.max(offset, Ipv6Options.NO_CHECKSUM);
    }
}
