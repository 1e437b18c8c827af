package org.jernel.kernel.task;

/** Who may look into a task. Modelled on {@code kernel/ptrace.c} and {@code cap_ptrace_access_check}. */
public final class Ptrace {

    private Ptrace() {}

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
