package org.jernel.test.junit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/** The last system calls of a kernel, as they came in, with what they returned. */
final class SyscallTrace implements SyscallHook {

    private static final int KEPT = 200;
    /** Arguments up to here are numbers; above, addresses or flags. */
    private static final long LARGEST_DECIMAL = 9999;

    private final Deque<Traced> calls = new ArrayDeque<>();
    private final Map<SyscallFrame, Traced> running = new HashMap<>();
    private long dropped;

    /** A call and, once it has returned, its result. */
    private static final class Traced {
        private final String call;
        private @Nullable String result;

        Traced(String call) {
            this.call = call;
        }

        @Override
        public String toString() {
            return result == null ? call + " <unfinished>" : call + " = " + result;
        }
    }

    @Override
    public synchronized void enter(SyscallFrame frame) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
            dropped++;
        }
        var traced = new Traced(Task.currentOrNull() + " " + call(frame));
        calls.addLast(traced);
        running.put(frame, traced);
    }

    @Override
    public synchronized void exit(SyscallFrame frame) {
        Traced traced = running.remove(frame);
        if (traced != null) {
            traced.result = result(frame.result());
        }
    }

    private static String call(SyscallFrame frame) {
        SyscallMetadata metadata = frame.metadata();
        if (metadata == null) {
            return "syscall_" + frame.nr() + "()";
        }
        var args = new StringJoiner(", ", "(", ")");
        for (int i = 0; i < metadata.nbArgs(); i++) {
            args.add(metadata.args().get(i) + "=" + argument(metadata.types().get(i), frame.a(i)));
        }
        return metadata.name() + args;
    }

    private static String argument(String type, long value) {
        long shown = "int".equals(type) ? (int) value : value;
        return Math.abs(shown) <= LARGEST_DECIMAL ? Long.toString(shown) : "0x" + Long.toHexString(shown);
    }

    private static String result(long result) {
        Errno errno = Errno.isError(result) ? Errno.of((int) -result) : null;
        return errno == null ? argument("long", result) : "-" + errno;
    }

    @Override
    public synchronized String toString() {
        String skipped = dropped == 0 ? "" : "  ... " + dropped + " earlier\n";
        return calls.stream().map(call -> "  " + call).collect(Collectors.joining("\n", skipped, ""));
    }
}
