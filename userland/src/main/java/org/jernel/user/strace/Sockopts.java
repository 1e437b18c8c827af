package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Levels, names and values of {@code setsockopt} and {@code getsockopt}. Modelled on strace's {@code net.c}. */
final class Sockopts {

    static final Xlat LEVELS = Xlat.of("sock_levels");

    private static final int SOL_SOCKET = 1;

    /** The names of options by level; those of a level that is not here are numbers. */
    private static final Map<Integer, Xlat> NAMES = Map.of(
            0, Xlat.of("ip_options"),
            SOL_SOCKET, Xlat.of("so_options"),
            6, Xlat.of("tcp_options"),
            17, Xlat.of("udp_options"),
            41, Xlat.of("ipv6_options"),
            58, Xlat.of("raw6_options"),
            255, Xlat.of("raw_options"));

    /** A value that is neither an int nor bytes: its size and what its fields are. */
    private record Value(int size, Fields fields) {}

    private interface Fields {
        String of(ByteBuffer value);
    }

    private static final Value IP_MREQ = new Value(8, value -> "{imr_multiaddr=" + SockAddrs.inetAddr(value)
            + ", imr_interface=" + SockAddrs.inetAddr(value) + "}");
    private static final Value IPV6_MREQ = new Value(20, value -> "{" + SockAddrs.inetPton(value, "ipv6mr_multiaddr")
            + ", ipv6mr_interface=" + interfaceName(value.getInt()) + "}");

    private static final Map<String, Value> STRUCTS = Map.of(
            "SO_LINGER", new Value(8, value -> "{l_onoff=" + value.getInt() + ", l_linger=" + value.getInt() + "}"),
            "SO_PEERCRED", new Value(12, Sockopts::ucred),
            "SO_ERROR", new Value(4, value -> "[" + errorName(value.getInt()) + "]"),
            "IP_ADD_MEMBERSHIP", IP_MREQ,
            "IP_DROP_MEMBERSHIP", IP_MREQ,
            "IPV6_ADD_MEMBERSHIP", IPV6_MREQ,
            "IPV6_DROP_MEMBERSHIP", IPV6_MREQ);

    /** Values that are strings of any length. */
    private static final Set<String> TEXTS = Set.of("SO_BINDTODEVICE", "TCP_CONGESTION");

    private Sockopts() {}

    static @Nullable String name(TracedCall call, long value) {
        Xlat names = NAMES.get(call.intArg(1));
        return names == null ? Integer.toUnsignedString((int) value) : names.value(value);
    }

    /** The value that {@code setsockopt} is given. */
    static String given(TracedCall call, long value) {
        return value(call, value, call.intArg(4));
    }

    /** The value that {@code getsockopt} has written. */
    static String got(TracedCall call, long value) {
        Integer length = call.intAt(call.arg(4));
        return call.failed() || length == null ? Printers.address(value) : value(call, value, length);
    }

    private static String value(TracedCall call, long address, int length) {
        Value struct = STRUCTS.get(name(call, call.arg(2)));
        if (struct != null && length >= struct.size) {
            ByteBuffer value = call.struct(address, struct.size);
            return value == null ? Printers.address(address) : struct.fields.of(value);
        }
        if (length == Integer.BYTES) {
            return String.valueOf(Printers.INT_POINTER.print(call, address));
        }
        boolean isText = TEXTS.contains(name(call, call.arg(2)));
        return length < Integer.BYTES && !isText ? Printers.address(address) : Printers.data(call, address, length);
    }

    static String ucred(ByteBuffer value) {
        return "{pid=" + value.getInt() + ", uid=" + Integer.toUnsignedString(value.getInt()) + ", gid="
                + Integer.toUnsignedString(value.getInt()) + "}";
    }

    private static String errorName(int number) {
        Errno errno = Errno.of(number);
        return errno == null ? Integer.toString(number) : errno.name();
    }

    /** How an interface's number is written; only that of {@code lo} is the same everywhere. */
    static String interfaceName(int index) {
        return index == 1 ? "if_nametoindex(\"lo\")" : Integer.toString(index);
    }
}
