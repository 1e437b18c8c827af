package org.jernel.user.strace;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.Printers.HEX;
import static org.jernel.user.strace.Printers.SIZE;

/** What {@code prctl} takes by its option. Modelled on strace's {@code prctl.c}. */
final class Prctls {

    private static final Xlat OPTIONS = Xlat.of("prctl_options");
    private static final Xlat CAPABILITIES = Xlat.of("cap");
    private static final Xlat AMBIENT = Xlat.of("pr_cap_ambient");
    private static final Xlat DUMPABLE = Xlat.of("suid_dump");
    private static final Xlat SECUREBITS = Xlat.of("secbits");
    private static final int AMBIENT_CLEAR_ALL = 4;
    private static final int MOST_OF_A_NAME = 15;

    /** Numbers, as those of an option that nobody knows. */
    private static final List<Printer> ANYTHING = List.of(HEX, HEX, HEX, HEX);

    private static final List<Printer> NOTHING = List.of();
    private static final List<Printer> NUMBER = List.of(SIZE);
    private static final List<Printer> NUMBER_AND_UNUSED = List.of(SIZE, HEX, HEX, HEX);
    private static final List<Printer> NAME = List.of(Prctls::name);
    private static final List<Printer> CAPABILITY = List.of(CAPABILITIES);

    private static final Map<String, List<Printer>> ARGUMENTS = Map.ofEntries(
            entry("PR_SET_PDEATHSIG", List.of(Signals.SIGNAL)),
            entry("PR_GET_PDEATHSIG", List.of(Prctls::signal)),
            entry("PR_GET_DUMPABLE", NOTHING),
            entry("PR_SET_DUMPABLE", List.of(DUMPABLE)),
            entry("PR_GET_KEEPCAPS", NOTHING),
            entry("PR_SET_KEEPCAPS", NUMBER),
            entry("PR_GET_TIMING", NOTHING),
            entry("PR_SET_TIMING", NUMBER),
            entry("PR_SET_NAME", NAME),
            entry("PR_GET_NAME", NAME),
            entry("PR_GET_SECCOMP", NOTHING),
            entry("PR_CAPBSET_READ", CAPABILITY),
            entry("PR_CAPBSET_DROP", CAPABILITY),
            entry("PR_GET_SECUREBITS", NOTHING),
            entry("PR_SET_SECUREBITS", List.of(Xlat.flagsOf("secbits"))),
            entry("PR_SET_TIMERSLACK", NUMBER),
            entry("PR_GET_TIMERSLACK", NOTHING),
            entry("PR_TASK_PERF_EVENTS_DISABLE", NOTHING),
            entry("PR_TASK_PERF_EVENTS_ENABLE", NOTHING),
            entry("PR_SET_CHILD_SUBREAPER", NUMBER),
            entry("PR_GET_CHILD_SUBREAPER", List.of(Printers.INT_POINTER)),
            entry("PR_SET_NO_NEW_PRIVS", NUMBER_AND_UNUSED),
            entry("PR_SET_THP_DISABLE", NUMBER_AND_UNUSED),
            entry("PR_SET_IO_FLUSHER", NUMBER_AND_UNUSED),
            entry("PR_CAP_AMBIENT", List.of(AMBIENT, Prctls::ambientCapability, HEX, HEX)));

    static final CallFormat FORMAT = CallFormat.of(List.of(
            in(OPTIONS), onExit(argument(0)), onExit(argument(1)), onExit(argument(2)), onExit(argument(3))))
            .withOptionalRest()
            .withResult(Prctls::result)
            .withRemark(Prctls::remark);

    private Prctls() {}

    private static String option(TracedCall call) {
        return OPTIONS.value(call.intArg(0));
    }

    private static Printer argument(int which) {
        return (call, value) -> {
            List<Printer> printers = ARGUMENTS.getOrDefault(option(call), ANYTHING);
            return which < printers.size() ? printers.get(which).print(call, value) : null;
        };
    }

    private static String name(TracedCall call, long address) {
        byte[] name = call.failed() ? null : call.string(address, MOST_OF_A_NAME + 1);
        int most = Math.min(MOST_OF_A_NAME, call.stringLimit());
        if (name == null) {
            return Printers.address(address);
        }
        return name.length > most ? call.quote(Arrays.copyOf(name, most)) + "..." : call.quote(name);
    }

    private static String signal(TracedCall call, long address) {
        Integer signal = call.failed() ? null : call.intAt(address);
        return signal == null ? Printers.address(address) : "[" + Signals.name(signal) + "]";
    }

    private static @Nullable String ambientCapability(TracedCall call, long value) {
        long operation = call.arg(1);
        return operation >= 1 && operation < AMBIENT_CLEAR_ALL
                ? CAPABILITIES.value(value)
                : HEX.print(call, value);
    }

    private static @Nullable String result(TracedCall call) {
        return "PR_GET_SECUREBITS".equals(option(call)) ? Printers.hex(call.result()) : null;
    }

    /** What a number that it gives is called. */
    private static @Nullable String remark(TracedCall call) {
        return switch (option(call)) {
            case "PR_GET_DUMPABLE" -> DUMPABLE.value(call.result());
            case "PR_GET_SECUREBITS" -> call.result() == 0 ? null : SECUREBITS.flags(call.result());
            default -> null;
        };
    }
}
