package org.jernel.kernel.task;

/** Told of what becomes of tasks, in the thread of the task that it is about; may block it. The sched and signal tracepoints. */
public interface TaskWatcher {

    /** A task has made a child, which does not run yet. {@code sched_process_fork}. */
    default void forked(Task parent, Task child) {}

    /** A signal is about to be delivered, whatever is done on it. {@code signal_deliver}. */
    default void delivered(Task task, SigInfo info) {}

    /** A signal stops a task, which goes on after a SIGCONT. {@code JOBCTL_TRAP_STOP}. */
    default void stopped(Task task, int signo) {}

    /** A task has come to its end; what it had open is closed next. {@code sched_process_exit}. */
    default void exiting(Task task, int status) {}

    /** Takes the watcher away again. */
    interface Registration extends AutoCloseable {

        @Override
        void close();
    }
}
