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

    /** Where the task waits for its children. */
    final WaitQueueHead childExit;

    final List<Task> children = new ArrayList<>();

    @Nullable Task parent;

    private volatile int session;
    private volatile int processGroup;
    private volatile int exitSignal;

    /** The signal with which a debugger has stopped the task, or 0. */
    private int trapSignal;

    private boolean trapIsNews;

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
    boolean isTraced() {
        return trapSignal != 0;
    }

    int exitSignal() {
        return exitSignal;
    }

    /** A program that was executed tells of its end as any other. */
    void resetExitSignal() {
        exitSignal = Signal.SIGCHLD.number();
    }

    /** Notes a debugger's stop, or with 0 that the task goes on. Returns whom to tell, or null. */
    @Nullable
    Task noteTraced(int signo) {
        trapSignal = signo;
        trapIsNews = signo != 0;
        return trapIsNews ? parent : null;
    }

    /**
     * The signal of a debugger's stop that nobody was told of yet, or 0.
     *
     * @param stays whether another may be told of it, too
     */
    int trapNews(boolean stays) {
        int signo = trapIsNews ? trapSignal : 0;
        trapIsNews = stays && trapIsNews;
        return signo;
    }
}
