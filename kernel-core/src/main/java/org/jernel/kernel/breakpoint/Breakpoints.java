package org.jernel.kernel.breakpoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * The breakpoints of one kernel and the tasks that stand at them. Where gdb stops the whole kernel, here the task that meets the
 * breakpoint stops and the others go on; a signal for it ends the stop, and one that kills it the call with it.
 */
public final class Breakpoints {

    private static final List<String> WAYS_IN = List.of("__x64_sys_", "__se_sys_", "__do_sys_", "__sys_", "sys_", "");

    private final Kernel kernel;
    private final WaitQueueHead resumed;
    private final Map<Integer, Registration> registrations = new TreeMap<>();
    private final Map<Integer, Breakpoint> breakpoints = new TreeMap<>();
    private final Map<Integer, Stop> stops = new TreeMap<>();
    private final Set<Integer> shells = ConcurrentHashMap.newKeySet();
    private int lastId;

    Breakpoints(Kernel kernel) {
        this.kernel = kernel;
        this.resumed = new WaitQueueHead(kernel.clock());
    }

    public static Breakpoints of(Kernel kernel) {
        return kernel.get(Breakpoints.class);
    }

    /**
     * Stops each task that enters a system call, as {@code sys_socket}, or a function that has a probe, as {@code udp_sendmsg};
     * with {@code sys_socketcall}, which only tables of 32 bits have, at each of the calls that it stands for.
     *
     * @throws BreakpointException if nobody can stop there; its message says why
     */
    public Breakpoint add(String symbol) {
        return add(symbol, new Stopping());
    }

    /** Calls {@code visitor} in each thread that enters it, which may look, change arguments, or give a result. */
    public Breakpoint add(String symbol, Consumer<BreakFrame> visitor) {
        return add(symbol, new Visiting(visitor));
    }

    private synchronized Breakpoint add(String symbol, Breakpoint.Action action) {
        ProbePoint point = kernel.probes().find(symbol);
        if (point != null) {
            return addProbe(point, action);
        }
        String name = bareName(symbol);
        if (kernel.syscalls().nameToNr(name) >= 0) {
            return addCalls("__x64_sys_" + name, List.of(name), action);
        }
        List<String> calls = kernel.probes().multiplexed(name).stream()
                .filter(call -> kernel.syscalls().nameToNr(call) >= 0)
                .toList();
        if (calls.isEmpty()) {
            throw new BreakpointException(symbol + whyNot(kernel.symbols().find(symbol)));
        }
        return addCalls("sys_" + name, calls, action);
    }

    private static String whyNot(@Nullable KernelSymbol exported) {
        if (exported == null) {
            return " is neither a system call of the table nor a function of this kernel";
        }
        return exported.isInline()
                ? " is an inline function, which has no place to stop at"
                : " is exported and has no probe: no task can be stopped there";
    }

    private Breakpoint addProbe(ProbePoint point, Breakpoint.Action action) {
        if (!point.mayStop() && action instanceof Stopping) {
            throw new BreakpointException(
                    point.function() + " runs in softirq context or with locks held, where no task may stop:"
                            + " watch it with trace");
        }
        Breakpoint breakpoint = new Breakpoint(this, ++lastId, point.function(), List.of(), action);
        kernel.probes().add(point, breakpoint);
        return add(breakpoint, () -> kernel.probes().remove(point, breakpoint));
    }

    private Breakpoint addCalls(String symbol, List<String> calls, Breakpoint.Action action) {
        Breakpoint breakpoint = new Breakpoint(this, ++lastId, symbol, calls, action);
        Set<Integer> numbers = calls.stream().map(kernel.syscalls()::nameToNr).collect(Collectors.toSet());
        return add(breakpoint, kernel.syscalls().addHook(numbers::contains, breakpoint));
    }

    private Breakpoint add(Breakpoint breakpoint, Registration registration) {
        breakpoints.put(breakpoint.id(), breakpoint);
        registrations.put(breakpoint.id(), registration);
        return breakpoint;
    }

    /** The call's name without what the ways into it begin with. */
    private String bareName(String symbol) {
        for (String prefix : WAYS_IN) {
            String bare = symbol.startsWith(prefix) ? symbol.substring(prefix.length()) : "";
            if (kernel.syscalls().nameToNr(bare) >= 0 || !kernel.probes().multiplexed(bare).isEmpty()) {
                return bare;
            }
        }
        return symbol;
    }

    synchronized void remove(Breakpoint breakpoint) {
        Registration registration = registrations.remove(breakpoint.id());
        if (registration != null) {
            registration.close();
        }
        breakpoints.remove(breakpoint.id());
        stops.values().stream().filter(stop -> stop.breakpoint() == breakpoint).forEach(stop -> goOn(stop, false));
        resumed.wakeUpAll(0);
    }

    /** A module takes its call away: who is to stop at the next one of that number is asked anew. */
    synchronized void end(int number) {
        SyscallMetadata gone = kernel.syscalls().nrToMeta(number);
        breakpoints.values().stream()
                .filter(breakpoint -> gone != null && breakpoint.isAtOnly(gone.name()))
                .toList()
                .forEach(this::remove);
    }

    /** Takes one away by its number. Throws {@link BreakpointException} if there is none. */
    public synchronized void delete(int id) {
        Breakpoint known = breakpoints.get(id);
        if (known == null) {
            throw new BreakpointException("no breakpoint number " + id);
        }
        remove(known);
    }

    public synchronized List<Breakpoint> list() {
        return List.copyOf(breakpoints.values());
    }

    /** The tasks that stand, by their numbers. */
    public synchronized List<Stop> stops() {
        return List.copyOf(stops.values());
    }

    /** Where that task stands. Throws {@link BreakpointException} if it does not. */
    public synchronized Stop stop(int pid) {
        Stop stop = stops.get(pid);
        if (stop == null) {
            Task task = kernel.tasks().find(pid);
            throw new BreakpointException((task == null ? "task " + pid : task) + " stands at no breakpoint");
        }
        return stop;
    }

    /** Lets a task go on. */
    public void resume(Stop stop) {
        resume(stop, false);
    }

    /** Lets a task go on to the end of the call, where it stops again. */
    public void finish(Stop stop) {
        if (stop.frame().hasReturned()) {
            throw new BreakpointException(stop.frame().function() + " has returned already");
        }
        resume(stop, true);
    }

    private void resume(Stop stop, boolean stopsAtEnd) {
        synchronized (this) {
            goOn(stop, stopsAtEnd);
        }
        resumed.wakeUpAll(0);
    }

    /** From here on it runs, whenever its thread does; the caller holds the monitor. {@code ptrace_resume}. */
    private void goOn(Stop stop, boolean stopsAtEnd) {
        if (stops.get(stop.task().pid()) == stop && !stop.isResumed()) {
            stop.task().noteTraced(0);
        }
        stop.resume(stopsAtEnd);
    }

    /** The task that sets breakpoints, and who waits for it, are not stopped from now on. */
    void sparesCaller() {
        Task caller = Task.currentOrNull();
        if (caller != null) {
            shells.add(caller.pid());
            shells.add(caller.parentPid());
        }
    }

    /** Another task may have the number next. */
    void forget(Task ended) {
        shells.remove(ended.pid());
    }

    /** Whether a task is one that may stop: who has it go on could not be helped if he stood himself. */
    private boolean isSteered(Task task) {
        return !(shells.contains(task.pid()) || task.isDebugger() || isOnItsWay(task));
    }

    /** A shell's child that has not executed its program yet, which may be one of the debugger's. */
    private boolean isOnItsWay(Task task) {
        int parent = task.parentPid();
        return !task.hasExecuted() && parent != 0 && shells.contains(parent);
    }

    private final class Stopping implements Breakpoint.Action {

        /** Calls that are to stop at their end, which not every call has. */
        private final Set<Object> finishing =
                Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

        @Override
        public boolean isForCaller() {
            Task task = Task.currentOrNull();
            return task != null && isSteered(task);
        }

        @Override
        public void met(Breakpoint breakpoint, BreakFrame frame, Object call) {
            Task task = Task.current();
            Stop stop = new Stop(task, breakpoint, frame);
            begin(stop);
            try {
                // As a tracee that is stopped it heeds no signal but what ends it: TASK_TRACED.
                long _ = resumed.waitEventKillable(() -> stop.isResumed() || task.signals().fatalPending() != 0);
            } finally {
                end(stop);
            }
            if (stop.isFinishing()) {
                finishing.add(call);
            }
            // As at ptrace's stop. A function comes to its end: its caller counts on what it does.
            if (frame instanceof SyscallBreakFrame && !frame.hasReturned() && task.signals().fatalPending() != 0) {
                frame.setResult(Errno.EINTR.negated());
            }
        }

        @Override
        public boolean wantsEnd(Object call) {
            return finishing.remove(call);
        }
    }

    private void begin(Stop stop) {
        synchronized (this) {
            stops.put(stop.task().pid(), stop);
            if (!breakpoints.containsKey(stop.breakpoint().id())) {
                stop.resume(false);
            }
        }
        kernel.printk().printkDeferred(KERN_WARNING + "%s\n", stop);
        synchronized (this) {
            if (!stop.isResumed()) {
                stop.task().noteTraced(Signal.SIGTRAP.number());
            }
        }
    }

    private synchronized void end(Stop stop) {
        stops.remove(stop.task().pid());
        stop.task().noteTraced(0);
    }

    /** Java code that is called: the frame is valid during the call only. */
    private record Visiting(Consumer<BreakFrame> visitor) implements Breakpoint.Action {

        @Override
        public boolean isForCaller() {
            return true;
        }

        @Override
        public void met(Breakpoint breakpoint, BreakFrame frame, Object call) {
            visitor.accept(frame);
        }

        @Override
        public boolean wantsEnd(Object call) {
            return false;
        }
    }
}
