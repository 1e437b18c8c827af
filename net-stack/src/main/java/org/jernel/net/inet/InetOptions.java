package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of levels IPPROTO_TCP, IPPROTO_UDP and SOL_RAW. Modelled on {@code net/ipv4/tcp.c}, {@code net/ipv4/udp.c} and
 * {@code net/ipv4/raw.c}; a row that is not here is ENOPROTOOPT.
 */
final class InetOptions {

    /** {@code ICMP_FILTER}, and {@code sizeof(struct icmp_filter)}. */
    private static final int ICMP_FILTER = 1;

    private static final int ICMP_FILTER_SIZE = 4;

    static final int IPV6 = IpProtocol.IPPROTO_IPV6;

    private static final int TCP = IpProtocol.IPPROTO_TCP;
    private static final int UDP = IpProtocol.IPPROTO_UDP;

    private static final int MAX_KEEPALIVE_SECONDS = 32767;
    private static final int MAX_KEEPALIVE_PROBES = 127;

    private static final int MAX_SYN_RETRIES = 127;

    /** {@code net.ipv4.tcp_syn_retries}. */

    private static final int MAX_FIN_TIMEOUT_SECONDS = 120;
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
        SockOption.ofInt(TCP, OptName.TCP_SYNCNT, "TCP_SYNCNT",
                sk -> tcp(sk).synRetries(sk.net().sysctl().tcpSynRetries.get()),
                (sk, value) -> tcp(sk).synRetries = within(1, value, MAX_SYN_RETRIES)),
        SockOption.ofInt(TCP, OptName.TCP_LINGER2, "TCP_LINGER2",
                sk -> tcp(sk).finTimeoutSeconds(sk.net().sysctl().tcpFinTimeout.get()),
                (sk, value) -> tcp(sk).linger2Seconds = Math.clamp(value, -1, MAX_FIN_TIMEOUT_SECONDS)),
        SockOption.ofInt(TCP, OptName.TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT", sk -> tcp(sk).deferAcceptSeconds(),
                (sk, value) -> tcp(sk).setDeferAcceptSeconds(value)),
        new SockOption(TCP, OptName.TCP_INFO, "TCP_INFO", Integer.BYTES, sk -> connection(sk).tcpInfo(), null),
        SockOption.ofFlag(TCP, OptName.TCP_QUICKACK, "TCP_QUICKACK", sk -> tcp(sk).quickAck,
                (sk, on) -> tcp(sk).quickAck = on),
        new SockOption(TCP, OptName.TCP_CONGESTION, "TCP_CONGESTION", 1, InetConnectionSock.TCP_CA_NAME_MAX - 1,
                sk -> connection(sk).congestionControl(),
                (sk, value) -> connection(sk).setCongestionControl(value)),
        SockOption.ofInt(TCP, OptName.TCP_USER_TIMEOUT, "TCP_USER_TIMEOUT", sk -> tcp(sk).userTimeoutMillis,
                (sk, value) -> tcp(sk).userTimeoutMillis = within(0, value, Integer.MAX_VALUE)),
        // As where net.ipv4.tcp_fastopen lets nobody answer: a listener has the queue, and hands out no cookies.
        SockOption.ofInt(TCP, OptName.TCP_FASTOPEN, "TCP_FASTOPEN", sk -> tcp(sk).fastOpenQueue,
                InetOptions::setFastOpenQueue),
        // As where net.ipv4.tcp_fastopen does not allow it.
        SockOption.ofInt(TCP, 30, "TCP_FASTOPEN_CONNECT", sk -> 0, (sk, value) -> {
            int _ = within(0, value, 1);
            throw Errno.EOPNOTSUPP.exception();
        }),
        SockOption.ofFlag(UDP, OptName.UDP_CORK, "UDP_CORK", sk -> ((InetDgramSock) sk).cork,
                (sk, on) -> ((InetDgramSock) sk).cork = on),
        new SockOption(IpProtocol.SOL_RAW, ICMP_FILTER, "ICMP_FILTER", 0, ICMP_FILTER_SIZE, InetOptions::icmpFilter,
                InetOptions::setIcmpFilter),
    };

    private InetOptions() {}

    /** The row of that level and name, or null, for a sock of that protocol. */
    static @Nullable SockOption find(int protocol, int level, int name) {
        if (level == IpProtocol.IPPROTO_IP) {
            return IpSockOptions.find(name);
        }
        return level == protocol ? SockOption.find(TABLE, level, name) : null;
    }

    private static byte[] icmpFilter(Sock sk) {
        requireIcmp(sk);
        return SockOption.intBytes(((InetSock) sk).ip.icmpFilter);
    }

    /** A short value changes the first bytes only. */
    private static void setIcmpFilter(Sock sk, byte[] value) {
        byte[] filter = icmpFilter(sk);
        System.arraycopy(value, 0, filter, 0, value.length);
        ((InetSock) sk).ip.icmpFilter = SockOption.intValue(filter);
    }

    private static void requireIcmp(Sock sk) {
        if (sk.protocol() != IpProtocol.IPPROTO_ICMP) {
            throw Errno.EOPNOTSUPP.exception();
        }
    }

    private static TcpOptions tcp(Sock sk) {
        return connection(sk).tcp;
    }

    private static InetConnectionSock connection(Sock sk) {
        return (InetConnectionSock) sk;
    }

    static int within(int least, int value, int most) {
        if (value < least || value > most) {
            throw Errno.EINVAL.exception();
        }
        return value;
    }

    /** What goes beyond somaxconn is cut. {@code fastopen_queue_tune}. */
    private static void setFastOpenQueue(Sock sk, int value) {
        if (value < 0 || !sk.state().isOneOf(TcpState.CLOSE, TcpState.LISTEN)) {
            throw Errno.EINVAL.exception();
        }
        tcp(sk).fastOpenQueue = Math.min(value, sk.net().somaxconn());
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
