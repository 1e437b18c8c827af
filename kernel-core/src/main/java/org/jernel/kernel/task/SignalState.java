package org.jernel.kernel.task;

import java.util.Arrays;

/**
 * The signals of one task: pending, blocked, and what to do on each. Modelled on {@code kernel/signal.c}.
 *
 * <p>This object's monitor is a leaf lock. The look at {@link #isPending()} takes none.
 */
final class SignalState {

    private static final long UNBLOCKABLE = Signal.bit(Signal.SIGKILL.number()) | Signal.bit(Signal.SIGSTOP.number());

    private final SigAction[] actions = new SigAction[Signal.NSIG + 1];
    private volatile long pending;
    private volatile long blocked;

    SignalState() {
        Arrays.fill(actions, SigAction.DEFAULT);
    }

    /** A child inherits actions and mask and starts with nothing pending. {@code copy_sighand}. */
    synchronized SignalState copy() {
        SignalState copy = new SignalState();
        System.arraycopy(actions, 0, copy.actions, 0, actions.length);
        copy.blocked = blocked;
        return copy;
    }

    /** Notes a signal. Returns true if the task must look at it: an ignored one is dropped at once, unless blocked. */
    synchronized boolean send(int signo) {
        if (isIgnored(signo) && (blocked & Signal.bit(signo)) == 0) {
            return false;
        }
        pending |= Signal.bit(signo);
        return (pending & ~blocked) != 0;
    }

    private boolean isIgnored(int signo) {
        long handler = actions[signo].handler();
        return handler == SigAction.SIG_IGN || (handler == SigAction.SIG_DFL && Signal.isIgnoredByDefault(signo));
    }

    boolean isPending() {
        return (pending & ~blocked) != 0;
    }

    boolean isPending(int signo) {
        return (pending & Signal.bit(signo)) != 0;
    }

    /** Takes the lowest deliverable signal, SIGKILL first; 0 if there is none. */
    synchronized int dequeue() {
        long ready = pending & ~blocked;
        if (ready == 0) {
            return 0;
        }
        int signo = (ready & Signal.bit(Signal.SIGKILL.number())) != 0
                ? Signal.SIGKILL.number()
                : Long.numberOfTrailingZeros(ready) + 1;
        pending &= ~Signal.bit(signo);
        return signo;
    }

    synchronized SigAction action(int signo) {
        return actions[signo];
    }

    /** Sets an action; a pending signal that is ignored from now on is forgotten. {@code do_sigaction}. */
    synchronized void setAction(int signo, SigAction action) {
        actions[signo] = action;
        if (isIgnored(signo)) {
            pending &= ~Signal.bit(signo);
        }
    }

    long blocked() {
        return blocked;
    }

    long pendingSet() {
        return pending;
    }

    synchronized void setBlocked(long set) {
        blocked = set & ~UNBLOCKABLE;
    }
}
