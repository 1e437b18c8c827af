package org.jernel.kernel.trace;

import java.util.StringJoiner;

import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a tracepoint tells of a call.
 *
 * @param point which of the two it passed
 * @param nanos when, on the monotonic clock
 * @param pid the task, or 0 outside one
 * @param metadata the call's definition, or null where the number has none
 * @param args the six registers
 * @param result what the call returns; 0 on the way in
 */
@SuppressWarnings("ArrayRecordComponent") // registers as the call has them; nobody compares two of these
public record SyscallTraced(
        TracePoint point,
        long nanos,
        int pid,
        String comm,
        long nr,
        @Nullable SyscallMetadata metadata,
        long[] args,
        long result) {

    /** As the trace shows it under the call's own event. {@code print_syscall_enter}, {@code print_syscall_exit}. */
    String text() {
        if (metadata == null) {
            return rawText();
        }
        if (point == TracePoint.EXIT) {
            return "sys_" + metadata.name() + " -> 0x" + Long.toHexString(result);
        }
        StringJoiner fields = new StringJoiner(", ", "sys_" + metadata.name() + "(", ")");
        for (int i = 0; i < metadata.nbArgs(); i++) {
            fields.add(metadata.args().get(i) + ": " + Long.toHexString(args[i]));
        }
        return fields.toString();
    }

    /** As the trace shows it under raw_syscalls. */
    String rawText() {
        if (point == TracePoint.EXIT) {
            return "sys_exit: NR " + nr + " = " + result;
        }
        StringJoiner registers = new StringJoiner(", ", "sys_enter: NR " + nr + " (", ")");
        for (long arg : args) {
            registers.add(Long.toHexString(arg));
        }
        return registers.toString();
    }
}
