package org.jernel.net.wire;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import org.jernel.net.core.SockOptions;
import org.jspecify.annotations.Nullable;

/**
 * One option that the host has to know of, or that it knows better: the others end in our own layers.
 *
 * <p>SO_LINGER is not among them: it would let {@code close} block a carrier thread.
 *
 * @param value what the host is told when the option was set, null for one that is only asked for
 * @param look brings what the host knows before the option is told, null for one that is the same here
 */
record WireOption(
        int level, int name, @Nullable ToIntFunction<WireTcpSock> value, @Nullable Consumer<WireTcpSock> look) {

    static final int SOL_SOCKET = 1;
    static final int IPPROTO_TCP = 6;

    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_OOBINLINE = 10;
    static final int SO_PRIORITY = 12;
    static final int SO_REUSEPORT = 15;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_MARK = 36;

    static final int SOL_IP = 0;
    static final int IP_TOS = 1;
    static final int IP_TTL = 2;

    static final int TCP_NODELAY = 1;
    static final int TCP_MAXSEG = 2;
    static final int TCP_CORK = 3;
    static final int TCP_KEEPIDLE = 4;
    static final int TCP_KEEPINTVL = 5;
    static final int TCP_KEEPCNT = 6;
    static final int TCP_QUICKACK = 12;
    static final int TCP_USER_TIMEOUT = 18;

    private static final List<WireOption> ALL = List.of(
            socketFlag(SO_REUSEADDR, sk -> sk.options().reuseAddr),
            socketFlag(SO_REUSEPORT, sk -> sk.options().reusePort),
            socketFlag(SO_KEEPALIVE, sk -> sk.options().keepAlive),
            socketFlag(SO_OOBINLINE, sk -> sk.options().oobInline),
            new WireOption(SOL_SOCKET, SO_ERROR, null, WireTcpSock::refresh),
            // Linux doubles what it is given, and ours is doubled already.
            new WireOption(SOL_SOCKET, SO_SNDBUF, sk -> sk.options().sndbuf / 2, WireOption::lookAtSndbuf),
            new WireOption(SOL_SOCKET, SO_RCVBUF, sk -> sk.options().rcvbuf / 2, WireOption::lookAtRcvbuf),
            told(SOL_SOCKET, SO_SNDBUFFORCE, sk -> sk.options().sndbuf / 2),
            told(SOL_SOCKET, SO_RCVBUFFORCE, sk -> sk.options().rcvbuf / 2),
            told(SOL_SOCKET, SO_PRIORITY, sk -> sk.options().priority),
            told(SOL_SOCKET, SO_MARK, sk -> sk.options().mark),
            told(SOL_IP, IP_TOS, sk -> sk.tos),
            told(SOL_IP, IP_TTL, sk -> sk.ttl),
            tcpFlag(TCP_NODELAY, sk -> sk.tcp.noDelay),
            tcpFlag(TCP_CORK, sk -> sk.tcp.cork),
            tcpFlag(TCP_QUICKACK, sk -> sk.tcp.quickAck),
            new WireOption(IPPROTO_TCP, TCP_MAXSEG, sk -> sk.tcp.userMss, WireOption::lookAtMaxseg),
            told(IPPROTO_TCP, TCP_KEEPIDLE, sk -> sk.tcp.keepIdleSeconds),
            told(IPPROTO_TCP, TCP_KEEPINTVL, sk -> sk.tcp.keepIntervalSeconds),
            told(IPPROTO_TCP, TCP_KEEPCNT, sk -> sk.tcp.keepProbes),
            told(IPPROTO_TCP, TCP_USER_TIMEOUT, sk -> sk.tcp.userTimeoutMillis));

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
    void tellHost(WireTcpSock sk) {
        if (value != null) {
            sk.host().setOption(level, name, value.applyAsInt(sk));
        }
    }

    /** Brings what the host knows. */
    void askHost(WireTcpSock sk) {
        if (look != null && !sk.isClosed()) {
            look.accept(sk);
        }
    }

    private static void lookAtSndbuf(WireTcpSock sk) {
        sk.options().sndbuf = sk.host().option(SOL_SOCKET, SO_SNDBUF, sk.options().sndbuf);
    }

    private static void lookAtRcvbuf(WireTcpSock sk) {
        sk.options().rcvbuf = sk.host().option(SOL_SOCKET, SO_RCVBUF, sk.options().rcvbuf);
    }

    private static void lookAtMaxseg(WireTcpSock sk) {
        sk.mssCache = sk.host().option(IPPROTO_TCP, TCP_MAXSEG, sk.mssCache);
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
        child.tos = listener.tos;
        child.ttl = listener.ttl;
        child.tcp.noDelay = listener.tcp.noDelay;
        child.tcp.cork = listener.tcp.cork;
        child.tcp.userMss = listener.tcp.userMss;
        child.tcp.keepIdleSeconds = listener.tcp.keepIdleSeconds;
        child.tcp.keepIntervalSeconds = listener.tcp.keepIntervalSeconds;
        child.tcp.keepProbes = listener.tcp.keepProbes;
        child.tcp.userTimeoutMillis = listener.tcp.userTimeoutMillis;
    }

    private static WireOption told(int level, int name, ToIntFunction<WireTcpSock> value) {
        return new WireOption(level, name, value, null);
    }

    private static WireOption socketFlag(int name, Predicate<WireTcpSock> isOn) {
        return told(SOL_SOCKET, name, sk -> isOn.test(sk) ? 1 : 0);
    }

    private static WireOption tcpFlag(int name, Predicate<WireTcpSock> isOn) {
        return told(IPPROTO_TCP, name, sk -> isOn.test(sk) ? 1 : 0);
    }
}
