package org.jernel.test.differential;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jernel.test.judge.Blocked;
import org.jernel.test.judge.Call;
import org.jernel.test.judge.Linux;
import org.jernel.test.judge.Task;
import org.jspecify.annotations.Nullable;

/** A task of a program that runs: its descriptors by the program's names, and the call that it is in. */
final class TaskRun {

    /** A descriptor that no program gets to. */
    private static final long NEVER_OPEN = 900;

    private final ProgramRun program;
    private final Task task;
    private final Map<Integer, Long> fds;
    private @Nullable Blocked call;
    private Step.@Nullable Syscall step;
    private long pairAddress;
    private boolean exited;

    TaskRun(ProgramRun program, Task task, Map<Integer, Long> fds) {
        this.program = program;
        this.task = task;
        this.fds = fds;
        task.kernelTask().blockSignal(Linux.SIGPIPE);
    }

    /** A child with copies of the descriptors. */
    TaskRun fork() {
        return new TaskRun(program, task.fork(), new HashMap<>(fds));
    }

    Task task() {
        return task;
    }

    long fd(int slot) {
        return fds.getOrDefault(slot, NEVER_OPEN);
    }

    ProgramRun program() {
        return program;
    }

    /** While a call blocks, and from the task's end on, the task makes no other. */
    boolean isBusy() {
        return exited || call != null;
    }

    void start(Step.Syscall next) {
        if (isBusy()) {
            return;
        }
        long[] args = next.args().stream().mapToLong(arg -> arg.value().applyAsLong(this)).toArray();
        if (next.call() == Call.SOCKETPAIR) {
            pairAddress = args[3];
        }
        step = next;
        call = task.attempts(next.call(), args);
        settle();
    }

    /** Waits until the call it is in sleeps or has returned. */
    void settle() {
        Blocked started = call;
        var made = step;
        if (started == null || made == null) {
            return;
        }
        var result = started.settled();
        if (result.isPresent()) {
            call = null;
            if (result.getAsLong() >= 0) {
                keep(made, result.getAsLong());
            } else if (result.getAsLong() == ProgramRun.EPIPE && task.kernelTask().takePending(Linux.SIGPIPE)) {
                program.scenario().recording().note("SIGPIPE");
            }
        }
    }

    private void keep(Step.Syscall made, long result) {
        List<Integer> slots = made.slots();
        if (slots.size() == 1) {
            fds.put(slots.getFirst(), result);
        } else if (slots.size() == 2) {
            fds.put(slots.getFirst(), (long) task.intAt(pairAddress));
            fds.put(slots.getLast(), (long) task.intAt(pairAddress + Integer.BYTES));
        }
        program.learnPort(this, made);
    }

    void interrupt(boolean restart) {
        if (call != null) {
            task.kernelTask().interrupt(restart);
            settle();
        }
    }

    void exit() {
        if (!isBusy()) {
            exited = true;
            task.exit();
        }
    }
}
