package org.jernel.kernel.task;

import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Sending signals from task to task, with the rights that takes. Modelled on {@code kernel/signal.c}. */
@CheckReturnValue
public final class Kill {

    private Kill() {}

    /**
     * Sends a signal as {@code kill(2)} does. {@code kill_something_info}.
     *
     * @param pid a task's number, 0 for the sender's group, -1 for all but the sender and init, -group
     * @param signo the signal, 0 for none but the checks
     * @return 0, -ESRCH, -EINVAL, or -EPERM
     */
    public static long kill(Task sender, int pid, int signo) {
        if (pid > 0) {
            return kill(sender, sender.tasks().find(pid), signo);
        }
        if (pid == Integer.MIN_VALUE) {
            return Errno.ESRCH.negated();
        }
        Tasks tasks = sender.tasks();
        List<Task> targets = pid == -1
                ? tasks.list().stream().filter(task -> isAmongAll(sender, task)).toList()
                : ProcessGroups.inGroup(tasks, pid == 0 ? sender.processGroup() : -pid);
        long result = Errno.ESRCH.negated();
        boolean sent = false;
        for (Task target : targets) {
            result = kill(sender, target, signo);
            sent |= result == 0 || (pid == -1 && result == Errno.EPERM.negated());
        }
        return sent ? 0 : result;
    }

    private static boolean isAmongAll(Task sender, Task task) {
        return task != sender && task.pid() > 1 && !task.isKernelThread();
    }

    /** Sends a signal to one task. {@code group_send_sig_info} with its checks. */
    public static long kill(Task sender, @Nullable Task target, int signo) {
        return kill(sender, target, SigInfo.SI_USER, signo);
    }

    /** Sends a signal to one task as {@code tgkill(2)} does. {@code do_send_specific}. */
    public static long tgkill(Task sender, @Nullable Task target, int signo) {
        return kill(sender, target, SigInfo.SI_TKILL, signo);
    }

    private static long kill(Task sender, @Nullable Task target, int code, int signo) {
        if (target == null) {
            return Errno.ESRCH.negated();
        }
        if (signo < 0 || signo > Signal.NSIG) {
            return Errno.EINVAL.negated();
        }
        if (!mayKill(sender, target, signo)) {
            return Errno.EPERM.negated();
        }
        long refused = sender.security().ask(TaskSecurity.class, "task_kill", m -> m.taskKill(target, signo));
        if (refused == 0 && signo != 0) {
            target.sendSignal(SigInfo.sentBy(sender, code, signo));
        }
        return refused;
    }

    /** {@code kill_ok_by_cred}; SIGCONT goes to all of a session. */
    private static boolean mayKill(Task sender, Task target, int signo) {
        Ids from = sender.cred().uids();
        Ids to = target.cred().uids();
        return sender == target
                || to.isRealOrSaved(from.effective())
                || to.isRealOrSaved(from.real())
                || Task.capable(Cred.CAP_KILL)
                || (signo == Signal.SIGCONT.number() && sender.session() == target.session());
    }
}
