package org.jernel.kernel.task;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jspecify.annotations.Nullable;

/**
 * What ties a task to others: parent, children, group and session, and what its parent is to be told of it. The monitor of
 * {@link Tasks} guards what is not volatile.
 */
final class Family {

    /** The low byte of the wait status of a task that was stopped. */
    private static final int WIFSTOPPED = 0x7f;

    /** Where the task waits for its children. */
    final WaitQueueHead childExit;

    final List<Task> children = new ArrayList<>();

    @Nullable Task parent;

    private volatile int session;
    private volatile int processGroup;
    private volatile int exitSignal;

    /** The signal that has stopped the task, or 0. */
    private int stopSignal;

    private boolean stopIsNews;

    Family(KernelClock clock, int pid, @Nullable Task parent, int exitSignal) {
        this.childExit = new WaitQueueHead(clock);
        this.parent = parent;
        this.session = parent == null ? 0 : parent.session();
        this.processGroup = parent == null ? pid : parent.processGroup();
        this.exitSignal = exitSignal;
    }

    int session() {
        return session;
    }

    int processGroup() {
        return processGroup;
    }

    void setProcessGroup(int group) {
        processGroup = group;
    }

    void setSession(int number) {
        session = number;
        processGroup = number;
    }

    /** {@code task_is_traced}. */
    boolean isStopped() {
        return stopSignal != 0;
    }

    int exitSignal() {
        return exitSignal;
    }

    /** A program that was executed tells of its end as any other. */
    void resetExitSignal() {
        exitSignal = Signal.SIGCHLD.number();
    }

    /** Notes a stop, or with 0 that the task goes on. Returns whom to tell, or null. */
    @Nullable
    Task noteStopped(int signo) {
        stopSignal = signo;
        stopIsNews = signo != 0;
        return stopIsNews ? parent : null;
    }

    /** The wait status of a stop that nobody was told of yet, or 0. */
    int takeStop() {
        if (!stopIsNews) {
            return 0;
        }
        stopIsNews = false;
        return stopSignal << 8 | WIFSTOPPED;
    }
}
