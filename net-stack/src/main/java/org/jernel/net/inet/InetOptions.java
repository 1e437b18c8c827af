package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of levels IPPROTO_TCP and IPPROTO_UDP. Modelled on {@code net/ipv4/tcp.c} and {@code net/ipv4/udp.c}; a row that
 * is not here is ENOPROTOOPT.
 */
final class InetOptions {

    static final int IPV6 = IpProtocol.IPPROTO_IPV6;

    private static final int TCP = IpProtocol.IPPROTO_TCP;
    private static final int UDP = IpProtocol.IPPROTO_UDP;

    private static final int MAX_KEEPALIVE_SECONDS = 32767;
    private static final int MAX_KEEPALIVE_PROBES = 127;
    private static final int MIN_MSS = 88;
    private static final int MAX_MSS = 32767;

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
        SockOption.ofFlag(UDP, OptName.UDP_CORK, "UDP_CORK", sk -> ((InetDgramSock) sk).cork,
                (sk, on) -> ((InetDgramSock) sk).cork = on),
    };

    private InetOptions() {}

    /** The row of that level and name, or null, for a sock of that protocol. */
    static @Nullable SockOption find(int protocol, int level, int name) {
        if (level == IpProtocol.IPPROTO_IP) {
            return IpSockOptions.find(name);
        }
        return level == protocol ? SockOption.find(TABLE, level, name) : null;
    }

    private static TcpOptions tcp(Sock sk) {
        return ((InetConnectionSock) sk).tcp;
    }

    static int within(int least, int value, int most) {
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
}
