package org.jernel.kernel.probe;

import java.util.List;
import java.util.Set;

/**
 * A function of the kernel that can be watched. A constant of the class that has the function: who watches it in which kernel is
 * that kernel's {@link Probes} to know.
 *
 * @param function its Linux name
 * @param mayStop whether a task can be stopped there: not in softirq context, nor with locks held that others need
 * @param errorType what it returns when it is made to fail. {@code ALLOW_ERROR_INJECTION}
 * @param args the names of its arguments
 * @param changeable those that are numbers, and that a probe may replace before the function is called
 */
public record ProbePoint(
        String function, boolean mayStop, ErrorType errorType, List<String> args, Set<String> changeable) {

    public ProbePoint {
        args = List.copyOf(args);
        changeable = Set.copyOf(changeable);
        if (!args.containsAll(changeable)) {
            throw new IllegalArgumentException(function + " has only " + args + " and not all of " + changeable);
        }
    }

    /** A function in which a task may be stopped. */
    public static ProbePoint of(String function, String... args) {
        return new ProbePoint(function, true, ErrorType.NONE, List.of(args), Set.of());
    }

    /** A function that runs where nobody may wait. */
    public static ProbePoint atomic(String function, String... args) {
        return new ProbePoint(function, false, ErrorType.NONE, List.of(args), Set.of());
    }

    /** The same, whose callers cope with its failing. {@code ALLOW_ERROR_INJECTION}. */
    public ProbePoint allowErrorInjection(ErrorType type) {
        return new ProbePoint(function, mayStop, type, args, changeable);
    }

    /** The same, whose caller hands on what a probe has put in the place of these arguments. */
    public ProbePoint changeable(String... names) {
        return new ProbePoint(function, mayStop, errorType, args, Set.of(names));
    }

    /** As {@link #changeable(String...)}, of a function that gets nothing but numbers. */
    public ProbePoint allChangeable() {
        return changeable(args.toArray(String[]::new));
    }
}
