package org.jernel.user.strace;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/** What calls on processes take and give. Modelled on strace's {@code clone.c}, {@code execve.c} and {@code resource.c}. */
final class Processes {

    static final Printer RLIMIT = Printers.struct(16,
            limits -> "{rlim_cur=" + limit(limits.getLong()) + ", rlim_max=" + limit(limits.getLong()) + "}");
    static final Printer UTSNAME = Printers.struct(390,
            name -> "{sysname=" + field(name, 0) + ", nodename=" + field(name, 65) + ", ...}");

    private static final Xlat CLONE_FLAGS = Xlat.of("clone_flags");
    private static final long CSIGNAL = 0xff;
    private static final long CLONE_SETTLS = 0x80000;
    private static final long CLONE_PARENT_SETTID = 0x100000;
    private static final long CLONE_CHILD_TID = 0x1200000;
    private static final int SIZEOF_RUSAGE = 144;
    private static final int KIBI = 1024;

    private Processes() {}

    /** Times that a child has run, once the call has found out; nobody's where it waited for none. {@code printrusage}. */
    static String rusage(TracedCall call, long address) {
        ByteBuffer usage = call.failed() ? null : call.struct(address, SIZEOF_RUSAGE);
        return usage == null
                ? Printers.address(address)
                : "{ru_utime=" + Times.timeval(usage) + ", ru_stime=" + Times.timeval(usage) + ", ...}";
    }

    private static String limit(long limit) {
        if (limit == -1) {
            return "RLIM64_INFINITY";
        }
        return Long.compareUnsigned(limit, KIBI) > 0 && limit % KIBI == 0
                ? Long.toUnsignedString(limit / KIBI) + "*1024"
                : Long.toUnsignedString(limit);
    }

    private static String field(ByteBuffer struct, int at) {
        int end = at;
        while (end < struct.limit() && struct.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        struct.get(at, text);
        return Printers.quote(text);
    }

    /** clone's arguments under their names, in the tool's order. */
    static String cloneArguments(TracedCall call, long value) {
        long flags = call.arg(0);
        int signal = (int) (flags & CSIGNAL);
        String names = (flags & ~CSIGNAL) == 0 ? "" : CLONE_FLAGS.flags(flags & ~CSIGNAL);
        String all = signal == 0
                ? names.isEmpty() ? "0" : names
                : names + (names.isEmpty() ? "" : "|") + Signals.name(signal);
        return "child_stack=" + Printers.address(call.arg(1)) + ", flags=" + all;
    }

    static @Nullable String cloneParentTid(TracedCall call, long value) {
        return (call.arg(0) & CLONE_PARENT_SETTID) == 0
                ? null
                : "parent_tid=" + Printers.INT_POINTER.print(call, value);
    }

    static @Nullable String cloneTls(TracedCall call, long value) {
        return (call.arg(0) & CLONE_SETTLS) == 0 ? null : "tls=" + Printers.hex(call.arg(4));
    }

    static @Nullable String cloneChildTid(TracedCall call, long value) {
        return (call.arg(0) & CLONE_CHILD_TID) == 0 ? null : "child_tidptr=" + Printers.address(call.arg(3));
    }

    /** {@code ["ls", "-l"]}. */
    static String argv(TracedCall call, long address) {
        return Printers.array(call, address, countPointers(call, address), i -> {
            ByteBuffer pointer = call.struct(address + (long) i * Long.BYTES, Long.BYTES);
            return pointer == null ? null : Printers.string(call, pointer.getLong());
        });
    }

    /** {@code 0x7ffc /* 35 vars *}{@code /}. */
    static String environment(TracedCall call, long address) {
        long count = countPointers(call, address);
        return address == 0 ? "NULL" : Printers.hex(address) + " /* " + count + (count == 1 ? " var */" : " vars */");
    }

    private static long countPointers(TracedCall call, long address) {
        long count = 0;
        ByteBuffer pointer = call.struct(address, Long.BYTES);
        while (pointer != null && pointer.getLong(0) != 0) {
            count++;
            pointer = call.struct(address + count * Long.BYTES, Long.BYTES);
        }
        return count;
    }
}
