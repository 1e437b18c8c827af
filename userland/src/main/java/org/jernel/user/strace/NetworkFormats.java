package org.jernel.user.strace;

import java.util.List;
import java.util.Map;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.CallFormat.out;
import static org.jernel.user.strace.Printers.FD;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.SIZE;
import static org.jernel.user.strace.Printers.UNSIGNED;
import static org.jernel.user.strace.Printers.bytesOf;

/** The socket calls. Modelled on strace's {@code net.c}. */
final class NetworkFormats {

    private static final Xlat FAMILIES = Xlat.of("addrfams");
    private static final Xlat TYPES = Xlat.of("socktypes");
    private static final Xlat TYPE_FLAGS = Xlat.of("sock_flags");
    private static final Xlat PROTOCOLS = Xlat.of("inet_protocols");
    private static final Xlat NETLINK = Xlat.of("netlink_protocols");
    private static final Xlat ETHERNET = Xlat.of("ethernet_protocols");
    private static final Printer FLAGS = Xlat.flagsOf("msg_flags");

    private static final int SOCK_TYPE_MASK = 0xf;

    private static final CallFormat SOCKET =
            CallFormat.of(List.of(in(FAMILIES), in(NetworkFormats::type), in(NetworkFormats::protocol)))
                    .withResult(Printers.NEW_FD);
    private static final CallFormat ADDRESS = CallFormat.of(List.of(in(FD), in(SockAddrs.measuredBy(2)), in(INT)));
    private static final CallFormat NAME =
            CallFormat.of(List.of(in(FD), onExit(SockAddrs.writtenWith(2)), onExit(SockAddrs.lengthOf(1))))
                    .keepingInt(2);

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("socket", SOCKET),
            entry("socketpair", CallFormat.of(List.of(
                    in(FAMILIES), in(NetworkFormats::type), in(SIZE), out(CallFormats.FD_PAIR)))),
            entry("bind", ADDRESS),
            entry("connect", ADDRESS),
            entry("getsockname", NAME),
            entry("getpeername", NAME),
            entry("accept", NAME.withResult(Printers.NEW_FD)),
            entry("accept4", CallFormat.of(List.of(
                    in(FD), onExit(SockAddrs.writtenWith(2)), onExit(SockAddrs.lengthOf(1)),
                    onExit(Xlat.flagsOf("sock_flags")))).keepingInt(2).withResult(Printers.NEW_FD)),
            entry("send", CallFormat.of(List.of(in(FD), in(bytesOf(2)), in(SIZE), in(FLAGS)))),
            entry("recv", CallFormat.of(List.of(in(FD), out(Printers.RESULT_BYTES), onExit(SIZE), onExit(FLAGS)))),
            entry("sendto", CallFormat.of(List.of(
                    in(FD), in(bytesOf(2)), in(SIZE), in(FLAGS), in(SockAddrs.measuredBy(5)), in(INT)))),
            entry("recvfrom", CallFormat.of(List.of(
                    in(FD), out(Printers.RESULT_BYTES), onExit(SIZE), onExit(FLAGS), onExit(SockAddrs.writtenWith(5)),
                    onExit(SockAddrs.lengthOf(4)))).keepingInt(5)),
            entry("sendmsg", CallFormat.of(List.of(in(FD), in(Messages::sent), in(FLAGS)))),
            entry("recvmsg", CallFormat.of(List.of(in(FD), onExit(Messages::received), onExit(FLAGS)))
                    .keeping(Messages::nameLength)),
            entry("sendmmsg", CallFormat.of(List.of(in(FD), onExit(Messages::many), onExit(UNSIGNED), onExit(FLAGS)))),
            entry("recvmmsg", CallFormat.of(List.of(
                    in(FD), onExit(Messages::many), onExit(UNSIGNED), onExit(FLAGS), onExit(Times.TIMESPEC)))),
            entry("shutdown", CallFormat.of(List.of(in(FD), in(Xlat.of("shutdown_modes"))))),
            entry("setsockopt", CallFormat.of(List.of(
                    in(FD), in(Sockopts.LEVELS), in(Sockopts::name), in(Sockopts::given), in(INT)))),
            entry("getsockopt", CallFormat.of(List.of(
                    in(FD), in(Sockopts.LEVELS), in(Sockopts::name), onExit(Sockopts::got),
                    onExit(SockAddrs.lengthOf(3)))).keepingInt(4)));

    private NetworkFormats() {}

    private static String type(TracedCall call, long value) {
        int type = (int) value;
        int flags = type & ~SOCK_TYPE_MASK;
        if (!TYPES.has(type & SOCK_TYPE_MASK)) {
            return TYPE_FLAGS.flags(type);
        }
        return TYPES.value(type & SOCK_TYPE_MASK) + (flags == 0 ? "" : "|" + TYPE_FLAGS.flags(flags));
    }

    private static String protocol(TracedCall call, long value) {
        return switch (FAMILIES.value(call.intArg(0))) {
            case "AF_INET", "AF_INET6" -> PROTOCOLS.value(value);
            case "AF_NETLINK" -> NETLINK.value(value);
            case "AF_PACKET" -> "htons(" + ETHERNET.value(Short.reverseBytes((short) value) & 0xffff) + ")";
            default -> Integer.toString((int) value);
        };
    }
}
