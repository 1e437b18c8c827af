package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.SigInfo;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes strace's lines of what traced tasks do: a call is begun on the way in and completed on the way out, in a line of its
 * own where another task came between. Modelled on strace's {@code syscall.c} and {@code strace.c}.
 */
final class StraceWriter {

    /** Where the results stand. */
    private static final int RESULT_COLUMN = 40;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int REGISTERS = 6;

    private static final Map<Integer, String> RESTARTS = Map.of(
            512, "ERESTARTSYS (To be restarted if SA_RESTART is set)",
            513, "ERESTARTNOINTR (To be restarted)",
            514, "ERESTARTNOHAND (To be restarted if no handler)",
            516, "ERESTART_RESTARTBLOCK (Interrupted by signal)");

    private final StraceOptions options;
    private final LongSupplier realtimeNanos;
    private final Consumer<String> sink;
    private final Consumer<String> messages;
    private final Summary summary = new Summary();
    private final Map<Integer, Traced> tasks = new HashMap<>();

    /** Whose line is not at its end, and how long it is. */
    private @Nullable Traced writing;

    private int column;
    private long lastStamp;

    /** A traced task and the call that it is in. */
    private static final class Traced {
        final int pid;
        boolean inCall;
        boolean isShown;
        String note = "";

        /** The tool believes that before it looked it was call number 0. {@code s_prev_ent}. */
        String name = "read";

        CallFormat format = CallFormat.of(List.of());
        @Nullable TracedCall call;
        long since;

        Traced(int pid) {
            this.pid = pid;
        }
    }

    /**
     * Makes a writer.
     *
     * @param realtimeNanos the traced kernel's time of day
     * @param sink gets pieces of lines as they become known
     * @param messages gets lines that are not about calls
     */
    StraceWriter(
            StraceOptions options, LongSupplier realtimeNanos, Consumer<String> sink, Consumer<String> messages) {
        this.options = options;
        this.realtimeNanos = realtimeNanos;
        this.sink = sink;
        this.messages = messages;
    }

    /** A task is traced from now on. */
    public synchronized void attached(int pid, boolean isTold) {
        tasks.computeIfAbsent(pid, Traced::new);
        if (isTold && options.quiet() == 0) {
            messages.accept("strace: Process " + pid + " attached\n");
        }
    }

    /**
     * A task enters the kernel.
     *
     * @param name the call's name in the table, or null for a number that it has not
     * @param descriptors what the task has open
     * @return whether it is one that was asked for
     */
    public synchronized boolean enter(
            int pid, long nr, @Nullable String name, @Nullable SyscallMetadata metadata, long[] args,
            UserMemory memory, Descriptors descriptors) {
        Traced task = tasks.computeIfAbsent(pid, Traced::new);
        TracedCall call = new TracedCall(
                args, memory, new TracedCall.Style(options.stringLimit(), options.hex(), descriptors));
        String called = name == null ? "syscall_0x" + Long.toHexString(nr) : name;
        String inner = "socketcall".equals(name) ? CallFormats.socketCall(args[0]) : null;
        TracedCall innerCall = inner == null ? null : socketCallArguments(call);
        if (inner != null && innerCall != null) {
            called = inner;
            call = innerCall;
        }
        String before = task.name;
        task.inCall = true;
        task.note = "";
        task.name = called;
        task.call = call;
        task.format = CallFormats.of(called, metadata);
        call.keep(task.format.keep().applyAsLong(call));
        task.isShown = options.calls().test(name == null ? called : name);
        if (task.isShown && !options.summary()) {
            begin(task);
            boolean isRestart = called.equals("restart_syscall");
            write(called + "("
                    + (isRestart ? "<... resuming interrupted " + before + " ...>" : known(task.format, call)));
        }
        task.since = realtimeNanos.getAsLong();
        return task.isShown;
    }

    /** The call that a task is in is not left alone. {@code print_injected_note}. */
    synchronized void injected(int pid, boolean isResult, boolean isDelay) {
        Traced task = tasks.get(pid);
        if (task != null) {
            task.note = (isResult ? " (INJECTED)" : "") + (isDelay ? " (DELAYED)" : "");
        }
    }

    private static @Nullable TracedCall socketCallArguments(TracedCall call) {
        byte[] bytes = call.bytes(call.arg(1), REGISTERS * Long.BYTES);
        if (bytes == null) {
            return null;
        }
        long[] args = new long[REGISTERS];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(args);
        return call.with(args);
    }

    /** A task leaves the kernel. */
    public synchronized void exit(int pid, long result) {
        Traced task = tasks.get(pid);
        TracedCall call = task == null ? null : task.call;
        if (task == null || call == null || !task.inCall) {
            return;
        }
        task.inCall = false;
        if (!task.isShown) {
            return;
        }
        long taken = realtimeNanos.getAsLong() - task.since;
        call.setResult(result);
        if (options.summary()) {
            summary.add(task.name, taken, call.failed() && !RESTARTS.containsKey((int) -result));
            return;
        }
        resume(task);
        write(rest(task.format, call));
        endArguments();
        write(result(task.format, call) + task.note + (options.callTimes() ? " <" + seconds(taken) + ">" : "") + "\n");
        writing = null;
    }

    private static String result(CallFormat format, TracedCall call) {
        if (call.failed()) {
            int number = (int) -call.result();
            Errno errno = Errno.of(number);
            String restart = RESTARTS.get(number);
            if (restart != null) {
                return "? " + restart;
            }
            return errno == null ? "-1 (errno " + number + ")" : "-1 " + errno + " (" + errno.message() + ")";
        }
        String text = format.result().apply(call);
        String remark = format.remark().apply(call);
        return (text == null ? Long.toString(call.result()) : text) + (remark == null ? "" : " (" + remark + ")");
    }

    private static String known(CallFormat format, TracedCall call) {
        List<CallFormat.Argument> arguments = format.arguments();
        int known = format.known();
        // What comes on the way out is announced by its comma, as the tool has it.
        boolean isAnnounced = known > 0 && known < arguments.size() && !format.isRestOptional();
        return join(arguments.subList(0, known), call) + (isAnnounced ? ", " : "");
    }

    private static String rest(CallFormat format, TracedCall call) {
        List<CallFormat.Argument> arguments = format.arguments();
        String rest = join(arguments.subList(format.known(), arguments.size()), call);
        return format.isRestOptional() && !rest.isEmpty() ? ", " + rest : rest;
    }

    private static String join(List<CallFormat.Argument> arguments, TracedCall call) {
        StringJoiner text = new StringJoiner(", ");
        for (CallFormat.Argument argument : arguments) {
            String printed = argument.printer().print(call, call.arg(argument.index()));
            if (printed != null) {
                text.add(printed);
            }
        }
        return text.toString();
    }

    /** A signal is delivered. */
    public synchronized void signal(int pid, SigInfo info) {
        signal(pid, info.signo(), Signals.name(info.signo()) + " " + Signals.info(info));
    }

    /** A signal has stopped a task. */
    public synchronized void stopped(int pid, int signo) {
        signal(pid, signo, "stopped by " + Signals.name(signo));
    }

    private void signal(int pid, int signo, String what) {
        if (!options.signals().test(Signals.name(signo)) || options.summary()) {
            return;
        }
        begin(tasks.computeIfAbsent(pid, Traced::new));
        write("--- " + what + " ---\n");
        writing = null;
    }

    /** A task has ended with that wait status. */
    public synchronized void ended(int pid, int status) {
        Traced task = tasks.get(pid);
        if (task == null) {
            return;
        }
        if (task.inCall && task.isShown) {
            unfinished(task);
        }
        if (!options.summary() && options.quiet() < 2) {
            begin(task);
            int killer = status & 0x7f;
            write(killer == 0
                    ? "+++ exited with " + (status >> 8) + " +++\n"
                    : "+++ killed by " + Signals.name(killer) + " +++\n");
            writing = null;
        }
        tasks.remove(pid);
    }

    /** A call that the task did not return from. */
    private void unfinished(Traced task) {
        task.inCall = false;
        if (options.summary()) {
            return;
        }
        resume(task);
        write(task.format.known() < task.format.arguments().size() ? " <unfinished ...>" : "");
        endArguments();
        write("?\n");
        writing = null;
    }

    /** A task is let go; what it was doing is cut off. */
    public synchronized void detached(int pid) {
        Traced task = tasks.remove(pid);
        if (options.quiet() == 0) {
            messages.accept("strace: Process " + pid + " detached\n");
        }
        if (task != null && writing == task) {
            write(" <detached ...>\n");
            writing = null;
        }
    }

    /** The table of {@code -c}, once all is over; empty if it was not asked for. */
    public synchronized String summary() {
        return options.summary() ? summary.toString() : "";
    }

    /** Opens a line of the task. {@code printleader}. */
    private void begin(Traced task) {
        cutOff(null);
        writing = task;
        column = 0;
        if (options.output() != null && options.follow() && !options.separate()) {
            write("%-5d ".formatted(task.pid));
        } else if (tasks.size() > 1) {
            write("[pid %5d] ".formatted(task.pid));
        }
        write(stamp());
    }

    /** Ends another task's line in the middle of its call. */
    private void cutOff(@Nullable Traced next) {
        if (writing != null && writing != next) {
            write(" <unfinished ...>\n");
            writing = null;
        }
    }

    private void resume(Traced task) {
        cutOff(task);
        if (writing == null) {
            begin(task);
            write("<... " + task.name + " resumed>");
        }
    }

    private void endArguments() {
        write(") ");
        write(" ".repeat(Math.max(0, RESULT_COLUMN - column)) + "= ");
    }

    private void write(String text) {
        column += text.length();
        sink.accept(text);
    }

    private String stamp() {
        long now = realtimeNanos.getAsLong();
        long since = lastStamp == 0 ? 0 : now - lastStamp;
        lastStamp = now;
        return switch (options.stamp()) {
            case NONE -> "";
            case SECONDS -> CLOCK.format(local(now)) + " ";
            case MICROS -> CLOCK.format(local(now)) + ".%06d ".formatted(micros(now));
            case EPOCH -> seconds(now) + " ";
            case RELATIVE -> "%6d.%06d ".formatted(since / TimeUnit.SECONDS.toNanos(1), micros(since));
        };
    }

    private static ZonedDateTime local(long nanos) {
        return Instant.ofEpochSecond(0, nanos).atZone(ZoneId.systemDefault());
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) % TimeUnit.SECONDS.toMicros(1);
    }

    private static String seconds(long nanos) {
        return "%d.%06d".formatted(TimeUnit.NANOSECONDS.toSeconds(nanos), micros(nanos));
    }
}
