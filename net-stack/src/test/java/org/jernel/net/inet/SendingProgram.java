package org.jernel.net.inet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;

/** A program whose task calls into the kernel once and notes what came back, and whether a signal is pending. */
final class SendingProgram implements UserMode {

    final List<Long> results = new ArrayList<>();
    boolean pending;

    private final LongSupplier call;

    SendingProgram(LongSupplier call) {
        this.call = call;
    }

    @Override
    public int run(Task task) {
        results.add(call.getAsLong());
        pending = task.signalPending();
        return 0;
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void handleSignal(Task task, int signo, long handler) {
        throw new UnsupportedOperationException();
    }
}
