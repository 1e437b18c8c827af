package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/** Groups and sessions of tasks. Modelled on {@code sys_setpgid} and {@code ksys_setsid} of {@code kernel/sys.c}. */
public final class ProcessGroups {

    private ProcessGroups() {}

    /** The tasks of a process group, zombies included. */
    static List<Task> inGroup(Tasks tasks, int group) {
        return tasks.list().stream()
                .filter(task -> task.processGroup() == group)
                .toList();
    }

    /**
     * Moves a task to a process group. {@code setpgid(2)}.
     *
     * @param pid the caller or a child of it, 0 for the caller
     * @param pgid the group, 0 for a new one of the task's own number
     * @return 0, -EINVAL, -ESRCH, -EACCES or -EPERM
     */
    @CheckReturnValue
    public static long setpgid(Task caller, int pid, int pgid) {
        int number = pid == 0 ? caller.pid() : pid;
        int group = pgid == 0 ? number : pgid;
        if (group < 0) {
            return Errno.EINVAL.negated();
        }
        Tasks tasks = caller.tasks();
        synchronized (tasks) {
            Task task = tasks.find(number);
            if (task == null || (task != caller && task.family().parent != caller)) {
                return Errno.ESRCH.negated();
            }
            if (task != caller && task.session() != caller.session()) {
                return Errno.EPERM.negated();
            }
            if (task != caller && task.hasExecuted()) {
                return Errno.EACCES.negated();
            }
            boolean leadsSession = task.session() == task.pid();
            boolean joins = group != task.pid();
            if (leadsSession
                    || (joins && inGroup(tasks, group).stream().noneMatch(t -> t.session() == caller.session()))) {
                return Errno.EPERM.negated();
            }
            long refused =
                    caller.security().ask(TaskSecurity.class, "task_setpgid", m -> m.taskSetpgid(task, group));
            if (refused == 0) {
                task.setProcessGroup(group);
            }
            return refused;
        }
    }

    /** Makes the task the leader of a session and a group of its own. {@code ksys_setsid}. Returns its number or -EPERM. */
    @CheckReturnValue
    public static long setsid(Task caller) {
        synchronized (caller.tasks()) {
            if (caller.session() == caller.pid() || !inGroup(caller.tasks(), caller.pid()).isEmpty()) {
                return Errno.EPERM.negated();
            }
            caller.setSession(caller.pid());
            return caller.pid();
        }
    }
}
