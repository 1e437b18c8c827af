package org.jernel.kernel.trace;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Registration;

import static java.util.Objects.requireNonNull;

/**
 * The events that are on and the ring that they write to: {@code struct trace_array}. Modelled on
 * {@code kernel/trace/trace_syscalls.c} and {@code kernel/trace/trace.c}.
 *
 * <p>As in Linux, an event is on or off, while the count is of all that was switched on: switched on twice and off once, it is
 * off.
 */
public final class TraceArray implements AutoCloseable {

    private static final int HEADER_SIZE = 16;
    private static final int RAW_SIZE = HEADER_SIZE + 6 * Long.BYTES;

    /** For all numbers: what raw_syscalls' events are kept under. */
    private static final int RAW = -1;

    private final SyscallTracepoints tracepoints;
    private final TraceBuffer buffer;
    private final KernelClock clock;

    /** {@code enabled_enter_syscalls} and {@code enabled_exit_syscalls}; guarded by this. */
    private final Map<TracePoint, Map<Integer, Registration>> enabled = new EnumMap<>(TracePoint.class);

    /** {@code sys_refcount_enter} and {@code sys_refcount_exit}; guarded by this. */
    private final Map<TracePoint, Integer> refcounts = new EnumMap<>(TracePoint.class);

    private volatile boolean tracingOn = true;

    TraceArray(SyscallTracepoints tracepoints, KernelClock clock) {
        this.tracepoints = tracepoints;
        this.clock = clock;
        this.buffer = new TraceBuffer(clock);
        for (TracePoint point : TracePoint.values()) {
            enabled.put(point, new HashMap<>());
            refcounts.put(point, 0);
        }
    }

    /** Switches {@code sys_enter_NAME} on. {@code reg_event_syscall_enter}: 0 or -ENOSYS. */
    @CheckReturnValue
    public long regEventSyscallEnter(String name) {
        return register(TracePoint.ENTER, name);
    }

    /** Switches {@code sys_enter_NAME} off. {@code unreg_event_syscall_enter}. */
    public void unregEventSyscallEnter(String name) {
        unregister(TracePoint.ENTER, name);
    }

    /** Switches {@code sys_exit_NAME} on. {@code reg_event_syscall_exit}: 0 or -ENOSYS. */
    @CheckReturnValue
    public long regEventSyscallExit(String name) {
        return register(TracePoint.EXIT, name);
    }

    /** Switches {@code sys_exit_NAME} off. {@code unreg_event_syscall_exit}. */
    public void unregEventSyscallExit(String name) {
        unregister(TracePoint.EXIT, name);
    }

    long register(TracePoint point, String name) {
        int number = tracepoints.syscallNameToNr(name);
        if (number < 0) {
            return Errno.ENOSYS.negated();
        }
        add(point, number);
        return 0;
    }

    void unregister(TracePoint point, String name) {
        int number = tracepoints.syscallNameToNr(name);
        if (number >= 0) {
            remove(point, number);
        }
    }

    void registerRaw(TracePoint point) {
        add(point, RAW);
    }

    void unregisterRaw(TracePoint point) {
        remove(point, RAW);
    }

    private synchronized void add(TracePoint point, int number) {
        events(point).computeIfAbsent(number, nr -> nr == RAW
                ? tracepoints.listenRaw(point, this::addRaw)
                : tracepoints.listen(point, String.valueOf(nameOf(nr)), this::addNamed));
        refcounts.merge(point, 1, Integer::sum);
    }

    private String nameOf(int nr) {
        var metadata = tracepoints.nrToMeta(nr);
        if (metadata == null) {
            throw Errno.ENOSYS.exception();
        }
        return metadata.name();
    }

    private synchronized void remove(TracePoint point, int number) {
        Registration event = events(point).remove(number);
        if (event != null) {
            event.close();
        }
        refcounts.computeIfPresent(point, (any, count) -> Math.max(0, count - 1));
    }

    /** A module takes its call away: its events end with it. */
    synchronized void end(int number) {
        for (TracePoint point : TracePoint.values()) {
            if (events(point).containsKey(number)) {
                remove(point, number);
            }
        }
    }

    private Map<Integer, Registration> events(TracePoint point) {
        return requireNonNull(enabled.get(point));
    }

    /** How often events of this kind were switched on and not off again. {@code sys_refcount_enter}, {@code _exit}. */
    public synchronized int refcount(TracePoint point) {
        return requireNonNull(refcounts.get(point));
    }

    public synchronized boolean isEnabled(TracePoint point, String name) {
        return events(point).containsKey(tracepoints.syscallNameToNr(name));
    }

    synchronized boolean isRawEnabled(TracePoint point) {
        return events(point).containsKey(RAW);
    }

    private void addNamed(SyscallTraced event) {
        int fields = event.metadata() == null || event.point() == TracePoint.EXIT ? 1 : event.metadata().nbArgs();
        add(event, HEADER_SIZE + fields * Long.BYTES, false);
    }

    private void addRaw(SyscallTraced event) {
        add(event, RAW_SIZE, true);
    }

    private void add(SyscallTraced event, int size, boolean raw) {
        if (tracingOn) {
            buffer.add(new TraceBuffer.Entry(
                    event.nanos(), event.pid(), event.comm(), size, raw ? event::rawText : event::text));
        }
    }

    /**
     * A line of a program's own, shown as far as its first NUL. {@code tracing_mark_write}: 0, or -EBADF while tracing is off.
     *
     * @param text of bytes, each a character
     */
    @CheckReturnValue
    long mark(String text) {
        if (!tracingOn) {
            return Errno.EBADF.negated();
        }
        Task task = Task.current();
        int end = text.indexOf('\0');
        String shown = end < 0 ? text : text.substring(0, end);
        String line = shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) : shown;
        buffer.add(new TraceBuffer.Entry(
                clock.monotonicNanos(), task.pid(), task.comm(), HEADER_SIZE + text.length(),
                () -> "tracing_mark_write: " + line));
        return 0;
    }

    boolean isTracingOn() {
        return tracingOn;
    }

    void setTracingOn(boolean on) {
        tracingOn = on;
    }

    TraceBuffer buffer() {
        return buffer;
    }

    @Override
    public synchronized void close() {
        enabled.values().forEach(events -> {
            events.values().forEach(Registration::close);
            events.clear();
        });
        buffer.clear();
    }
}
