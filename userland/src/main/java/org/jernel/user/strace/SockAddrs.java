package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

import org.jernel.net.uapi.In6Addr;

/** Socket addresses. Modelled on strace's {@code sockaddr.c}. */
final class SockAddrs {

    private static final Xlat FAMILIES = Xlat.of("addrfams");

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;

    private static final int SIZEOF_SA_FAMILY = 2;
    private static final int SIZEOF_SOCKADDR_IN = 16;
    private static final int SIN6_MIN_LEN = 24;
    private static final int SIZEOF_SOCKADDR_IN6 = 28;
    private static final int SIZEOF_SOCKADDR_NL = 12;
    private static final int SIZEOF_SOCKADDR_STORAGE = 128;

    /** How the address of a family is written, and the fewest bytes that make one. */
    private record Family(int least, Text text) {}

    private interface Text {
        String of(TracedCall call, ByteBuffer address);
    }

    private static final Map<Integer, Family> WRITTEN = Map.of(
            AF_UNIX, new Family(SIZEOF_SA_FAMILY + 1, SockAddrs::unix),
            AF_INET, new Family(SIZEOF_SOCKADDR_IN, SockAddrs::inet),
            AF_INET6, new Family(SIN6_MIN_LEN, SockAddrs::inet6),
            AF_NETLINK, new Family(SIZEOF_SOCKADDR_NL, SockAddrs::netlink));

    private SockAddrs() {}

    /** An address that the argument at {@code length} measures. */
    static Printer measuredBy(int length) {
        return (call, value) -> print(call, value, call.intArg(length));
    }

    /** An address that a call has written: its size is behind the pointer in argument {@code length}, and was kept. */
    static Printer writtenWith(int length) {
        return (call, value) -> {
            Integer written = value == 0 ? null : call.intAt(call.arg(length));
            return written == null || call.failed()
                    ? Printers.address(value)
                    : print(call, value, Math.min(written, (int) call.kept()));
        };
    }

    /** The size that a call has changed: {@code [128 => 16]}. */
    static Printer lengthOf(int address) {
        return (call, value) -> {
            Integer now = call.arg(address) == 0 ? null : call.intAt(value);
            if (now == null) {
                return Printers.address(value);
            }
            return call.failed() || now == call.kept()
                    ? "[" + call.kept() + "]"
                    : "[" + call.kept() + " => " + now + "]";
        };
    }

    /** The bytes at {@code address} as the address that they are. {@code decode_sockaddr}. */
    static String print(TracedCall call, long address, int length) {
        if (length < SIZEOF_SA_FAMILY) {
            return Printers.address(address);
        }
        byte[] bytes = call.bytes(address, Math.min(length, SIZEOF_SOCKADDR_STORAGE));
        return bytes == null ? Printers.address(address) : text(call, bytes);
    }

    static String text(TracedCall call, byte[] bytes) {
        ByteBuffer address = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int number = address.getShort() & 0xffff;
        String family = "{sa_family=" + FAMILIES.value(number);
        Family written = WRITTEN.get(number);
        if (number == AF_UNIX && bytes.length == SIZEOF_SA_FAMILY) {
            return family + "}";
        }
        if (written != null && bytes.length >= written.least) {
            return family + ", " + written.text.of(call, address) + "}";
        }
        byte[] rest = Arrays.copyOfRange(bytes, SIZEOF_SA_FAMILY, bytes.length);
        return rest.length == 0 ? family + "}" : family + ", sa_data=" + call.quote(rest) + "}";
    }

    private static String unix(TracedCall call, ByteBuffer address) {
        byte[] path = rest(address);
        if (path[0] == 0) {
            return "sun_path=@" + call.quote(Arrays.copyOfRange(path, 1, path.length));
        }
        int end = 0;
        while (end < path.length && path[end] != 0) {
            end++;
        }
        return "sun_path=" + call.quote(Arrays.copyOf(path, end));
    }

    private static String inet(TracedCall call, ByteBuffer address) {
        return "sin_port=htons(" + port(address) + "), sin_addr=" + inetAddr(address);
    }

    private static String inet6(TracedCall call, ByteBuffer address) {
        int port = port(address);
        int flow = Integer.reverseBytes(address.getInt());
        String text = "sin6_port=htons(" + port + "), sin6_flowinfo=htonl(" + Integer.toUnsignedString(flow)
                + "), " + inetPton(address, "sin6_addr");
        return address.limit() >= SIZEOF_SOCKADDR_IN6 ? text + ", sin6_scope_id=" + scope(address.getInt()) : text;
    }

    private static String scope(int index) {
        return index == 0 ? "0" : Sockopts.interfaceName(index);
    }

    private static String netlink(TracedCall call, ByteBuffer address) {
        address.getShort();
        return "nl_pid=" + address.getInt() + ", nl_groups=%08x".formatted(address.getInt());
    }

    private static int port(ByteBuffer address) {
        return Short.toUnsignedInt(Short.reverseBytes(address.getShort()));
    }

    /** {@code inet_addr("127.0.0.1")}. */
    static String inetAddr(ByteBuffer from) {
        byte[] octets = new byte[4];
        from.get(octets);
        return "inet_addr(\"%d.%d.%d.%d\")"
                .formatted(octets[0] & 0xff, octets[1] & 0xff, octets[2] & 0xff, octets[3] & 0xff);
    }

    /** {@code inet_pton(AF_INET6, "::1", &sin6_addr)}. */
    static String inetPton(ByteBuffer from, String field) {
        byte[] octets = new byte[16];
        from.get(octets);
        return "inet_pton(AF_INET6, \"" + ipv6(octets) + "\", &" + field + ")";
    }

    private static String ipv6(byte[] octets) {
        return In6Addr.of(octets).toString();
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }
}
