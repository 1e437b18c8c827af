package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of level IPPROTO_IPV6. Modelled on {@code net/ipv6/ipv6_sockglue.c}; a row that is not here is ENOPROTOOPT.
 *
 * <p>What IPV6_RECVPKTINFO and its kin ask for comes with datagrams; a stream only remembers them, as on Linux.
 */
final class Inet6Options {

    private static final int IPV6 = InetOptions.IPV6;
    private static final int MAX_HOPS = 255;
    private static final int MAX_TCLASS = 255;

    private static final SockOption[] TABLE = {
        SockOption.ofInt(IPV6, OptName.IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS", sk -> of(sk).hopLimit(),
                Inet6Options::setUnicastHops),
        SockOption.ofFlag(IPV6, OptName.IPV6_V6ONLY, "IPV6_V6ONLY", sk -> ((InetSock) sk).ipv6Only,
                Inet6Options::setV6only),
        SockOption.ofFlag(IPV6, 49, "IPV6_RECVPKTINFO", sk -> of(sk).recvPktInfo,
                (sk, on) -> of(sk).recvPktInfo = on),
        SockOption.ofFlag(IPV6, 51, "IPV6_RECVHOPLIMIT", sk -> of(sk).recvHopLimit,
                (sk, on) -> of(sk).recvHopLimit = on),
        SockOption.ofFlag(IPV6, 66, "IPV6_RECVTCLASS", sk -> of(sk).recvTclass,
                (sk, on) -> of(sk).recvTclass = on),
        SockOption.ofInt(IPV6, OptName.IPV6_TCLASS, "IPV6_TCLASS", sk -> of(sk).tclass, Inet6Options::setTclass),
    };

    private Inet6Options() {}

    static @Nullable SockOption find(int name) {
        return SockOption.find(TABLE, IPV6, name);
    }

    private static Ipv6Options of(Sock sk) {
        return ((InetSock) sk).ipv6;
    }

    private static void setUnicastHops(Sock sk, int value) {
        of(sk).unicastHops = within(-1, value, MAX_HOPS);
    }

    /** Once there is a port, others may have been told that they can have it too, or that they cannot. */
    private static void setV6only(Sock sk, boolean on) {
        InetSock inet = (InetSock) sk;
        if (inet.num != 0) {
            throw Errno.EINVAL.exception();
        }
        inet.ipv6Only = on;
    }

    /** RFC 3542, 6.5: -1 is the default. The bits of congestion notification are TCP's own. */
    private static void setTclass(Sock sk, int value) {
        int tclass = Math.max(0, within(-1, value, MAX_TCLASS));
        int own = sk.type() == SocketType.SOCK_STREAM ? IpSockOptions.ECN_MASK : 0;
        of(sk).tclass = (tclass & ~own) | (of(sk).tclass & own);
    }

    private static int within(int least, int value, int most) {
        if (value < least || value > most) {
            throw Errno.EINVAL.exception();
        }
        return value;
    }
}
