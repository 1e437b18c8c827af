package org.jernel.net.wire;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import org.jernel.net.core.SockOptions;
import org.jernel.net.core.SolSocket;
import org.jernel.net.inet.InetConnectionSock;
import org.jernel.net.inet.InetSock;
import org.jernel.net.inet.TcpOptions;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jspecify.annotations.Nullable;

/**
 * One option that the host has to know of, or that it knows better: the others end in our own layers.
 *
 * <p>SO_LINGER is not among them: it would let {@code close} block a carrier thread.
 *
 * @param hostName under which name the host knows it
 * @param value what the host is told when the option was set, null for one that is only asked for
 * @param look brings what the host knows before the option is told, null for one that is the same here
 */
record WireOption(
        int level, int name, int hostName, @Nullable ToIntFunction<InetSock> value, @Nullable Consumer<WireSock> look) {

    private static final List<WireOption> ALL = List.of(
            socketFlag(OptName.SO_REUSEADDR, sk -> sk.options().reuseAddr),
            socketFlag(OptName.SO_REUSEPORT, sk -> sk.options().reusePort),
            socketFlag(OptName.SO_BROADCAST, sk -> sk.options().broadcast),
            socketFlag(OptName.SO_KEEPALIVE, sk -> sk.options().keepAlive),
            socketFlag(OptName.SO_OOBINLINE, sk -> sk.options().oobInline),
            new WireOption(SolSocket.SOL_SOCKET, OptName.SO_ERROR, null, WireSock::refresh),
            // Linux doubles what it is given, and ours is doubled already.
            new WireOption(
                    SolSocket.SOL_SOCKET, OptName.SO_SNDBUF, sk -> sk.options().sndbuf / 2, WireOption::lookAtSndbuf),
            new WireOption(
                    SolSocket.SOL_SOCKET, OptName.SO_RCVBUF, sk -> sk.options().rcvbuf / 2, WireOption::lookAtRcvbuf),
            told(SolSocket.SOL_SOCKET, OptName.SO_SNDBUFFORCE, sk -> sk.options().sndbuf / 2),
            told(SolSocket.SOL_SOCKET, OptName.SO_RCVBUFFORCE, sk -> sk.options().rcvbuf / 2),
            told(SolSocket.SOL_SOCKET, OptName.SO_PRIORITY, sk -> sk.options().priority),
            told(SolSocket.SOL_SOCKET, OptName.SO_MARK, sk -> sk.options().mark),
            new WireOption(
                    SolSocket.SOL_SOCKET, OptName.SO_INCOMING_CPU, sk -> sk.options().incomingCpu,
                    WireOption::lookAtIncomingCpu),
            told(SolSocket.SOL_SOCKET, OptName.SO_BINDTOIFINDEX, sk -> sk.options().boundDevIf),
            new WireOption(
                    SolSocket.SOL_SOCKET, OptName.SO_BINDTODEVICE, OptName.SO_BINDTOIFINDEX,
                    sk -> sk.options().boundDevIf, null),
            told(IpProtocol.IPPROTO_IP, OptName.IP_TOS, sk -> sk.tos),
            told(IpProtocol.IPPROTO_IP, OptName.IP_TTL, sk -> sk.ttl),
            told(IpProtocol.IPPROTO_IP, OptName.IP_MTU_DISCOVER, sk -> sk.ip.pmtuDiscovery.number()),
            told(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_TTL, sk -> sk.ip.multicastTtl),
            told(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_LOOP, sk -> sk.ip.multicastLoop ? 1 : 0),
            told(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_ALL, sk -> sk.ip.multicastAll ? 1 : 0),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_V6ONLY, sk -> sk.ipv6Only ? 1 : 0),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_TCLASS, sk -> sk.ipv6.tclass),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_UNICAST_HOPS, sk -> sk.ipv6.unicastHops),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_MULTICAST_HOPS, sk -> sk.ipv6.multicastHops),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_MULTICAST_LOOP, sk -> sk.ipv6.multicastLoop ? 1 : 0),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_MULTICAST_ALL, sk -> sk.ipv6.multicastAll ? 1 : 0),
            told(IpProtocol.IPPROTO_IPV6, OptName.IPV6_MTU_DISCOVER, sk -> sk.ipv6.pmtuDiscovery.number()),
            tcpFlag(OptName.TCP_NODELAY, sk -> tcp(sk).noDelay),
            tcpFlag(OptName.TCP_CORK, sk -> tcp(sk).cork),
            tcpFlag(OptName.TCP_QUICKACK, sk -> tcp(sk).quickAck),
            new WireOption(
                    IpProtocol.IPPROTO_TCP, OptName.TCP_MAXSEG, sk -> tcp(sk).userMss, WireOption::lookAtMaxseg),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPIDLE, sk -> tcp(sk).keepIdleSeconds),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPINTVL, sk -> tcp(sk).keepIntervalSeconds),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPCNT, sk -> tcp(sk).keepProbes),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_SYNCNT, sk -> tcp(sk).synRetries),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_LINGER2, sk -> tcp(sk).linger2Seconds),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_DEFER_ACCEPT, sk -> tcp(sk).deferAcceptSeconds()),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_FASTOPEN, sk -> tcp(sk).fastOpenQueue),
            told(IpProtocol.IPPROTO_TCP, OptName.TCP_USER_TIMEOUT, sk -> tcp(sk).userTimeoutMillis));

    private WireOption(
            int level, int name, @Nullable ToIntFunction<InetSock> value, @Nullable Consumer<WireSock> look) {
        this(level, name, name, value, look);
    }

    /** The option of that level and name, or null where the host need not know. */
    static @Nullable WireOption find(int level, int name) {
        for (WireOption option : ALL) {
            if (option.level == level && option.name == name) {
                return option;
            }
        }
        return null;
    }

    /** Passes on what was set. */
    <S extends InetSock & WireSock> void tellHost(S sk) {
        if (value != null) {
            sk.setHostOption(level, hostName, value.applyAsInt(sk));
        }
    }

    /** Brings what the host knows. */
    void askHost(WireSock sk) {
        if (look != null) {
            look.accept(sk);
        }
    }

    private static void lookAtSndbuf(WireSock sk) {
        sk.options().sndbuf = sk.hostOption(SolSocket.SOL_SOCKET, OptName.SO_SNDBUF, sk.options().sndbuf);
    }

    private static void lookAtRcvbuf(WireSock sk) {
        sk.options().rcvbuf = sk.hostOption(SolSocket.SOL_SOCKET, OptName.SO_RCVBUF, sk.options().rcvbuf);
    }

    private static void lookAtIncomingCpu(WireSock sk) {
        SockOptions options = sk.options();
        options.incomingCpu = sk.hostOption(SolSocket.SOL_SOCKET, OptName.SO_INCOMING_CPU, options.incomingCpu);
    }

    private static void lookAtMaxseg(WireSock sk) {
        if (sk instanceof WireTcpSock tcp) {
            tcp.mssCache = tcp.hostOption(IpProtocol.IPPROTO_TCP, OptName.TCP_MAXSEG, tcp.mssCache);
        }
    }

    /** What an accepted connection takes over from its listener, whose options the host has passed on already. */
    static void inherit(WireTcpSock listener, WireTcpSock child) {
        SockOptions from = listener.options();
        SockOptions to = child.options();
        to.rcvbuf = from.rcvbuf;
        to.sndbuf = from.sndbuf;
        to.rcvlowat = from.rcvlowat;
        to.rcvtimeoNanos = from.rcvtimeoNanos;
        to.sndtimeoNanos = from.sndtimeoNanos;
        to.reuseAddr = from.reuseAddr;
        to.reusePort = from.reusePort;
        to.keepAlive = from.keepAlive;
        to.broadcast = from.broadcast;
        to.oobInline = from.oobInline;
        to.lingerOn = from.lingerOn;
        to.lingerNanos = from.lingerNanos;
        to.mark = from.mark;
        to.boundDevIf = from.boundDevIf;
        child.tos = listener.tos;
        child.ttl = listener.ttl;
        child.ipv6.inherit(listener.ipv6);
        child.ipv6Only = listener.ipv6Only;
        child.tcp.noDelay = listener.tcp.noDelay;
        child.tcp.cork = listener.tcp.cork;
        child.tcp.userMss = listener.tcp.userMss;
        child.tcp.keepIdleSeconds = listener.tcp.keepIdleSeconds;
        child.tcp.keepIntervalSeconds = listener.tcp.keepIntervalSeconds;
        child.tcp.keepProbes = listener.tcp.keepProbes;
        child.tcp.userTimeoutMillis = listener.tcp.userTimeoutMillis;
        child.tcp.synRetries = listener.tcp.synRetries;
        child.tcp.linger2Seconds = listener.tcp.linger2Seconds;
    }

    private static WireOption told(int level, int name, ToIntFunction<InetSock> value) {
        return new WireOption(level, name, value, null);
    }

    private static WireOption socketFlag(int name, Predicate<InetSock> isOn) {
        return told(SolSocket.SOL_SOCKET, name, sk -> isOn.test(sk) ? 1 : 0);
    }

    private static WireOption tcpFlag(int name, Predicate<InetSock> isOn) {
        return told(IpProtocol.IPPROTO_TCP, name, sk -> isOn.test(sk) ? 1 : 0);
    }

    private static TcpOptions tcp(InetSock sk) {
        return ((InetConnectionSock) sk).tcp;
    }
}
