package org.jernel.kernel.task;

import org.jernel.syscall.KernelErrno;

/**
 * What happens on the way to user mode: signals. Modelled on {@code exit_to_user_mode_loop} of
 * {@code kernel/entry/common.c} and {@code arch_do_signal_or_restart} of {@code arch/x86/kernel/signal.c}.
 */
final class SignalDelivery {

    private SignalDelivery() {}

    /**
     * Delivers what is pending. Does not return if a signal ends the task.
     *
     * @param result what the call gave, perhaps one of the ERESTART codes
     * @return true if the call is to be made again
     */
    static boolean exitToUserMode(Task task, long result) {
        task.signals().endTrap();
        boolean restart = isRestart(result);
        boolean handled = false;
        int signo = nextToHandle(task);
        while (signo != 0) {
            SigAction action = task.signals().action(signo);
            if (!handled) {
                restart &= restartsAfterHandler(result, action);
                handled = true;
            }
            runHandler(task, signo, action);
            signo = nextToHandle(task);
        }
        task.signals().restoreSavedSigmask();
        return restart;
    }

    /** The next signal that has a handler, 0 when there is none. {@code get_signal}. */
    private static int nextToHandle(Task task) {
        for (int signo = task.signals().dequeue(); signo != 0; signo = task.signals().dequeue()) {
            task.tasks().delivering(task, signo);
            long handler = task.signals().action(signo).handler();
            if (handler == SigAction.SIG_DFL) {
                if (Signal.isIgnoredByDefault(signo) || task.signals().isDropped(signo)) {
                    continue;
                }
                if (!Signal.stopsByDefault(signo)) {
                    throw task.doExit(signo);
                }
                SignalStop.stop(task, signo);
            } else if (handler != SigAction.SIG_IGN) {
                return signo;
            }
        }
        return 0;
    }

    /** True for the codes that mean: make the call again unless a handler forbids it. */
    static boolean isRestart(long result) {
        return result == -KernelErrno.ERESTARTSYS
                || result == -KernelErrno.ERESTARTNOINTR
                || result == -KernelErrno.ERESTARTNOHAND
                || result == -KernelErrno.ERESTART_RESTARTBLOCK;
    }

    /** ERESTARTNOINTR always, ERESTARTSYS if the handler was set with SA_RESTART, the others never: signal(7). */
    private static boolean restartsAfterHandler(long result, SigAction action) {
        return result == -KernelErrno.ERESTARTNOINTR
                || (result == -KernelErrno.ERESTARTSYS && action.has(SigAction.SA_RESTART));
    }

    /** Runs a handler. What else is pending gets its frame on top of this one's, so that the last handler runs first. */
    private static void runHandler(Task task, int signo, SigAction action) {
        long maskAfter = task.signals().beginHandler(signo, action);
        try {
            exitToUserMode(task, 0);
            task.handleSignal(signo, action.handler());
        } finally {
            // A program executed by a handler starts with what the handler had blocked.
            if (!task.hasNewImage()) {
                task.forgetRestart();
                task.signals().setBlocked(maskAfter);
            }
        }
    }
}
