package org.jernel.kernel.task;

import org.jernel.syscall.Errno;

/** Who may look into a task. Modelled on {@code kernel/ptrace.c} and {@code cap_ptrace_access_check}. */
public final class Ptrace {

    private Ptrace() {}

    /**
     * Makes the current task the other's tracer: signals that it ignores are delivered to be shown. {@code ptrace_attach}.
     *
     * @throws org.jernel.syscall.ErrnoException EPERM where that may not be, or another traces it already
     */
    public static void attach(Task task) {
        Task tracer = Task.current();
        boolean allowed = task != tracer && !task.isKernelThread() && !task.isExiting() && mayAccess(task);
        if (!allowed || !task.signals().setTracer(tracer.pid())) {
            throw Errno.EPERM.exception();
        }
    }

    /** A traced task's child has its tracer too. {@code ptrace_init_task}. */
    public static void inherit(Task parent, Task child) {
        boolean _ = child.signals().setTracer(parent.signals().tracer());
    }

    /**
     * Has a task that sleeps in a call make the call again, so that its tracer sees it; as on Linux, one that is never made
     * again after a signal, such as epoll_wait, ends with EINTR. {@code PTRACE_INTERRUPT}.
     */
    public static void interrupt(Task task) {
        task.trap();
    }

    /** The tracer sees the task make a call: there is none any more that an interrupt was for. */
    public static void entered(Task task) {
        task.signals().endTrap();
    }

    public static void detach(Task task) {
        task.signals().clearTracer();
    }

    /** The number of the task's tracer, 0 for none. */
    public static int tracer(Task task) {
        return task.signals().tracer();
    }

    /** True for a task that SIGKILL ends: no stop tells its tracer of the call that it was in. {@code ptrace_stop}. */
    public static boolean isKilled(Task task) {
        return task.fatalSignalPending();
    }

    /** True if the current task may see what is the other's own; what is no task may see all. {@code ptrace_may_access}. */
    public static boolean mayAccess(Task task) {
        Task caller = Task.currentOrNull();
        if (caller == null || caller == task || Task.capable(Cred.CAP_SYS_PTRACE)) {
            return true;
        }
        Cred own = caller.cred();
        Cred other = task.cred();
        boolean sameUser = own.fsuid() == other.euid() && own.fsuid() == other.suid() && own.fsuid() == other.uid();
        boolean sameGroup = own.fsgid() == other.egid() && own.fsgid() == other.sgid() && own.fsgid() == other.gid();
        return sameUser
                && sameGroup
                && (task.isKernelThread() || task.prctl().isDumpable())
                && CapSets.isSubset(other.caps().permitted(), own.caps().effective());
    }
}
