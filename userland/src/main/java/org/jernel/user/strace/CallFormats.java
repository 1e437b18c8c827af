package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * How every call is written: as its own entry says, or else as the C types of its arguments say, which the compile-time
 * processor has noted. So a call that somebody adds is traced without a line here.
 */
final class CallFormats {

    /** The two descriptors of {@code pipe} and {@code socketpair}. */
    static final Printer FD_PAIR = (call, value) -> {
        ByteBuffer pair = call.struct(value, 2 * Integer.BYTES);
        return pair == null
                ? Printers.address(value)
                : "[" + call.descriptor(pair.getInt()) + ", " + call.descriptor(pair.getInt()) + "]";
    };

    private static final int REGISTERS = 6;

    private static final Map<String, CallFormat> BY_NAME = byName();

    private static final Map<String, Printer> BY_TYPE = Map.ofEntries(
            entry("int", Printers.INT),
            entry("pid_t", Printers.INT),
            entry("clockid_t", Xlat.of("clocks")),
            entry("unsigned int", Printers.UNSIGNED),
            entry("uid_t", Printers.INT),
            entry("gid_t", Printers.INT),
            entry("umode_t", Printers.MODE),
            entry("long", Printers.LONG),
            entry("off_t", Printers.LONG),
            entry("loff_t", Printers.LONG),
            entry("size_t", Printers.SIZE),
            entry("unsigned long", Printers.SIZE),
            entry("const char __user *", Printers.STRING),
            entry("const sigset_t __user *", Signals.SIGSET),
            entry("const struct __kernel_timespec __user *", Times.TIMESPEC));

    /** The calls in {@code socketcall}'s order, from 1. */
    private static final List<String> SOCKET_CALLS = List.of(
            "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "send", "recv",
            "sendto", "recvfrom", "shutdown", "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg",
            "sendmmsg");

    private CallFormats() {}

    /** How a call is written; where nothing is known of it, as six numbers. */
    static CallFormat of(String name, @Nullable SyscallMetadata metadata) {
        CallFormat own = BY_NAME.get(name);
        if (own != null) {
            return own;
        }
        return metadata == null
                ? CallFormat.of(Collections.nCopies(REGISTERS, CallFormat.in(Printers.HEX)))
                : CallFormat.of(IntStream.range(0, metadata.nbArgs())
                        .mapToObj(i -> CallFormat.in(byType(metadata.types().get(i), metadata.args().get(i))))
                        .toList());
    }

    private static Printer byType(String type, String name) {
        if (name.equals("fd") || name.equals("fildes")) {
            return Printers.FD;
        }
        Printer known = BY_TYPE.get(type);
        return known != null ? known : type.endsWith("*") ? Printers.ADDRESS : Printers.HEX;
    }

    /** The name of the call that {@code socketcall} makes, or null where there is none of that number. */
    static @Nullable String socketCall(long number) {
        return number >= 1 && number <= SOCKET_CALLS.size() ? SOCKET_CALLS.get((int) number - 1) : null;
    }

    private static Map<String, CallFormat> byName() {
        Map<String, CallFormat> all = new HashMap<>();
        all.putAll(NetworkFormats.ALL);
        all.putAll(FileFormats.ALL);
        all.putAll(MemoryFormats.ALL);
        all.putAll(CredFormats.ALL);
        all.putAll(ProcessFormats.ALL);
        all.putAll(EventFormats.ALL);
        return Map.copyOf(all);
    }
}
