package org.jernel.kernel.trace;

import java.util.Map;
import java.util.StringJoiner;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * Writes system calls into JFR recordings that ask for them. Without such a recording there is no hook, and a call pays nothing.
 */
final class JfrTracer implements FlightRecorderListener, AutoCloseable {

    private static final int REGISTERS = 6;

    private final Supplier<SyscallTable> table;

    /** Guarded by this, as is what follows. */
    private @Nullable Registration hook;

    private boolean closed;

    JfrTracer(Supplier<SyscallTable> table) {
        this.table = table;
    }

    /** Begins to heed recordings, those that run already too. */
    void start() {
        FlightRecorder.addListener(this);
        if (FlightRecorder.isInitialized()) {
            update();
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        update();
    }

    private synchronized void update() {
        boolean wanted = !closed && EventType.getEventType(SyscallEvent.class).isEnabled();
        if (wanted && hook == null) {
            hook = table.get().addHook(nr -> true, new Calls());
        } else if (!wanted && hook != null) {
            hook.close();
            hook = null;
        }
    }

    @Override
    public void close() {
        FlightRecorder.removeListener(this);
        synchronized (this) {
            closed = true;
            if (hook != null) {
                hook.close();
                hook = null;
            }
        }
    }

    /** An event for each call, begun on the way in. */
    private static final class Calls implements SyscallHook {

        /** The calls that tasks are in; a call that never returns is forgotten with its task's next. */
        private final Map<SyscallFrame, SyscallEvent> running = new WeakHashMap<>();

        @Override
        public void enter(SyscallFrame frame) {
            SyscallEvent event = new SyscallEvent();
            event.begin();
            synchronized (running) {
                running.put(frame, event);
            }
        }

        @Override
        public void exit(SyscallFrame frame) {
            SyscallEvent event;
            synchronized (running) {
                event = running.remove(frame);
            }
            if (event == null) {
                return;
            }
            event.end();
            if (event.shouldCommit()) {
                fill(event, frame);
                event.commit();
            }
        }

        private static void fill(SyscallEvent event, SyscallFrame frame) {
            SyscallMetadata metadata = frame.metadata();
            Task task = Task.currentOrNull();
            event.name = metadata == null ? "syscall_" + frame.nr() : metadata.name();
            event.nr = frame.nr();
            event.result = frame.result();
            event.task = task == null ? "" : task.comm();
            event.pid = task == null ? 0 : task.pid();
            StringJoiner arguments = new StringJoiner(", ");
            for (int i = 0; i < (metadata == null ? REGISTERS : metadata.nbArgs()); i++) {
                arguments.add(
                        (metadata == null ? "a" + i : metadata.args().get(i)) + ": 0x" + Long.toHexString(frame.a(i)));
            }
            event.arguments = arguments.toString();
        }
    }
}
