package org.jernel.kernel;

import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.HostClock;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/** An initcall that fails where a test asks for it by the clock it boots with, and does nothing elsewhere. */
public final class FailingInitcall implements Initcall {

    static final String MESSAGE = "no such device";

    /** Asks for the failure and keeps what was started before it. */
    static final class Clock implements KernelClock {

        private final HostClock host = new HostClock();
        boolean closed;
        @Nullable Kernel kernel;
        @Nullable Task task;

        @Override
        public long monotonicNanos() {
            return host.monotonicNanos();
        }

        @Override
        public long realtimeNanos() {
            return host.realtimeNanos();
        }

        @Override
        public void parkUntil(long deadlineNanos) {
            host.parkUntil(deadlineNanos);
        }
    }

    @Override
    public InitcallLevel level() {
        return InitcallLevel.LATE;
    }

    @Override
    public String name() {
        return "failing_init";
    }

    @Override
    public void init(Kernel kernel) {
        if (kernel.clock() instanceof Clock clock) {
            clock.kernel = kernel;
            clock.task = kernel.kthreadRun("sleeper", () -> sleepFor(kernel));
            kernel.onClose(() -> clock.closed = true);
            throw new IllegalStateException(MESSAGE);
        }
    }

    private static void sleepFor(Kernel kernel) {
        WaitQueueHead queue = new WaitQueueHead(kernel.clock());
        if (queue.waitEvent(() -> false, WaitQueueHead.MAX_SCHEDULE_TIMEOUT) >= 0) {
            throw new AssertionError("woken by nobody");
        }
    }
}
