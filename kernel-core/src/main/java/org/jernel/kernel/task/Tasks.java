package org.jernel.kernel.task;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.FsStruct;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.InitialStack;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.mm.VmCommitted;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one kernel: numbers, parents and children, start and end. Modelled on {@code kernel/pid.c},
 * {@code kernel/fork.c} and {@code kernel/exit.c}.
 *
 * <p>This object's monitor guards the family tree and every task's state; it is taken before a task's signals.
 */
public final class Tasks {

    /** Where numbers start over, so that the first ones stay with the first tasks. */
    public static final int RESERVED_PIDS = 300;

    /** A program may swallow one interrupt and block again. */
    private static final Duration KILL_AGAIN_AFTER = Duration.ofMillis(20);

    private final KernelClock clock;
    private final KernelMemory kernelMemory;
    private final VmCommitted committed;
    private final Security security;
    private final TaskFaults faults;
    private final KernelLimits limits;

    /** What tasks without a parent start with. */
    private final Rlimits initRlimits;
    private final Map<Integer, Task> byPid = new TreeMap<>();

    /** Tasks whose thread has not come to its end; zombies are not among them, reaped ones may be. */
    private final Set<Task> running = new HashSet<>();

    private final List<TaskWatcher> watchers = new CopyOnWriteArrayList<>();

    private int lastPid;
    private long forks;
    private boolean closed;
    private volatile @Nullable SyscallTable table;
    private volatile FunctionNames functionNames = (task, function) -> function;

    /** Where tasks without a parent start. {@code init_fs}. */
    private volatile FsStruct initFs = new FsStruct();

    /** Makes an empty task list. */
    public Tasks(
            KernelClock clock,
            KernelMemory kernelMemory,
            VmCommitted committed,
            Security security,
            TaskFaults faults) {
        this.clock = clock;
        this.kernelMemory = kernelMemory;
        this.committed = committed;
        this.security = security;
        this.faults = faults;
        this.limits = new KernelLimits(committed.totalPages() * Page.SIZE);
        this.initRlimits = new Rlimits(limits.threadsMax());
    }

    /** How functions are called in backtraces of these tasks. */
    public FunctionNames functionNames() {
        return functionNames;
    }

    public void setFunctionNames(FunctionNames names) {
        functionNames = names;
    }

    /** Sets the table that every task's calls go through; before the first task runs. */
    public void setTable(SyscallTable table) {
        this.table = table;
    }

    /** Sets where tasks without a parent stand, and kernel code that runs in no task. */
    public void setInitFs(FsStruct fs) {
        initFs = fs;
    }

    public FsStruct initFs() {
        return initFs;
    }

    SyscallTable table() {
        SyscallTable bound = table;
        if (bound == null) {
            throw new IllegalStateException("no system call table yet: the kernel is still booting");
        }
        return bound;
    }

    /** By which a call that keeps a deadline goes on after a signal; -1, which is ENOSYS, where the table has no such row. */
    int restartSyscallNumber() {
        return table().nameToNr("restart_syscall");
    }

    /** Who is asked before tasks and files do something. */
    public Security security() {
        return security;
    }

    TaskFaults faults() {
        return faults;
    }

    KernelClock clock() {
        return clock;
    }

    /** The memory of a new program. {@code mm_alloc}. */
    public AddressSpace mmAlloc() {
        return new AddressSpace(committed);
    }

    UserMemory kernelDs(@Nullable AddressSpace mm) {
        return kernelMemory.kernelDs(mm);
    }

    /**
     * Starts a task that runs a program, as the kernel starts init: no parent, a fresh address space.
     *
     * @param files its descriptors, which it owns from now on
     */
    public Task spawn(String comm, Cred cred, FdTable files, UserMode program) {
        return spawn(comm, cred, files, program, new SignalState());
    }

    private Task spawn(String comm, Cred cred, FdTable files, UserMode program, SignalState signals) {
        AddressSpace mm = mmAlloc();
        if (!program.argv().isEmpty()) {
            List<byte[]> argv = program.argv().stream().map(Tasks::bytes).toList();
            InitialStack.write(mm, argv.getFirst(), argv, List.of(), Map.of(), new byte[0]);
        }
        return start(new TaskSpec(
                comm,
                null,
                cred,
                program,
                mm,
                files,
                initFs.copy(),
                initRlimits.copy(),
                signals,
                0,
                program::run));
    }

    /**
     * As {@link #spawn}, of the program that no other can end: signals for which it has no handler are not sent to it, not even
     * SIGKILL. {@code SIGNAL_UNKILLABLE}.
     *
     * @param ended told its wait status at its end, before its descriptors are closed
     */
    public Task spawnInit(String comm, Cred cred, FdTable files, UserMode program, IntConsumer ended) {
        SignalState signals = new SignalState();
        signals.setUnkillable();
        watchers.add(new TaskWatcher() {
            @Override
            public void exiting(Task task, int status) {
                if (task.signals() == signals) {
                    ended.accept(status);
                }
            }
        });
        return spawn(comm, cred, files, program, signals);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a task that runs kernel code, has no user memory and heeds no signal. {@code kthread_run}. */
    public Task kthreadRun(String comm, Runnable body) {
        return start(new TaskSpec(
                comm,
                null,
                Cred.ROOT,
                null,
                null,
                new FdTable(),
                initFs.copy(),
                initRlimits.copy(),
                SignalState.ignoringAll(),
                0,
                self -> {
                    body.run();
                    return 0;
                }));
    }

    /**
     * Starts a task that runs kernel code until that executes a program. {@code user_mode_thread}.
     *
     * @param parent who waits for its end, null for nobody
     * @param body what it does first; the exit code, unless a program was executed
     */
    public Task userModeThread(String comm, @Nullable Task parent, IntSupplier body) {
        return start(new TaskSpec(
                comm,
                parent,
                Cred.ROOT,
                null,
                null,
                new FdTable(),
                initFs.copy(),
                initRlimits.copy(),
                new SignalState(),
                Signal.SIGCHLD.number(),
                self -> body.getAsInt()));
    }

    Task start(TaskSpec spec) {
        try {
            return tryStart(spec);
        } catch (ErrnoException e) {
            spec.files().closeAll();
            spec.fs().release();
            AddressSpace mm = spec.mm();
            if (mm != null) {
                mm.unmapAll();
            }
            throw e;
        }
    }

    private synchronized Task tryStart(TaskSpec spec) {
        if (closed || byPid.size() >= limits.threadsMax()) {
            throw Errno.EAGAIN.exception();
        }
        Task task = new Task(this, allocatePid(), spec);
        byPid.put(task.pid(), task);
        forks++;
        running.add(task);
        if (spec.parent() != null) {
            spec.parent().family().children.add(task);
            for (TaskWatcher watcher : watchers) {
                watcher.forked(spec.parent(), task);
            }
        }
        // Within the monitor, so that close() meets no task without a thread to wait for.
        task.start();
        return task;
    }

    private int allocatePid() {
        int most = limits.pidMax();
        for (int tries = 0; tries < most; tries++) {
            lastPid = lastPid >= most - 1 ? RESERVED_PIDS : lastPid + 1;
            if (!byPid.containsKey(lastPid)) {
                return lastPid;
            }
        }
        throw Errno.EAGAIN.exception();
    }

    synchronized int parentPid(Task task) {
        Task parent = task.family().parent;
        return parent == null ? 0 : parent.pid();
    }

    /** Has a watcher told of all tasks from now on. */
    public TaskWatcher.Registration watch(TaskWatcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    void delivering(Task task, int signo) {
        for (TaskWatcher watcher : watchers) {
            watcher.delivered(task, task.signals().info(signo));
        }
    }

    void stopped(Task task, int signo) {
        for (TaskWatcher watcher : watchers) {
            watcher.stopped(task, signo);
        }
    }

    /** The task of that number, zombies included, or null. */
    public synchronized @Nullable Task find(int pid) {
        return byPid.get(pid);
    }

    /** All tasks, zombies included, by number. */
    public synchronized List<Task> list() {
        return new ArrayList<>(byPid.values());
    }

    /** What tasks can have. */
    public KernelLimits limits() {
        return limits;
    }

    /** What memory there is for them. */
    public VmCommitted committed() {
        return committed;
    }

    /** How many tasks were ever made. {@code total_forks}. */
    public synchronized long forks() {
        return forks;
    }

    /** How many tasks there are, zombies included. */
    public synchronized int size() {
        return byPid.size();
    }

    /**
     * The last thing a task's thread does. {@code do_exit}: files first, so that a peer sees the end before a parent does. No
     * step that fails holds a later one back.
     */
    void exited(Task task) {
        for (TaskWatcher watcher : watchers) {
            attempt(task, () -> watcher.exiting(task, task.exitStatus()));
        }
        attempt(task, task.files()::closeAll);
        attempt(task, task.fs()::release);
        attempt(task, task::releaseMemory);
        attempt(task, () -> ExitNotify.exitNotify(this, task));
        synchronized (this) {
            running.remove(task);
        }
    }

    private void attempt(Task task, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            faults.oops(task, e);
        }
    }

    /** Takes a zombie away; the caller holds the monitor. {@code release_task}. */
    void reap(Task task) {
        task.setState(TaskState.DEAD);
        byPid.remove(task.pid());
        if (task.family().parent != null) {
            task.family().parent.family().children.remove(task);
        }
    }

    /** Lets no task begin any more and kills those there are: none makes another call. The current one may be among them. */
    public void refuseAndKill() {
        refuse().forEach(Task::kill);
    }

    /** Returns the tasks that there are. */
    private synchronized List<Task> refuse() {
        closed = true;
        return List.copyOf(running);
    }

    /**
     * Refuses new tasks, kills those there are and waits for their threads, on the host's time: what ends there is the
     * host's, and the kernel's clock may stand still.
     *
     * @param grace how long to wait at most
     * @return the tasks that have not ended: their programs catch whatever is thrown and never call the kernel
     */
    public List<Task> close(Duration grace) {
        List<Task> left = refuse();
        boolean interrupted = false;
        long rounds = grace.dividedBy(KILL_AGAIN_AFTER);
        for (long round = 0; round <= rounds && !left.isEmpty(); round++) {
            left.forEach(Task::kill);
            try {
                left.getFirst().join(KILL_AGAIN_AFTER);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = left.stream().filter(Task::isAlive).toList();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }
}
