package org.jernel.kernel.task;

import java.util.Arrays;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The signals of one task: pending, blocked, and what to do on each. Modelled on {@code kernel/signal.c}.
 *
 * <p>This object's monitor is a leaf lock. The look at {@link #isPending()} takes none. Only the task itself changes its mask
 * and actions.
 */
public final class SignalState {

    /** SIGKILL and SIGSTOP. */
    public static final long UNBLOCKABLE = bits(Signal.SIGKILL, Signal.SIGSTOP);

    /** What the program's own instruction caused goes before what others sent. {@code SYNCHRONOUS_MASK}. */
    private static final long SYNCHRONOUS =
            bits(Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGFPE, Signal.SIGSYS);

    private static final long STOPS = bits(Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU);

    private final SigAction[] actions = new SigAction[Signal.NSIG + 1];

    /** Why each pending signal came, as the first that sent it said. */
    private final @Nullable SigInfo[] infos = new @Nullable SigInfo[Signal.NSIG + 1];

    private final GroupStop stop = new GroupStop();

    /** What has no handler does not come, but from the kernel itself. {@code SIGNAL_UNKILLABLE}. */
    private boolean unkillable;

    /** The number of the task that traces this one, 0 for none. */
    private int tracer;

    /** That tracer wants to have the task out of the call that it sleeps in. {@code JOBCTL_TRAP_STOP}. */
    private volatile boolean trapped;

    private volatile long pending;
    private volatile long blocked;

    /** The mask to go back to after a call that had one of its own, as ppoll; meaningful while {@link #restoreMask}. */
    private long savedMask;

    private boolean restoreMask;

    SignalState() {
        Arrays.fill(actions, SigAction.DEFAULT);
    }

    /** The signals of a kernel thread, which heeds none. */
    static SignalState ignoringAll() {
        SignalState state = new SignalState();
        Arrays.fill(state.actions, SigAction.IGNORE);
        return state;
    }

    /** A child inherits actions and mask and starts with nothing pending. {@code copy_sighand}. */
    synchronized SignalState copy() {
        SignalState copy = new SignalState();
        System.arraycopy(actions, 0, copy.actions, 0, actions.length);
        copy.blocked = blocked;
        return copy;
    }

    /** Returns false if another traces the task. */
    synchronized boolean setTracer(int pid) {
        if (tracer != 0) {
            return false;
        }
        tracer = pid;
        return true;
    }

    synchronized void clearTracer() {
        tracer = 0;
    }

    synchronized int tracer() {
        return tracer;
    }

    /** Notes a signal. Returns false for an ignored one, which is dropped at once, unless blocked. */
    synchronized boolean send(SigInfo info) {
        int signo = info.signo();
        prepare(signo);
        // A tracer is shown what is ignored too. sig_ignored
        boolean isShown = tracer != 0 && signo != Signal.SIGKILL.number();
        if (!isShown && isIgnored(signo) && (blocked & Signal.bit(signo)) == 0) {
            return false;
        }
        if ((pending & Signal.bit(signo)) == 0) {
            infos[signo] = info;
        }
        pending |= Signal.bit(signo);
        return true;
    }

    /** A stop and a SIGCONT undo each other, be they handled, blocked or ignored. {@code prepare_signal}. */
    private void prepare(int signo) {
        if (Signal.stopsByDefault(signo)) {
            pending &= ~Signal.bit(Signal.SIGCONT.number());
        } else if (signo == Signal.SIGCONT.number()) {
            pending &= ~STOPS;
            stop.goOn();
        }
    }

    /** Returns false for a stop that SIGCONT or SIGKILL has made void. */
    synchronized boolean beginStop(int signo) {
        return (pending & Signal.bit(Signal.SIGKILL.number())) == 0 && stop.begin(signo);
    }

    synchronized void endStop() {
        stop.end();
    }

    synchronized boolean isStopped() {
        return stop.isStopped();
    }

    /** True if the task goes on after a stop and has not said so. */
    synchronized boolean takeContinueNotice() {
        return stop.takeNotice();
    }

    /**
     * The signal of a stop that nobody has waited for, or 0.
     *
     * @param stays whether another may wait for it, too
     */
    synchronized int stopNews(boolean stays) {
        return stop.news(stays);
    }

    /** Whether the task goes on after a stop and nobody has waited for that. */
    synchronized boolean continueNews(boolean stays) {
        return stop.continued(stays);
    }

    /** Has SIGKILL end even what ignores it: the kernel closes. */
    synchronized void forceKill() {
        actions[Signal.SIGKILL.number()] = SigAction.DEFAULT;
        pending |= Signal.bit(Signal.SIGKILL.number());
    }

    private boolean isIgnored(int signo) {
        long handler = actions[signo].handler();
        return handler == SigAction.SIG_IGN
                || (handler == SigAction.SIG_DFL && (unkillable || Signal.isIgnoredByDefault(signo)));
    }

    /** Whether a stop by it would come to nothing. {@code is_ignored} of {@code tty_jobctrl.c}. */
    public synchronized boolean isIgnoredOrBlocked(int signo) {
        return (blocked & Signal.bit(signo)) != 0 || actions[signo].handler() == SigAction.SIG_IGN;
    }

    /** From now on only {@link #forceKill} ends it, or its own handlers. */
    synchronized void setUnkillable() {
        unkillable = true;
    }

    /** Whether what is taken now, though no handler is set, is dropped: it was blocked when it came. {@code get_signal}. */
    synchronized boolean isDropped(int signo) {
        return unkillable && (Signal.bit(signo) & UNBLOCKABLE) == 0;
    }

    /** True if this signal ends the task as soon as it is looked at. {@code sig_fatal}. */
    synchronized boolean isFatal(int signo) {
        return (pending & ~blocked & Signal.bit(signo)) != 0
                && !isDropped(signo)
                && actions[signo].handler() == SigAction.SIG_DFL
                && !Signal.isIgnoredByDefault(signo)
                && !Signal.stopsByDefault(signo);
    }

    /** A pending signal that ends the task as soon as it is looked at, or 0. */
    public synchronized int fatalPending() {
        for (int signo = 1; signo <= Signal.NSIG; signo++) {
            if (isFatal(signo)) {
                return signo;
            }
        }
        return 0;
    }

    /** True if the end of a child is of no interest: it leaves no zombie. */
    synchronized boolean ignoresChildren() {
        SigAction action = actions[Signal.SIGCHLD.number()];
        return action.handler() == SigAction.SIG_IGN || action.has(SigAction.SA_NOCLDWAIT);
    }

    boolean isPending() {
        return (pending & ~blocked) != 0 || trapped;
    }

    /** Ends the task's sleep without a signal. {@code PTRACE_INTERRUPT}. */
    void trap() {
        trapped = true;
    }

    /** The task is on its way to user mode, or its tracer has seen it come from there. */
    void endTrap() {
        if (trapped) {
            trapped = false;
        }
    }

    boolean isPending(int signo) {
        return (pending & Signal.bit(signo)) != 0;
    }

    /** Takes the next deliverable signal, SIGKILL first, then the lowest; 0 if there is none. {@code next_signal}. */
    synchronized int dequeue() {
        return take(pending & ~blocked);
    }

    /** Why the signal that was taken last under this number came. */
    synchronized SigInfo info(int signo) {
        SigInfo info = infos[signo];
        return info == null ? SigInfo.ofKernel(signo) : info;
    }

    private int take(long ready) {
        if (ready == 0) {
            return 0;
        }
        long first = Signal.bit(Signal.SIGKILL.number());
        if ((ready & first) == 0) {
            first = (ready & SYNCHRONOUS) != 0 ? ready & SYNCHRONOUS : ready;
        }
        int signo = Long.numberOfTrailingZeros(first) + 1;
        pending &= ~Signal.bit(signo);
        if (Signal.stopsByDefault(signo)) {
            stop.noteDequeued();
        }
        return signo;
    }

    /** True if one of these signals has come, blocked or not. */
    public boolean isPendingIn(long set) {
        return (pending & set) != 0;
    }

    /** Takes a signal of the set, blocked or not; null if none has come. {@code dequeue_signal}. */
    public synchronized @Nullable SigInfo dequeueIn(long set) {
        int signo = take(pending & set);
        return signo == 0 ? null : info(signo);
    }

    public synchronized SigAction action(int signo) {
        return actions[signo];
    }

    /**
     * Sets an action and forgets a pending signal that is ignored from now on. {@code do_sigaction}.
     *
     * @return the action before
     */
    public synchronized SigAction setAction(int signo, SigAction action) {
        SigAction old = actions[signo];
        actions[signo] = action.withMask(action.mask() & ~UNBLOCKABLE);
        if (isIgnored(signo)) {
            pending &= ~Signal.bit(signo);
        }
        return old;
    }

    /** Forgets handlers: what they were for is done by default, what was ignored stays so. {@code flush_signal_handlers}. */
    synchronized void flushHandlers() {
        for (int signo = 1; signo <= Signal.NSIG; signo++) {
            actions[signo] =
                    actions[signo].handler() == SigAction.SIG_IGN ? SigAction.IGNORE : SigAction.DEFAULT;
        }
    }

    public long blocked() {
        return blocked;
    }

    /** Signals that have come and wait for their being unblocked. {@code do_sigpending}. */
    public long pendingSet() {
        return pending & blocked;
    }

    /** The signals that have come, blocked or not. */
    public long allPending() {
        return pending;
    }

    /** The signals that are ignored by choice. {@code collect_sigign_sigcatch}. */
    public long ignoredSet() {
        return withHandler(handler -> handler == SigAction.SIG_IGN);
    }

    /** The signals that a handler takes. {@code collect_sigign_sigcatch}. */
    public long caughtSet() {
        return withHandler(handler -> handler != SigAction.SIG_IGN && handler != SigAction.SIG_DFL);
    }

    private synchronized long withHandler(LongPredicate wanted) {
        long set = 0;
        for (int signo = 1; signo <= Signal.NSIG; signo++) {
            set |= wanted.test(actions[signo].handler()) ? Signal.bit(signo) : 0;
        }
        return set;
    }

    public synchronized void setBlocked(long set) {
        blocked = set & ~UNBLOCKABLE;
    }

    /** Sets the mask for the length of one call. {@code set_user_sigmask}. */
    public synchronized void setUserSigmask(long set) {
        savedMask = blocked;
        restoreMask = true;
        setBlocked(set);
    }

    /** Ends what {@link #setUserSigmask} began, if anything; a call that a signal ended leaves it to the delivery. */
    public synchronized void restoreSavedSigmask() {
        if (restoreMask) {
            restoreMask = false;
            blocked = savedMask;
        }
    }

    /**
     * Blocks what is to be blocked while a handler runs.
     *
     * @return the mask that holds again when the handler returns
     */
    synchronized long beginHandler(int signo, SigAction action) {
        long after = restoreMask ? savedMask : blocked;
        restoreMask = false;
        setBlocked(blocked | action.mask() | (action.has(SigAction.SA_NODEFER) ? 0 : Signal.bit(signo)));
        if (action.has(SigAction.SA_RESETHAND)) {
            actions[signo] = action.withHandler(SigAction.SIG_DFL);
        }
        return after;
    }

    private static long bits(Signal... signals) {
        long bits = 0;
        for (Signal signal : signals) {
            bits |= Signal.bit(signal.number());
        }
        return bits;
    }
}
