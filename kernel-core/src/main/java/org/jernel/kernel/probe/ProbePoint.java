package org.jernel.kernel.probe;

import java.util.List;

/**
 * A function of the kernel that can be watched. A constant of the class that has the function: who watches it in which kernel is
 * that kernel's {@link Probes} to know.
 *
 * @param function its Linux name
 * @param mayStop whether a task can be stopped there: not in softirq context, nor with locks held that others need
 * @param errorType what it returns when it is made to fail. {@code ALLOW_ERROR_INJECTION}
 * @param args the names of its arguments
 */
public record ProbePoint(String function, boolean mayStop, ErrorType errorType, List<String> args) {

    public ProbePoint {
        args = List.copyOf(args);
    }

    /** A function in which a task may be stopped. */
    public static ProbePoint of(String function, String... args) {
        return new ProbePoint(function, true, ErrorType.NONE, List.of(args));
    }

    /** A function that runs where nobody may wait. */
    public static ProbePoint atomic(String function, String... args) {
        return new ProbePoint(function, false, ErrorType.NONE, List.of(args));
    }

    /** The same, whose callers cope with its failing. {@code ALLOW_ERROR_INJECTION}. */
    public ProbePoint allowErrorInjection(ErrorType type) {
        return new ProbePoint(function, mayStop, type, args);
    }
}
