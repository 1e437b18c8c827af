package org.jernel.net.wire;

import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;

/** A program that does one thing in the kernel and ends. Signals reach it, as they do not reach a kernel thread. */
record OneCall(Runnable call) implements UserMode {

    @Override
    public int run(Task task) {
        call.run();
        return 0;
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        throw new UnsupportedOperationException("it has no children");
    }

    @Override
    public void handleSignal(Task task, int signo, long handler) {
        throw new UnsupportedOperationException("it handles no signals");
    }
}
