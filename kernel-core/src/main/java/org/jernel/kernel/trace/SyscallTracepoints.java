package org.jernel.kernel.trace;

import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

import org.jernel.kernel.owner.CallbackGate;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * The tracepoints at the door of the kernel, for listeners in Java. A call that nobody listens to pays nothing: a listener is a
 * hook of the numbers that it asked for. Modelled on {@code kernel/trace/trace_syscalls.c}.
 *
 * <p>A listener runs in the calling task and must not block.
 */
public final class SyscallTracepoints {

    private static final String PREFIX = "sys_";
    private static final int REGISTERS = 6;

    private final Supplier<SyscallTable> table;
    private final KernelClock clock;

    SyscallTracepoints(Supplier<SyscallTable> table, KernelClock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** The number of a call that has metadata, by its name with or without {@code sys_}, or -1. {@code syscall_name_to_nr}. */
    public int syscallNameToNr(String name) {
        int nr = table.get().nameToNr(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
        return nrToMeta(nr) == null ? -1 : nr;
    }

    /** What is known of a number, or null. {@code syscall_nr_to_meta}. */
    public @Nullable SyscallMetadata nrToMeta(long nr) {
        return table.get().nrToMeta(nr);
    }

    /**
     * Has a listener told of one call.
     *
     * @throws org.jernel.syscall.ErrnoException ENOSYS if there is no call of that name
     */
    public Registration listen(TracePoint point, String name, Consumer<SyscallTraced> listener) {
        int nr = syscallNameToNr(name);
        if (nr < 0) {
            throw Errno.ENOSYS.exception();
        }
        return hook(point, candidate -> candidate == nr, listener);
    }

    /** Has a listener told of every call: {@code raw_syscalls}. */
    public Registration listenRaw(TracePoint point, Consumer<SyscallTraced> listener) {
        return hook(point, nr -> true, listener);
    }

    private Registration hook(TracePoint point, IntPredicate numbers, Consumer<SyscallTraced> listener) {
        OperationsOwner owner = OperationsOwner.caller();
        if (owner == null) {
            return add(point, numbers, listener);
        }
        CallbackGate gate = new CallbackGate(clock);
        Registration registration = add(point, numbers, (SyscallTraced traced) -> {
            if (gate.enter()) {
                try {
                    listener.accept(traced);
                } finally {
                    gate.leave();
                }
            }
        });
        // A listener may end its own registration, but not outlive its code: tracepoint_synchronize_unregister.
        owner.own(() -> {
            registration.close();
            gate.shut();
        });
        return registration;
    }

    private Registration add(TracePoint point, IntPredicate numbers, Consumer<SyscallTraced> listener) {
        return table.get().addHook(numbers, new SyscallHook() {
            @Override
            public void enter(SyscallFrame frame) {
                if (point == TracePoint.ENTER) {
                    listener.accept(traced(point, frame, 0));
                }
            }

            @Override
            public void exit(SyscallFrame frame) {
                if (point == TracePoint.EXIT) {
                    listener.accept(traced(point, frame, frame.result()));
                }
            }
        });
    }

    private SyscallTraced traced(TracePoint point, SyscallFrame frame, long result) {
        Task task = Task.currentOrNull();
        long[] args = new long[REGISTERS];
        for (int i = 0; i < REGISTERS; i++) {
            args[i] = frame.a(i);
        }
        return new SyscallTraced(
                point,
                clock.monotonicNanos(),
                task == null ? 0 : task.pid(),
                task == null ? "<idle>" : task.comm(),
                frame.nr(),
                frame.metadata(),
                args,
                result);
    }

    SyscallTable table() {
        return table.get();
    }
}
