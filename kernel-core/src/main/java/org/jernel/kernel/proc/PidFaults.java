package org.jernel.kernel.proc;

import java.util.function.Function;
import java.util.function.ToLongBiFunction;

import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.FaultState;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** Faults that are meant for a task: {@code /proc/PID/fail-nth} and {@code make-it-fail}. {@code proc_fault_inject_operations}. */
final class PidFaults {

    private PidFaults() {}

    /** The fault from now that happens. {@code proc_fail_nth_write}. */
    static TextFile failNth(ProcTask of) {
        return file(of, state -> Integer.toUnsignedString(state.failNth()), (state, nth) -> {
            if (nth < 0 || nth > Integer.MAX_VALUE) {
                return Errno.ERANGE.negated();
            }
            state.setFailNth((int) nth.longValue());
            return 0;
        });
    }

    /** Whether faults with a task-filter are for it. {@code proc_fault_inject_write}. */
    static TextFile makeItFail(ProcTask of) {
        return file(of, state -> state.isMadeToFail() ? "1" : "0", (state, value) -> {
            if (!Task.capable(Cred.CAP_SYS_RESOURCE)) {
                return Errno.EPERM.negated();
            }
            if (value < 0 || value > 1) {
                return Errno.EINVAL.negated();
            }
            state.setMadeToFail(value == 1);
            return 0;
        });
    }

    private static TextFile file(
            ProcTask of, Function<FaultState, String> show, ToLongBiFunction<FaultState, Long> store) {
        return new TextFile(() -> {
            of.checkAlive();
            return show.apply(of.task().faultState()) + "\n";
        }, text -> {
            if (!of.isAlive()) {
                return Errno.ESRCH.negated();
            }
            try {
                return store.applyAsLong(of.task().faultState(), Long.decode(text.strip()));
            } catch (NumberFormatException e) {
                return Errno.EINVAL.negated();
            }
        });
    }
}
