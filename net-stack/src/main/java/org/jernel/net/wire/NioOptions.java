package org.jernel.net.wire;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.TreeMap;

import jdk.net.ExtendedSocketOptions;
import org.jernel.net.core.SolSocket;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;

/**
 * The options of one NIO socket, kept so that a channel that takes its place has them too.
 *
 * <p>IP_TTL, IP_MTU_DISCOVER, IP_MULTICAST_ALL, SO_OOBINLINE, SO_PRIORITY, SO_MARK, SO_BINDTODEVICE, SO_INCOMING_CPU,
 * TCP_MAXSEG, TCP_CORK, TCP_SYNCNT, TCP_LINGER2, TCP_DEFER_ACCEPT, TCP_INFO, TCP_CONGESTION, TCP_USER_TIMEOUT, TCP_FASTOPEN and
 * the options of IPPROTO_IPV6 are unknown to the JDK: ENOPROTOOPT.
 */
final class NioOptions {

    /** By level and name; a flag is a Boolean to the JDK. */
    private static final Map<Key, SocketOption<?>> KNOWN = Map.ofEntries(
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR), StandardSocketOptions.SO_REUSEADDR),
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_REUSEPORT), StandardSocketOptions.SO_REUSEPORT),
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_KEEPALIVE), StandardSocketOptions.SO_KEEPALIVE),
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_SNDBUF), StandardSocketOptions.SO_SNDBUF),
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_RCVBUF), StandardSocketOptions.SO_RCVBUF),
            Map.entry(new Key(SolSocket.SOL_SOCKET, OptName.SO_BROADCAST), StandardSocketOptions.SO_BROADCAST),
            Map.entry(new Key(IpProtocol.IPPROTO_IP, OptName.IP_TOS), StandardSocketOptions.IP_TOS),
            Map.entry(new Key(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_TTL),
                    StandardSocketOptions.IP_MULTICAST_TTL),
            Map.entry(new Key(IpProtocol.IPPROTO_IP, OptName.IP_MULTICAST_LOOP),
                    StandardSocketOptions.IP_MULTICAST_LOOP),
            Map.entry(new Key(IpProtocol.IPPROTO_TCP, OptName.TCP_NODELAY), StandardSocketOptions.TCP_NODELAY),
            Map.entry(new Key(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPIDLE), ExtendedSocketOptions.TCP_KEEPIDLE),
            Map.entry(new Key(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPINTVL),
                    ExtendedSocketOptions.TCP_KEEPINTERVAL),
            Map.entry(new Key(IpProtocol.IPPROTO_TCP, OptName.TCP_KEEPCNT), ExtendedSocketOptions.TCP_KEEPCOUNT),
            Map.entry(new Key(IpProtocol.IPPROTO_TCP, OptName.TCP_QUICKACK), ExtendedSocketOptions.TCP_QUICKACK));

    private final Map<Key, Integer> values = new TreeMap<>();

    private record Key(int level, int name) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return level == other.level ? Integer.compare(name, other.name) : Integer.compare(level, other.level);
        }
    }

    /** Sets an option of a channel, and of those to come. */
    void set(NetworkChannel channel, int level, int name, int value) throws IOException {
        Key key = new Key(level, name);
        SocketOption<?> option = KNOWN.get(key);
        if (option == null) {
            throw Errno.ENOPROTOOPT.exception();
        }
        apply(channel, option, value);
        values.put(key, value);
    }

    /** An option as the channel has it, or {@code guess} where the JDK does not know it. */
    int get(NetworkChannel channel, int level, int name, int guess) {
        SocketOption<?> option = KNOWN.get(new Key(level, name));
        if (option == null || !channel.supportedOptions().contains(option)) {
            return guess;
        }
        try {
            Object value = channel.getOption(option);
            if (value instanceof Integer number) {
                // Of buffers the JDK tells the half that was asked for.
                return option.equals(StandardSocketOptions.SO_SNDBUF) || option.equals(StandardSocketOptions.SO_RCVBUF)
                        ? 2 * number
                        : number;
            }
            return Boolean.TRUE.equals(value) ? 1 : 0;
        } catch (IOException e) {
            return guess;
        }
    }

    NioOptions copy() {
        NioOptions copy = new NioOptions();
        copy.values.putAll(values);
        return copy;
    }

    /** Sets a fresh channel's options. */
    void applyTo(NetworkChannel channel) throws IOException {
        if (channel instanceof ServerSocketChannel) {
            // The JDK turns it on by itself; Linux does not.
            apply(channel, StandardSocketOptions.SO_REUSEADDR, 0);
        }
        for (Map.Entry<Key, Integer> entry : values.entrySet()) {
            SocketOption<?> option = KNOWN.get(entry.getKey());
            if (option != null) {
                apply(channel, option, entry.getValue());
            }
        }
    }

    @SuppressWarnings("unchecked") // the option's own type says which of the two it takes
    private static void apply(NetworkChannel channel, SocketOption<?> option, int value) throws IOException {
        if (!channel.supportedOptions().contains(option)) {
            // A listening channel knows few; the connections that it accepts are given theirs.
            return;
        }
        if (option.type() == Boolean.class) {
            channel.setOption((SocketOption<Boolean>) option, value != 0);
        } else {
            channel.setOption((SocketOption<Integer>) option, value);
        }
    }
}
