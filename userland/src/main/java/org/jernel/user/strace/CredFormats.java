package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.CallFormat.out;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.INT_POINTER;

/** The calls on who a task is and what it may. Modelled on strace's {@code uid.c}, {@code capability.c} and {@code prctl.c}. */
final class CredFormats {

    private static final Xlat VERSIONS = Xlat.of("cap_version");
    private static final Xlat LOW = Xlat.of("cap_mask0");
    private static final Xlat HIGH = Xlat.of("cap_mask1");
    private static final int VERSION_1 = 0x19980330;
    private static final int SETS = 3;
    private static final int NGROUPS_MAX = 65536;

    private static final CallFormat THREE_IDS =
            CallFormat.of(List.of(out(INT_POINTER), out(INT_POINTER), out(INT_POINTER)));

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("getresuid", THREE_IDS),
            entry("getresgid", THREE_IDS),
            entry("getgroups", CallFormat.of(List.of(
                    in(INT), onExit((call, value) -> groups(call, value, call.result()))))),
            entry("setgroups", CallFormat.of(List.of(
                    in(INT), in((call, value) -> groups(call, value, call.intArg(0)))))),
            entry("capget", CallFormat.of(List.of(in(CredFormats::header), out(CredFormats::capabilities)))),
            entry("capset", CallFormat.of(List.of(in(CredFormats::header), in(CredFormats::capabilities)))),
            entry("prctl", Prctls.FORMAT));

    private CredFormats() {}

    private static String groups(TracedCall call, long address, long count) {
        if (count < 0 || count > NGROUPS_MAX) {
            return Printers.address(address);
        }
        return Printers.array(call, address, count, i -> {
            Integer group = call.intAt(address + (long) i * Integer.BYTES);
            return group == null ? null : Integer.toUnsignedString(group);
        });
    }

    private static String header(TracedCall call, long address) {
        ByteBuffer header = call.struct(address, 2 * Integer.BYTES);
        return header == null
                ? Printers.address(address)
                : "{version=" + VERSIONS.value(header.getInt()) + ", pid=" + header.getInt() + "}";
    }

    /** The first version has 32 capabilities, the others twice as many. */
    private static String capabilities(TracedCall call, long address) {
        Integer version = call.intAt(call.arg(0));
        if (version == null || !VERSIONS.has(version)) {
            return Printers.address(address);
        }
        int words = version == VERSION_1 ? SETS : 2 * SETS;
        ByteBuffer data = call.struct(address, words * Integer.BYTES);
        return data == null
                ? Printers.address(address)
                : "{effective=" + set(data, 0) + ", permitted=" + set(data, 1) + ", inheritable=" + set(data, 2) + "}";
    }

    private static String set(ByteBuffer data, int which) {
        int low = data.getInt(which * Integer.BYTES);
        int high = data.capacity() > SETS * Integer.BYTES ? data.getInt((SETS + which) * Integer.BYTES) : 0;
        if (high == 0) {
            return LOW.flags(low);
        }
        return (low == 0 ? "" : LOW.flags(low) + "|") + HIGH.flags(high);
    }
}
