package org.jernel.kernel.task;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** How a task that ends leaves its family. Modelled on {@code exit_notify} of {@code kernel/exit.c}. */
final class ExitNotify {

    private ExitNotify() {}

    /**
     * Makes the task a zombie, or nothing where nobody would wait for it: without a parent the kernel itself is the parent, and
     * it takes orphans away as they end.
     */
    static void exitNotify(Tasks tasks, Task task) {
        Task parent;
        synchronized (tasks) {
            orphan(tasks, task);
            parent = task.family().parent;
            task.setState(TaskState.ZOMBIE);
            ProcessGroups.killOrphaned(task, parent, task);
            boolean ignored = parent == null
                    || (task.exitSignal() == Signal.SIGCHLD.number() && parent.signals().ignoresChildren());
            // Before the monitor is left, so that whoever waits for the child finds the signal sent.
            if (parent != null) {
                notifyParent(parent, task);
            }
            if (ignored) {
                tasks.reap(task);
            }
        }
        wake(parent);
    }

    private static void wake(@Nullable Task parent) {
        if (parent != null) {
            parent.family().childExit.wakeUpAll(0);
        }
    }

    /** {@code forget_original_parent}. */
    private static void orphan(Tasks tasks, Task task) {
        Family family = task.family();
        for (Task child : List.copyOf(family.children)) {
            if (child.state() == TaskState.ZOMBIE) {
                tasks.reap(child);
            }
            child.family().parent = null;
            ProcessGroups.killOrphaned(child, task, null);
            int parentDeathSignal = child.prctl().parentDeathSignal();
            if (parentDeathSignal != 0) {
                child.sendSignal(parentDeathSignal);
            }
        }
        family.children.clear();
    }

    /** Any byte may be a child's exit signal, and SIGCHLD does not even become pending where it is ignored. */
    private static void notifyParent(Task parent, Task child) {
        int signo = child.exitSignal();
        boolean unwanted = signo == Signal.SIGCHLD.number()
                && parent.signals().action(signo).handler() == SigAction.SIG_IGN;
        if (Signal.isValid(signo) && !unwanted) {
            parent.sendSignal(SigInfo.ofChild(child, signo));
        }
    }
}
