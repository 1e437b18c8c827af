package org.jernel.kernel.task;

import org.jernel.syscall.KernelErrno;

/** What happens between the end of a system call and user mode: signals. Modelled on {@code kernel/entry/common.c}. */
final class SignalDelivery {

    private SignalDelivery() {}

    /**
     * Delivers what is pending. Does not return if a signal ends the task.
     *
     * @param result what the call gave, perhaps one of the ERESTART codes
     * @return true if the call is to be made again
     */
    static boolean exitToUserMode(Task task, long result) {
        boolean restart = isRestart(result);
        int signo = task.signals.dequeue();
        while (signo != 0) {
            SigAction action = task.signals.action(signo);
            if (action.handler() == SigAction.SIG_DFL) {
                if (!Signal.isIgnoredByDefault(signo)) {
                    throw task.doExit(signo);
                }
            } else if (action.handler() != SigAction.SIG_IGN) {
                restart &= restartsAfterHandler(result, action);
                runHandler(task, signo, action);
            }
            signo = task.signals.dequeue();
        }
        return restart;
    }

    /** True for the codes that mean: make the call again unless a handler forbids it. */
    static boolean isRestart(long result) {
        return result == -KernelErrno.ERESTARTSYS
                || result == -KernelErrno.ERESTARTNOINTR
                || result == -KernelErrno.ERESTARTNOHAND;
    }

    /** ERESTARTNOINTR always, ERESTARTSYS if the handler was set with SA_RESTART, the others never: signal(7). */
    private static boolean restartsAfterHandler(long result, SigAction action) {
        return result == -KernelErrno.ERESTARTNOINTR
                || (result == -KernelErrno.ERESTARTSYS && action.has(SigAction.SA_RESTART));
    }

    private static void runHandler(Task task, int signo, SigAction action) {
        UserMode mode = task.userMode();
        if (mode == null) {
            return;
        }
        if (action.has(SigAction.SA_RESETHAND)) {
            task.signals.setAction(signo, SigAction.DEFAULT);
        }
        long saved = task.signals.blocked();
        long during = saved | action.mask();
        task.signals.setBlocked(action.has(SigAction.SA_NODEFER) ? during : during | Signal.bit(signo));
        mode.handleSignal(task, signo, action.handler());
        task.signals.setBlocked(saved);
    }
}
