package org.jernel.kernel.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/** The events by their names, as tracefs lists them. Modelled on {@code kernel/trace/trace_events.c}. */
final class TraceEvents {

    static final String SYSCALLS = "syscalls";
    static final String RAW_SYSCALLS = "raw_syscalls";

    /** Numbers of events begin above those of other kinds. */
    private static final int FIRST_ID = 442;

    private final SyscallTracepoints tracepoints;
    private final TraceArray array;

    TraceEvents(SyscallTracepoints tracepoints, TraceArray array) {
        this.tracepoints = tracepoints;
        this.array = array;
    }

    /**
     * One event.
     *
     * @param metadata the call, or null for all of them
     */
    record Event(TracePoint point, int id, @Nullable SyscallMetadata metadata) {

        String system() {
            return metadata == null ? RAW_SYSCALLS : SYSCALLS;
        }

        String name() {
            return metadata == null ? point.eventName() : point.eventName() + "_" + metadata.name();
        }
    }

    /** The events of a system, by name. */
    Stream<Event> all() {
        List<Event> events = new ArrayList<>();
        // As in Linux the way out has the lower number.
        events.add(new Event(TracePoint.EXIT, FIRST_ID, null));
        events.add(new Event(TracePoint.ENTER, FIRST_ID + 1, null));
        for (int nr : tracepoints.table().names().keySet()) {
            SyscallMetadata metadata = tracepoints.nrToMeta(nr);
            if (metadata != null && tracepoints.syscallNameToNr(metadata.name()) == nr) {
                int id = FIRST_ID + 2 * (nr + 1);
                events.add(new Event(TracePoint.EXIT, id, metadata));
                events.add(new Event(TracePoint.ENTER, id + 1, metadata));
            }
        }
        return events.stream();
    }

    Stream<Event> of(String system) {
        return all().filter(event -> event.system().equals(system));
    }

    @Nullable
    Event find(String system, String name) {
        return of(system).filter(event -> event.name().equals(name)).findFirst().orElse(null);
    }

    boolean isEnabled(Event event) {
        return event.metadata == null
                ? array.isRawEnabled(event.point)
                : array.isEnabled(event.point, event.metadata.name());
    }

    /** Switches an event, unless it is so already. Returns 0 or -errno. */
    @CheckReturnValue
    long enable(Event event, boolean on) {
        if (isEnabled(event) == on) {
            return 0;
        }
        if (event.metadata == null) {
            if (on) {
                array.registerRaw(event.point);
            } else {
                array.unregisterRaw(event.point);
            }
            return 0;
        }
        if (on) {
            return array.register(event.point, event.metadata.name());
        }
        array.unregister(event.point, event.metadata.name());
        return 0;
    }

    /** Switches many: 0 or the first error. */
    @CheckReturnValue
    long enable(Stream<Event> events, boolean on) {
        return events.mapToLong(event -> enable(event, on)).filter(result -> result != 0).findFirst().orElse(0);
    }

    /** 0, 1, or X where some are on. {@code system_enable_read}. */
    String state(Stream<Event> events) {
        List<Boolean> states = events.map(this::isEnabled).distinct().toList();
        return states.size() > 1 ? "X" : states.contains(true) ? "1" : "0";
    }

    /**
     * {@code [!]SYSTEM:EVENT}, either of which may be empty or {@code *} for all; or the name of an event or a system. Returns 0 or
     * -EINVAL. {@code ftrace_set_clr_event}.
     */
    @CheckReturnValue
    long set(String text) {
        boolean off = text.startsWith("!");
        String[] parts = (off ? text.substring(1) : text).split(":", 2);
        String name = parts[parts.length - 1];
        String system = parts.length == 2 ? parts[0] : null;
        List<Event> picked = all()
                .filter(event -> system == null
                        ? event.name().equals(name) || event.system().equals(name)
                        : matches(system, event.system()) && matches(name, event.name()))
                .toList();
        return picked.isEmpty() ? Errno.EINVAL.negated() : enable(picked.stream(), !off);
    }

    private static boolean matches(String pattern, String name) {
        return pattern.isEmpty() || pattern.equals("*") || pattern.equals(name);
    }

    /** The layout of an event. {@code f_show}. */
    static String format(Event event) {
        StringBuilder text = new StringBuilder("name: " + event.name() + "\nID: " + event.id + "\nformat:\n"
                + field("unsigned short common_type", 0, 2, false) + field("unsigned char common_flags", 2, 1, false)
                + field("unsigned char common_preempt_count", 3, 1, false) + field("int common_pid", 4, 4, true)
                + "\n");
        SyscallMetadata metadata = event.metadata;
        boolean exits = event.point == TracePoint.EXIT;
        if (metadata == null) {
            text.append(field("long id", 8, 8, true));
            text.append(exits ? field("long ret", 16, 8, true) : field("unsigned long args[6]", 16, 48, false));
            return text.append(exits
                    ? "\nprint fmt: \"NR %ld = %ld\", REC->id, REC->ret\n"
                    : "\nprint fmt: \"NR %ld (%lx, %lx, %lx, %lx, %lx, %lx)\", REC->id, REC->args[0], REC->args[1], "
                            + "REC->args[2], REC->args[3], REC->args[4], REC->args[5]\n")
                    .toString();
        }
        text.append(field("int __syscall_nr", 8, 4, true));
        if (exits) {
            return text.append(field("long ret", 16, 8, true)).append("\nprint fmt: \"0x%lx\", REC->ret\n").toString();
        }
        List<String> shown = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < metadata.nbArgs(); i++) {
            String name = metadata.args().get(i);
            text.append(field(metadata.types().get(i).replace(" __user", "") + " " + name, 16 + 8 * i, 8, false));
            shown.add(name + ": 0x%08lx");
            values.add(", ((unsigned long)(REC->" + name + "))");
        }
        return text.append("\nprint fmt: \"" + String.join(", ", shown) + "\"" + String.join("", values) + "\n")
                .toString();
    }

    private static String field(String declaration, int offset, int size, boolean signed) {
        return "\tfield:" + declaration + ";\toffset:" + offset + ";\tsize:" + size + ";\tsigned:" + (signed ? 1 : 0)
                + ";\n";
    }
}
