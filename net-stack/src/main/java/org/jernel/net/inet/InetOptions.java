package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of levels IPPROTO_TCP and IPPROTO_IP. Modelled on {@code net/ipv4/tcp.c} and {@code net/ipv4/ip_sockglue.c}; a
 * row that is not here is ENOPROTOOPT.
 */
final class InetOptions {

    static final int IPV6 = IpProtocol.IPPROTO_IPV6;

    private static final int IP = 0;
    private static final int TCP = 6;

    private static final int MAX_KEEPALIVE_SECONDS = 32767;
    private static final int MAX_KEEPALIVE_PROBES = 127;
    private static final int MIN_MSS = 88;
    private static final int MAX_MSS = 32767;

    private static final int MAX_TTL = 255;

    /** The bits of TOS that are TCP's own: explicit congestion notification, RFC 3168. */
    static final int ECN_MASK = 3;

    /** Best effort, bulk, interactive, interactive bulk. {@code rt_tos2priority} of {@code net/ipv4/route.c}. */
    private static final int[] PRIORITY_OF_TOS = {0, 2, 6, 4};

    private static final SockOption[] TABLE = {
        SockOption.ofFlag(TCP, OptName.TCP_NODELAY, "TCP_NODELAY", sk -> tcp(sk).noDelay,
                (sk, on) -> tcp(sk).noDelay = on),
        SockOption.ofInt(TCP, OptName.TCP_MAXSEG, "TCP_MAXSEG", InetOptions::maxseg, InetOptions::setMaxseg),
        SockOption.ofFlag(TCP, OptName.TCP_CORK, "TCP_CORK", sk -> tcp(sk).cork, (sk, on) -> tcp(sk).cork = on),
        SockOption.ofInt(TCP, OptName.TCP_KEEPIDLE, "TCP_KEEPIDLE", sk -> tcp(sk).keepIdleSeconds,
                (sk, value) -> tcp(sk).keepIdleSeconds = within(1, value, MAX_KEEPALIVE_SECONDS)),
        SockOption.ofInt(TCP, OptName.TCP_KEEPINTVL, "TCP_KEEPINTVL", sk -> tcp(sk).keepIntervalSeconds,
                (sk, value) -> tcp(sk).keepIntervalSeconds = within(1, value, MAX_KEEPALIVE_SECONDS)),
        SockOption.ofInt(TCP, OptName.TCP_KEEPCNT, "TCP_KEEPCNT", sk -> tcp(sk).keepProbes,
                (sk, value) -> tcp(sk).keepProbes = within(1, value, MAX_KEEPALIVE_PROBES)),
        SockOption.ofFlag(TCP, OptName.TCP_QUICKACK, "TCP_QUICKACK", sk -> tcp(sk).quickAck,
                (sk, on) -> tcp(sk).quickAck = on),
        SockOption.ofInt(TCP, OptName.TCP_USER_TIMEOUT, "TCP_USER_TIMEOUT", sk -> tcp(sk).userTimeoutMillis,
                (sk, value) -> tcp(sk).userTimeoutMillis = within(0, value, Integer.MAX_VALUE)),
        SockOption.ofInt(IP, OptName.IP_TOS, "IP_TOS", sk -> ((InetSock) sk).tos, InetOptions::setTos),
        SockOption.ofInt(IP, OptName.IP_TTL, "IP_TTL", sk -> ((InetSock) sk).ttl, InetOptions::setTtl),
    };

    private InetOptions() {}

    static @Nullable SockOption find(int level, int name) {
        return SockOption.find(TABLE, level, name);
    }

    private static TcpOptions tcp(Sock sk) {
        return ((InetConnectionSock) sk).tcp;
    }

    private static int within(int least, int value, int most) {
        if (value < least || value > most) {
            throw Errno.EINVAL.exception();
        }
        return value;
    }

    /** What a segment carries now, or what was asked for as long as nothing is connected. */
    private static int maxseg(Sock sk) {
        InetConnectionSock connection = (InetConnectionSock) sk;
        boolean idle = switch (sk.state()) {
            case CLOSE, LISTEN -> true;
            default -> false;
        };
        return idle && connection.tcp.userMss != 0 ? connection.tcp.userMss : connection.mssCache;
    }

    private static void setMaxseg(Sock sk, int value) {
        tcp(sk).userMss = value == 0 ? 0 : within(MIN_MSS, value, MAX_MSS);
    }

    private static void setTos(Sock sk, int value) {
        InetSock inet = (InetSock) sk;
        inet.tos = (value & 0xff & ~ECN_MASK) | (inet.tos & ECN_MASK);
        inet.options().priority = PRIORITY_OF_TOS[(inet.tos & 0x1e) >> 3];
    }

    private static void setTtl(Sock sk, int value) {
        ((InetSock) sk).ttl = value == -1 ? InetSock.DEFAULT_TTL : within(1, value, MAX_TTL);
    }
}
