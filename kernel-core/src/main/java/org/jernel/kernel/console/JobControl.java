package org.jernel.kernel.console;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.task.ProcessGroups;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/**
 * Which process group a terminal is for, and what the others get that want it. Modelled on {@code drivers/tty/tty_jobctrl.c}, but
 * that a session gets the terminal with its first foreground group and not by {@code TIOCSCTTY}. The monitor is a leaf.
 */
final class JobControl {

    private final Tasks tasks;

    /** 0 before any; one without tasks is as none. */
    private int foreground;

    private int session;

    JobControl(Tasks tasks) {
        this.tasks = tasks;
    }

    /** The group in the foreground, 0 for none. */
    private synchronized int foreground() {
        return ProcessGroups.exists(tasks, foreground) ? foreground : 0;
    }

    /** True where the terminal is another session's. */
    private synchronized boolean isOfOthers(Task task) {
        return foreground() != 0 && session != task.session();
    }

    /** The group in the foreground, 0 for none, or -ENOTTY for who is of another session. {@code tiocgpgrp}. */
    @CheckReturnValue
    synchronized long getForeground() {
        return isOfOthers(Task.current()) ? Errno.ENOTTY.negated() : foreground();
    }

    private synchronized boolean isForeground(Task task) {
        return session != task.session() || task.processGroup() == foreground || foreground() == 0;
    }

    private synchronized void set(int group, int ofSession) {
        foreground = group;
        session = ofSession;
    }

    /** What the user types at everybody in the foreground. {@code isig} of {@code n_tty.c}. */
    void signal(Signal signal) {
        ProcessGroups.signal(tasks, foreground(), signal);
    }

    /**
     * Stops the groups in the background that a task is of, unless they do not listen. {@code __tty_check_change}.
     *
     * @param signal SIGTTIN for who reads, SIGTTOU for who changes the terminal
     * @return 0 for a task that may, -ERESTARTSYS, -EIO for one that may not and cannot be stopped
     */
    @CheckReturnValue
    long checkChange(Signal signal) {
        Task task = Task.currentOrNull();
        if (task == null || isForeground(task)) {
            return 0;
        }
        if (task.signals().isIgnoredOrBlocked(signal.number())) {
            return signal == Signal.SIGTTIN ? Errno.EIO.negated() : 0;
        }
        if (ProcessGroups.isOrphaned(task)) {
            return Errno.EIO.negated();
        }
        ProcessGroups.signal(tasks, task.processGroup(), signal);
        return -KernelErrno.ERESTARTSYS;
    }

    /** Gives the terminal to a group of the caller's session. {@code tiocspgrp}. */
    @CheckReturnValue
    long setForeground(int group) {
        long allowed = checkChange(Signal.SIGTTOU);
        if (allowed < 0) {
            return allowed;
        }
        if (group < 0) {
            return Errno.EINVAL.negated();
        }
        Task caller = Task.current();
        if (isOfOthers(caller)) {
            return Errno.ENOTTY.negated();
        }
        if (!ProcessGroups.exists(tasks, group)) {
            return Errno.ESRCH.negated();
        }
        if (!ProcessGroups.isOfSession(tasks, group, caller.session())) {
            return Errno.EPERM.negated();
        }
        set(group, caller.session());
        return 0;
    }
}
