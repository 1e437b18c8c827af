package org.jernel.kernel.breakpoint;

import org.jernel.kernel.task.Task;

/** A task that stands at a breakpoint. */
public final class Stop {

    private final Task task;
    private final Breakpoint breakpoint;
    private final BreakFrame frame;
    private volatile boolean resumed;
    private volatile boolean finishing;

    Stop(Task task, Breakpoint breakpoint, BreakFrame frame) {
        this.task = task;
        this.breakpoint = breakpoint;
        this.frame = frame;
    }

    public Task task() {
        return task;
    }

    public Breakpoint breakpoint() {
        return breakpoint;
    }

    public BreakFrame frame() {
        return frame;
    }

    boolean isResumed() {
        return resumed;
    }

    boolean isFinishing() {
        return finishing;
    }

    /** @param stopsAtEnd whether it stops once more when the call returns */
    void resume(boolean stopsAtEnd) {
        finishing = stopsAtEnd;
        resumed = true;
    }

    /** In the words of gdb. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (BreakFrame.Argument arg : frame.args()) {
            text.append(text.isEmpty() ? "" : ", ").append(arg.name()).append('=').append(arg.value());
        }
        String place = "%s (%s)".formatted(frame.function(), text);
        String what = frame.hasReturned() ? "Value returned is %d, ".formatted(frame.result()) : "";
        return "Breakpoint %d, %s%s in %s[%d]".formatted(breakpoint.id(), what, place, task.comm(), task.pid());
    }
}
