package org.jernel.user.strace;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.inject.Injection;
import org.jernel.kernel.inject.Injector;
import org.jernel.kernel.task.Ptrace;
import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskWatcher;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Registration;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A trace: the calls of a kernel's tasks as lines of strace. Each line is made in the thread of the task that it tells of, which
 * then waits for the {@link Tracer}; that of a trace from Java keeps nobody waiting.
 */
public final class Strace implements AutoCloseable {

    private static final int REGISTERS = 6;

    private final Kernel kernel;
    private final StraceOptions options;
    private final StraceWriter writer;

    /** By the numbers of the tasks, with {@code -ff}. */
    private final Map<Integer, StraceWriter> writers = new ConcurrentHashMap<>();

    private final Tracer tracer;
    private final Map<Integer, String> names;

    /** The numbers of the tasks that are traced; null where all are. */
    private final @Nullable Set<Integer> traced;

    private final Registration hook;
    private final TaskWatcher.Registration watch;

    /** Tasks of which nothing is shown until they execute what is to be traced. {@code hide_log}. */
    private final Set<Integer> starting = ConcurrentHashMap.newKeySet();

    /** What {@code -yy} has said of sockets, by their inodes. */
    private final Map<Long, String> seen = new ConcurrentHashMap<>();

    /** In the order of the command line. */
    private final List<Injection> injections;

    /** Which of them has met the call that a task is in. */
    private final Map<SyscallFrame, Injection> injected = Collections.synchronizedMap(new WeakHashMap<>());

    private Strace(
            Kernel kernel,
            @Nullable Set<Integer> traced,
            Set<Integer> starting,
            StraceOptions options,
            Tracer tracer) {
        this.kernel = kernel;
        this.traced = traced;
        this.options = options;
        this.tracer = tracer;
        this.names = kernel.syscalls().names();
        Injector injector = Injector.of(kernel);
        this.injections = options.injections().stream().map(injector::prepare).toList();
        this.writer = writerTo(tracer::add);
        this.starting.addAll(starting);
        starting.forEach(pid -> writer(pid).attached(pid, false));
        options.pids().forEach(pid -> writer(pid).attached(pid, true));
        // From here on the tasks' own threads come in.
        watch = kernel.tasks().watch(new Watcher());
        hook = kernel.syscalls().addHook(nr -> true, new Hook());
    }

    private StraceWriter writerTo(Consumer<String> sink) {
        return new StraceWriter(options, kernel.clock()::realtimeNanos, sink, tracer::tell);
    }

    /** Who writes of a task: with {@code -ff} each has its own lines, which no other cuts. */
    private StraceWriter writer(int pid) {
        return options.separate() ? writers.computeIfAbsent(pid, this::writerOf) : writer;
    }

    private StraceWriter writerOf(int pid) {
        String mark = "" + StraceFile.OF_TASK + pid + StraceFile.END_OF_TASK;
        // Its file is there before the first line.
        tracer.add(mark);
        return writerTo(text -> tracer.add(mark + text));
    }

    /** Traces all tasks of a kernel; the sink gets pieces of lines. */
    public static Strace attach(Kernel kernel, StraceOptions options, Consumer<String> sink) {
        return new Strace(kernel, null, Set.of(), options, sink::accept);
    }

    /** Traces one task, and with {@code -f} its children. */
    public static Strace attach(Kernel kernel, Task task, StraceOptions options, Consumer<String> sink) {
        Set<Integer> traced = ConcurrentHashMap.newKeySet();
        traced.add(task.pid());
        return new Strace(kernel, traced, Set.of(), options, sink::accept);
    }

    /**
     * Traces the tasks of {@code -p}, and such as are about to execute a program: the current task is their tracer.
     *
     * @throws org.jernel.syscall.ErrnoException ESRCH for a task that is not there, EPERM for one that may not be traced
     */
    static Strace attach(Kernel kernel, Set<Integer> starting, StraceOptions options, Tracer tracer) {
        Set<Integer> traced = ConcurrentHashMap.newKeySet();
        try {
            for (int pid : union(starting, options.pids())) {
                Ptrace.attach(find(kernel, pid));
                traced.add(pid);
            }
        } catch (ErrnoException e) {
            traced.forEach(pid -> release(kernel, pid));
            throw e;
        }
        Strace strace = new Strace(kernel, traced, starting, options, tracer);
        strace.missEnded();
        strace.interrupt(options.pids());
        return strace;
    }

    private static Set<Integer> union(Set<Integer> some, List<Integer> more) {
        Set<Integer> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    private static Task find(Kernel kernel, int pid) {
        Task task = kernel.tasks().find(pid);
        if (task == null) {
            throw Errno.ESRCH.exception();
        }
        return task;
    }

    private static void release(Kernel kernel, int pid) {
        Task task = kernel.tasks().find(pid);
        if (task != null) {
            Ptrace.detach(task);
        }
    }

    /** Tasks whose end came before the watch was set are told of by nobody else. */
    private void missEnded() {
        for (int pid : Set.copyOf(traced == null ? Set.of() : traced)) {
            Task task = kernel.tasks().find(pid);
            if (task == null || task.isExiting()) {
                ended(pid, task == null ? 0 : task.exitStatus());
            }
        }
    }

    /** What attached tasks sleep in began before the hook was set. */
    private void interrupt(List<Integer> pids) {
        for (int pid : pids) {
            Task task = kernel.tasks().find(pid);
            if (task != null) {
                Ptrace.interrupt(task);
            }
        }
    }

    /** The first to say so counts. Returns whether the task was traced. */
    private boolean ended(int pid, int status) {
        if (traced != null && !traced.remove(pid)) {
            return false;
        }
        writer(pid).ended(pid, status);
        writers.remove(pid);
        if (traced != null && traced.isEmpty()) {
            tracer.allEnded();
        }
        return true;
    }

    private boolean isTraced(Task task) {
        return traced == null || traced.contains(task.pid());
    }

    /** Lets the tasks go that are traced one by one; they go on. */
    void detach() {
        for (int pid : new TreeSet<>(traced == null ? Set.of() : traced)) {
            if (traced != null && traced.remove(pid)) {
                writer(pid).detached(pid);
                release(kernel, pid);
            }
        }
    }

    /** Ends the trace; with {@code -c} the table comes now. */
    @Override
    public void close() {
        hook.close();
        watch.close();
        if (traced != null) {
            traced.forEach(pid -> release(kernel, pid));
        }
        String table = writer.summary();
        if (!table.isEmpty()) {
            tracer.add(table);
        }
    }

    /** The calls. */
    private final class Hook implements SyscallHook {

        @Override
        public void enter(SyscallFrame frame) {
            Task task = Task.currentOrNull();
            if (task == null || !isTraced(task)) {
                return;
            }
            Ptrace.entered(task);
            long[] args = new long[REGISTERS];
            for (int i = 0; i < REGISTERS; i++) {
                args[i] = frame.a(i);
            }
            SyscallMetadata metadata = frame.metadata();
            // A module's call may have come after the trace.
            String row = names.get((int) frame.nr());
            String name = row == null && metadata != null ? metadata.name() : row;
            if (starting.contains(task.pid()) && !isExecve(name)) {
                return;
            }
            if (writer(task.pid()).enter(task.pid(), frame.nr(), name, metadata, args, task.memory(), names(task))) {
                inject(frame, task.pid());
            }
        }

        private static boolean isExecve(@Nullable String name) {
            return name != null && name.startsWith("execve");
        }

        private Descriptors names(Task task) {
            return options.paths() == 0
                    ? Descriptors.NONE
                    : new OpenFiles(kernel, task, options.paths() > 1 ? seen : null);
        }

        /** Of two injections for a call the later one is in force, as the tool has it. */
        private void inject(SyscallFrame frame, int pid) {
            for (Injection injection : injections.reversed()) {
                if (injection.isFor(frame.nr())) {
                    if (injection.inject(frame)) {
                        injected.put(frame, injection);
                        writer(pid).injected(pid, injection.replacesResult(), injection.delays());
                    }
                    return;
                }
            }
        }

        @Override
        public void exit(SyscallFrame frame) {
            Task task = Task.currentOrNull();
            if (task != null && isTraced(task) && !Ptrace.isKilled(task)) {
                writer(task.pid()).exit(task.pid(), frame.result());
                // Where it fails, what the task then says is still strace's own.
                if (frame.result() == 0 && isExecve(names.get((int) frame.nr()))) {
                    starting.remove(task.pid());
                }
                tracer.stop();
            }
            Injection injection = injected.remove(frame);
            if (injection != null) {
                // After the line, as the tool has it: the delay is no part of the call's time.
                injection.exit(frame);
            }
        }
    }

    /** What else becomes of tasks. */
    private final class Watcher implements TaskWatcher {

        @Override
        public void forked(Task parent, Task child) {
            if (traced != null && options.follow() && isTraced(parent)) {
                traced.add(child.pid());
                Ptrace.inherit(parent, child);
                writer(child.pid()).attached(child.pid(), true);
            }
        }

        @Override
        public void delivered(Task task, SigInfo info) {
            // SIGKILL stops nothing on its way.
            if (isTraced(task) && info.signo() != Signal.SIGKILL.number()) {
                writer(task.pid()).signal(task.pid(), info);
                tracer.stop();
            }
        }

        @Override
        public void stopped(Task task, int signo) {
            if (isTraced(task)) {
                writer(task.pid()).stopped(task.pid(), signo);
                tracer.stop();
            }
        }

        @Override
        public void exiting(Task task, int status) {
            injections.forEach(injection -> injection.forget(task));
            if (ended(task.pid(), status)) {
                tracer.stop();
            }
        }
    }
}
