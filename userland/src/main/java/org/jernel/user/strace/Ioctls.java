package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/** Names and arguments of {@code ioctl}. Modelled on strace's {@code ioctl.c} and {@code sock.c}. */
final class Ioctls {

    private static final Xlat COMMANDS = Xlat.of("ioctls");

    private static final int SIZEOF_IFREQ = 40;
    private static final int IFNAMSIZ = 16;
    private static final String[] DIRECTIONS = {"_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"};

    private static final Set<String> INTS =
            Set.of("FIONREAD", "FIONBIO", "FIOASYNC", "TIOCOUTQ", "SIOCATMARK", "SIOCGPGRP", "SIOCSPGRP", "FIOSETOWN",
                    "FIOGETOWN", "TIOCGPGRP", "TIOCSPGRP");

    /** The field of {@code struct ifreq} that a command is about, by the end of its name. */
    private static final Map<String, BiFunction<TracedCall, ByteBuffer, String>> FIELDS = Map.ofEntries(
            Map.entry("FLAGS", (call, value) -> "ifr_flags=" + Xlat.of("iff_flags").flags(value.getShort() & 0xffff)),
            Map.entry("BRDADDR", (call, value) -> "ifr_broadaddr=" + sockaddr(call, value)),
            Map.entry("DSTADDR", (call, value) -> "ifr_dstaddr=" + sockaddr(call, value)),
            Map.entry("NETMASK", (call, value) -> "ifr_netmask=" + sockaddr(call, value)),
            Map.entry("HWADDR", (call, value) -> hardware(value)),
            Map.entry("IFADDR", (call, value) -> "ifr_addr=" + sockaddr(call, value)),
            Map.entry("METRIC", (call, value) -> "ifr_metric=" + value.getInt()),
            Map.entry("MTU", (call, value) -> "ifr_mtu=" + value.getInt()),
            Map.entry("INDEX", (call, value) -> "ifr_ifindex=" + value.getInt()),
            Map.entry("TXQLEN", (call, value) -> "ifr_qlen=" + value.getInt()));

    private Ioctls() {}

    /** {@code FIONREAD}, or what the number is made of. */
    static String command(TracedCall call, long value) {
        int command = (int) value;
        if (COMMANDS.has(command)) {
            return COMMANDS.value(command);
        }
        return "_IOC(" + DIRECTIONS[command >>> 30] + ", " + Printers.hex(command >> 8 & 0xff) + ", "
                + Printers.hex(command & 0xff) + ", " + Printers.hex(command >> 16 & 0x3fff) + ")";
    }

    static @Nullable String argument(TracedCall call, long value) {
        String command = command(call, call.arg(1));
        if (INTS.contains(command)) {
            return call.failed() ? Printers.address(value) : Printers.INT_POINTER.print(call, value);
        }
        return switch (command) {
            case "SIOCGIFCONF" -> interfaces(call, value);
            case "TIOCGWINSZ", "TIOCSWINSZ" -> call.failed()
                    ? Printers.address(value)
                    : Printers.struct(8, Ioctls::windowSize).print(call, value);
            case "SIOCGIFNAME" -> Printers.struct(SIZEOF_IFREQ, request -> "{ifr_ifindex=" + request.getInt(IFNAMSIZ)
                    + (call.failed() ? "}" : ", ifr_name=" + name(call, request) + "}")).print(call, value);
            case "FIOCLEX", "FIONCLEX" -> null;
            case "TCGETS", "SNDCTL_TMR_START or TCSETS", "SNDCTL_TMR_STOP or TCSETSW",
                    "SNDCTL_TMR_CONTINUE or TCSETSF" ->
                Printers.address(value);
            default -> command.startsWith("SIOC") ? interfaceRequest(call, command, value) : Printers.hex(value);
        };
    }

    private static String interfaceRequest(TracedCall call, String command, long address) {
        ByteBuffer request = call.struct(address, SIZEOF_IFREQ);
        if (request == null) {
            return Printers.address(address);
        }
        String name = "{ifr_name=" + name(call, request);
        if (call.failed() && command.startsWith("SIOCG")) {
            return name + "}";
        }
        request.position(IFNAMSIZ);
        return FIELDS.entrySet().stream()
                .filter(field -> command.endsWith(field.getKey()))
                .findFirst()
                .map(field -> name + ", " + field.getValue().apply(call, request) + "}")
                .orElse(Printers.address(address));
    }

    private static String name(TracedCall call, ByteBuffer request) {
        int end = 0;
        while (end < IFNAMSIZ && request.get(request.position() + end) != 0) {
            end++;
        }
        byte[] name = new byte[end];
        request.get(request.position(), name);
        return call.quote(name);
    }

    private static String sockaddr(TracedCall call, ByteBuffer value) {
        byte[] bytes = new byte[16];
        value.get(bytes);
        return SockAddrs.text(call, bytes);
    }

    private static String hardware(ByteBuffer value) {
        int type = value.getShort() & 0xffff;
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            data.append(i == 0 ? "" : ":").append("%02x".formatted(value.get()));
        }
        String family = type == 1 ? "ARPHRD_ETHER" : type == 772 ? "ARPHRD_LOOPBACK" : Printers.hex(type);
        return "ifr_hwaddr={sa_family=" + family + ", sa_data=" + data + "}";
    }

    private static String windowSize(ByteBuffer size) {
        return "{ws_row=" + size.getShort() + ", ws_col=" + size.getShort() + ", ws_xpixel=" + size.getShort()
                + ", ws_ypixel="
                + size.getShort() + "}";
    }

    private static String interfaces(TracedCall call, long address) {
        ByteBuffer conf = call.struct(address, 16);
        if (conf == null) {
            return Printers.address(address);
        }
        int length = conf.getInt(0);
        long buffer = conf.getLong(8);
        if (call.failed() || buffer == 0) {
            return "{ifc_len=" + length + ", ifc_buf=" + Printers.address(buffer) + "}";
        }
        int count = length / SIZEOF_IFREQ;
        return "{ifc_len=" + length + " /* " + count + " * sizeof(struct ifreq) */, ifc_buf="
                + Printers.array(call, buffer, count, i -> {
                    byte[] bytes = call.bytes(buffer + (long) i * SIZEOF_IFREQ, SIZEOF_IFREQ);
                    if (bytes == null) {
                        return null;
                    }
                    ByteBuffer request = ByteBuffer.wrap(bytes);
                    return "{ifr_name=" + name(call, request) + ", ifr_addr="
                            + SockAddrs.text(call, Arrays.copyOfRange(bytes, IFNAMSIZ, IFNAMSIZ + 16)) + "}";
                })
                + "}";
    }
}
