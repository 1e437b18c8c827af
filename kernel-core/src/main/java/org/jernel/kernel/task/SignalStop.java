package org.jernel.kernel.task;

import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * Stopping by signals, and what the parent is told of it. Modelled on {@code do_signal_stop} and
 * {@code do_notify_parent_cldstop} of {@code kernel/signal.c}.
 */
final class SignalStop {

    private SignalStop() {}

    /**
     * Stops the current task until SIGCONT or SIGKILL comes. Nobody outside of an orphaned process group could let it go on, so
     * what a terminal sends does not stop there.
     */
    static void stop(Task task, int signo) {
        if (signo != Signal.SIGSTOP.number() && ProcessGroups.isOrphaned(task)) {
            return;
        }
        SignalState signals = task.signals();
        if (!signals.beginStop(signo)) {
            return;
        }
        task.tasks().stopped(task, signo);
        notifyParent(task, SigInfo.ofStop(task, signo));
        long killed = new WaitQueueHead(task.tasks().clock()).waitEventKillable(() -> !signals.isStopped());
        if (killed != 0) {
            signals.endStop();
        }
        if (signals.takeContinueNotice()) {
            notifyParent(task, SigInfo.ofContinue(task));
        }
    }

    private static void notifyParent(Task task, SigInfo info) {
        Task parent = parent(task);
        if (parent == null) {
            return;
        }
        SigAction action = parent.signals().action(Signal.SIGCHLD.number());
        if (action.handler() != SigAction.SIG_IGN && !action.has(SigAction.SA_NOCLDSTOP)) {
            parent.sendSignal(info);
        }
        parent.family().childExit.wakeUpAll(0);
    }

    private static @Nullable Task parent(Task task) {
        synchronized (task.tasks()) {
            return task.family().parent;
        }
    }
}
