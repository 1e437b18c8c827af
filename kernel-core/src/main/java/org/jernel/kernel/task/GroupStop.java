package org.jernel.kernel.task;

/**
 * Whether a task is stopped, and what its parent was not told of that yet. What {@code jobctl} and the {@code SIGNAL_STOP} flags
 * of {@code signal_struct} say; the monitor of its {@link SignalState} guards it.
 */
final class GroupStop {

    /** A stop signal was taken, and nothing has come since that makes it void. {@code JOBCTL_STOP_DEQUEUED}. */
    private boolean dequeued;

    /** The signal that has stopped the task, or 0. */
    private int stoppedBy;

    /** The stop for which nobody has waited, or 0. {@code group_exit_code}. */
    private int news;

    /** The task was let go on and nobody has waited for that. {@code SIGNAL_STOP_CONTINUED}. */
    private boolean continued;

    /** The task is to tell its parent that it goes on. {@code SIGNAL_CLD_CONTINUED}. */
    private boolean owesNotice;

    void noteDequeued() {
        dequeued = true;
    }

    /** Returns false where a SIGCONT came after the stop signal was taken. */
    boolean begin(int signo) {
        if (!dequeued) {
            return false;
        }
        dequeued = false;
        stoppedBy = signo;
        news = signo;
        continued = false;
        return true;
    }

    /** On SIGCONT. */
    void goOn() {
        dequeued = false;
        if (stoppedBy != 0) {
            stoppedBy = 0;
            news = 0;
            continued = true;
            owesNotice = true;
        }
    }

    /** The task dies: nobody is told of its stop any more. */
    void end() {
        stoppedBy = 0;
        news = 0;
    }

    boolean isStopped() {
        return stoppedBy != 0;
    }

    boolean takeNotice() {
        boolean owed = owesNotice;
        owesNotice = false;
        return owed;
    }

    /** The signal of a stop that is news, or 0. */
    int news(boolean stays) {
        int signo = news;
        news = stays ? signo : 0;
        return signo;
    }

    boolean continued(boolean stays) {
        boolean was = continued;
        continued = stays && was;
        return was;
    }
}
