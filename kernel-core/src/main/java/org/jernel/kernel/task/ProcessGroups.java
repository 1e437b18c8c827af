package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Groups and sessions of tasks. Modelled on {@code sys_setpgid} and {@code ksys_setsid} of {@code kernel/sys.c}. */
public final class ProcessGroups {

    private ProcessGroups() {}

    /** The tasks of a process group, zombies included. */
    static List<Task> inGroup(Tasks tasks, int group) {
        return tasks.list().stream()
                .filter(task -> task.processGroup() == group)
                .toList();
    }

    /** Whether a group has tasks, zombies included. */
    public static boolean exists(Tasks tasks, int group) {
        return !inGroup(tasks, group).isEmpty();
    }

    public static boolean isOfSession(Tasks tasks, int group, int session) {
        return inGroup(tasks, group).stream().allMatch(task -> task.session() == session);
    }

    /** Sends a signal of the kernel to each task of a group. {@code kill_pgrp}. */
    public static void signal(Tasks tasks, int group, Signal signal) {
        inGroup(tasks, group).forEach(task -> task.sendSignal(signal.number()));
    }

    /** True where nobody of the session, but outside of the task's group, could let the group go on. */
    public static boolean isOrphaned(Task task) {
        synchronized (task.tasks()) {
            return isOrphaned(task, null);
        }
    }

    /**
     * As {@link #isOrphaned(Task)}, not counting one that ends; the caller holds the monitor. Linux does not count the children of
     * init, which there is no shell; here it often is. {@code will_become_orphaned_pgrp}.
     */
    private static boolean isOrphaned(Task task, @Nullable Task ignored) {
        return inGroup(task.tasks(), task.processGroup()).stream().noneMatch(member -> member != ignored
                && member.state() == TaskState.RUNNING
                && isTie(member, member.family().parent));
    }

    /** True for a parent outside of the task's group, but of its session: one that could let the group go on. */
    private static boolean isTie(Task task, @Nullable Task parent) {
        return parent != null
                && parent.processGroup() != task.processGroup()
                && parent.session() == task.session();
    }

    /**
     * Ends what is stopped in a group that has lost its last tie, since nobody lets it go on; the caller holds the monitor.
     * {@code kill_orphaned_pgrp}.
     *
     * @param task a member of the group, perhaps the one that ends
     * @param parent the task's parent, perhaps the one that ends
     */
    static void killOrphaned(Task task, @Nullable Task parent, @Nullable Task ignored) {
        if (!isTie(task, parent) || !isOrphaned(task, ignored)) {
            return;
        }
        List<Task> members = inGroup(task.tasks(), task.processGroup());
        if (members.stream().anyMatch(Task::isStopped)) {
            members.forEach(member -> member.sendSignal(Signal.SIGHUP.number()));
            members.forEach(member -> member.sendSignal(Signal.SIGCONT.number()));
        }
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
