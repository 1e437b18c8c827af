package org.jernel.kernel.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one kernel: numbers, parents and children, exit and wait. Modelled on {@code kernel/pid.c},
 * {@code kernel/fork.c} and {@code kernel/exit.c}.
 *
 * <p>This object's monitor guards the family tree and every task's state; it is taken before a task's signals.
 */
public final class Tasks {

    /** {@code wait4}: return at once when no child has ended. */
    public static final int WNOHANG = 1;

    private static final int PID_MAX = 32768;

    private final KernelClock clock;
    private final KernelMemory kernelMemory;
    private final TaskOops oops;
    private final Map<Integer, Task> byPid = new TreeMap<>();
    private int lastPid;
    private boolean closed;
    private volatile @Nullable SyscallTable table;

    /** Makes an empty task list. */
    public Tasks(KernelClock clock, KernelMemory kernelMemory, TaskOops oops) {
        this.clock = clock;
        this.kernelMemory = kernelMemory;
        this.oops = oops;
    }

    /** Sets the table that every task's calls go through; before the first task runs. */
    public void setTable(SyscallTable table) {
        this.table = table;
    }

    SyscallTable table() {
        SyscallTable bound = table;
        if (bound == null) {
            throw new IllegalStateException("no system call table yet: the kernel is still booting");
        }
        return bound;
    }

    KernelClock clock() {
        return clock;
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
        return start(new TaskSpec(
                comm, null, cred, program, new AddressSpace(), files, new Rlimits(), new SignalState(), program::run));
    }

    /** Starts a task that runs kernel code and has no user memory. {@code kthread_run}. */
    public Task kthreadRun(String comm, Runnable body) {
        return start(new TaskSpec(
                comm, null, Cred.ROOT, null, null, new FdTable(), new Rlimits(), new SignalState(), self -> {
                    body.run();
                    return 0;
                }));
    }

    Task start(TaskSpec spec) {
        Task task;
        synchronized (this) {
            if (closed) {
                throw Errno.EAGAIN.exception();
            }
            task = new Task(this, allocatePid(), spec);
            byPid.put(task.pid(), task);
            if (spec.parent() != null) {
                spec.parent().children.add(task);
            }
        }
        task.start();
        return task;
    }

    private int allocatePid() {
        for (int tries = 0; tries < PID_MAX; tries++) {
            lastPid = lastPid % PID_MAX + 1;
            if (!byPid.containsKey(lastPid)) {
                return lastPid;
            }
        }
        throw Errno.EAGAIN.exception();
    }

    synchronized int parentPid(Task task) {
        return task.parent == null ? 0 : task.parent.pid();
    }

    /** The task of that number, zombies included, or null. */
    public synchronized @Nullable Task find(int pid) {
        return byPid.get(pid);
    }

    /** All tasks, zombies included, by number. */
    public synchronized List<Task> list() {
        return new ArrayList<>(byPid.values());
    }

    void oops(Task task, Throwable cause) {
        oops.oops(task, cause);
    }

    /** The last thing a task's thread does. {@code do_exit}: files first, so that a peer sees the end before a parent does. */
    void exited(Task task) {
        task.files().closeAll();
        task.releaseMemory();
        Task parent;
        synchronized (this) {
            for (Task child : task.children) {
                child.parent = null;
                if (child.state() == TaskState.ZOMBIE) {
                    reap(child);
                }
            }
            task.children.clear();
            parent = task.parent;
            task.setState(TaskState.ZOMBIE);
            if (parent == null) {
                reap(task);
            }
        }
        if (parent != null) {
            parent.sendSignal(Signal.SIGCHLD.number());
            parent.childExit.wakeUpAll(0);
        }
    }

    private void reap(Task task) {
        task.setState(TaskState.DEAD);
        byPid.remove(task.pid());
        if (task.parent != null) {
            task.parent.children.remove(task);
        }
    }

    /**
     * Waits for a child of {@code parent} to end and takes it away.
     *
     * @param pid a child's number, -1 for any, 0 or -group for those of a process group
     * @param status told of the child that ended and its wait status
     * @return the child's number, 0 with WNOHANG and none ended, -ECHILD, or -ERESTARTSYS
     */
    @CheckReturnValue
    public long wait4(Task parent, int pid, int options, ObjIntConsumer<Task> status) {
        if (!hasChild(parent, pid)) {
            return Errno.ECHILD.negated();
        }
        boolean hang = (options & WNOHANG) == 0;
        Task child = takeZombie(parent, pid);
        while (child == null && hang) {
            long waited = parent.childExit.waitEvent(() -> hasZombie(parent, pid) || !hasChild(parent, pid),
                    WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
            child = takeZombie(parent, pid);
            if (child == null && !hasChild(parent, pid)) {
                return Errno.ECHILD.negated();
            }
        }
        if (child == null) {
            return 0;
        }
        status.accept(child, child.exitStatus());
        return child.pid();
    }

    private synchronized boolean hasChild(Task parent, int pid) {
        return parent.children.stream().anyMatch(child -> matches(parent, child, pid));
    }

    private synchronized boolean hasZombie(Task parent, int pid) {
        return parent.children.stream()
                .anyMatch(child -> child.state() == TaskState.ZOMBIE && matches(parent, child, pid));
    }

    private synchronized @Nullable Task takeZombie(Task parent, int pid) {
        for (Task child : parent.children) {
            if (child.state() == TaskState.ZOMBIE && matches(parent, child, pid)) {
                reap(child);
                return child;
            }
        }
        return null;
    }

    private static boolean matches(Task parent, Task child, int pid) {
        if (pid == -1) {
            return true;
        }
        if (pid > 0) {
            return child.pid() == pid;
        }
        return child.processGroup() == (pid == 0 ? parent.processGroup() : -pid);
    }

    /**
     * Sends a signal as {@code kill(2)} does.
     *
     * @param pid a task's number, 0 for the sender's group, -1 for all but the sender, -group
     * @return 0, -EINVAL, -ESRCH, or -EPERM
     */
    @CheckReturnValue
    public long kill(Task sender, int pid, int signo) {
        if (signo < 0 || signo > Signal.NSIG) {
            return Errno.EINVAL.negated();
        }
        Collection<Task> targets =
                list().stream().filter(task -> isTarget(sender, task, pid)).toList();
        if (targets.isEmpty()) {
            return Errno.ESRCH.negated();
        }
        boolean sent = false;
        for (Task target : targets) {
            if (mayKill(sender, target)) {
                sent = true;
                if (signo != 0) {
                    target.sendSignal(signo);
                }
            }
        }
        return sent ? 0 : Errno.EPERM.negated();
    }

    private static boolean isTarget(Task sender, Task task, int pid) {
        if (pid > 0) {
            return task.pid() == pid;
        }
        if (pid == -1) {
            return task != sender;
        }
        return task.processGroup() == (pid == 0 ? sender.processGroup() : -pid);
    }

    private static boolean mayKill(Task sender, Task target) {
        Cred cred = sender.cred();
        return cred.has(Cred.CAP_KILL)
                || cred.euid() == target.cred().uid()
                || cred.uid() == target.cred().uid();
    }

    /** Refuses new tasks and kills those there are; they end as soon as they are in the kernel. */
    public void close() {
        List<Task> left;
        synchronized (this) {
            closed = true;
            left = list();
        }
        left.forEach(task -> task.sendSignal(Signal.SIGKILL.number()));
    }
}
