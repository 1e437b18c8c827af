package org.jernel.user.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;

/** The demo's record: a line for each call that is about sockets, as it ends, and a summary by task. */
final class Transcript implements SyscallHook {

    private static final String TERMINAL_OUTPUT = "write";

    private final PrintWriter out;
    private final Map<Task, List<String>> calls = new LinkedHashMap<>();

    Transcript(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void exit(SyscallFrame frame) {
        SyscallMetadata metadata = frame.metadata();
        if (metadata == null || metadata.name().equals(TERMINAL_OUTPUT)) {
            return;
        }
        Task task = Task.current();
        String arguments = IntStream.range(0, metadata.nbArgs())
                .mapToObj(i -> metadata.args().get(i) + "=" + value(metadata.types().get(i), frame.a(i)))
                .collect(Collectors.joining(", "));
        synchronized (this) {
            calls.computeIfAbsent(task, any -> new ArrayList<>()).add(metadata.name() + " " + frame.nr());
            out.printf(
                    Locale.ROOT,
                    "%-10s %3d %s(%s) = %s%n",
                    task,
                    frame.nr(),
                    metadata.name(),
                    arguments,
                    result(frame.result()));
            out.flush();
        }
    }

    /** A pointer in hexadecimal, a number as the C type has it. */
    private static String value(String type, long register) {
        if (type.endsWith("*")) {
            return register == 0 ? "NULL" : "0x" + Long.toHexString(register);
        }
        return type.equals("int") ? Integer.toString((int) register) : Long.toString(register);
    }

    private static String result(long result) {
        if (!Errno.isError(result)) {
            return Long.toString(result);
        }
        Errno errno = Errno.ofResult(result);
        return "-1 " + errno + " (" + errno.message() + ")";
    }

    /** The line of one task's calls by name and number. */
    synchronized void summary(Task task) {
        out.printf("%s made: %s%n", task, String.join(", ", calls.getOrDefault(task, List.of())));
    }
}
