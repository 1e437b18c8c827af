package org.jernel.kernel.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The thread of a task: the programs that it runs one after the other, and their end. Modelled on {@code do_exit} of
 * {@code kernel/exit.c}.
 */
final class TaskThread {

    private final Task task;
    private final Thread thread;

    /** A leaf: no interrupt may come after the end has begun. */
    private final Object exitLock = new Object();

    private volatile int exitStatus;
    private volatile boolean exiting;

    TaskThread(Task task, String name, TaskBody body) {
        this.task = task;
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> main(body));
    }

    Thread thread() {
        return thread;
    }

    private void main(TaskBody body) {
        task.runBound(() -> {
            try {
                TaskBody next = body;
                while (next != null) {
                    next = runOne(next);
                }
            } finally {
                task.tasks().exited(task);
            }
        });
    }

    /** Runs a program to its end. Returns the one that it executed instead, or null when the task is to end. */
    private @Nullable TaskBody runOne(TaskBody body) {
        try {
            SignalDelivery.exitToUserMode(task, 0);
            int code = body.run(task);
            if (!task.hasNewImage()) {
                SignalDelivery.exitToUserMode(task, 0);
                noteExit((code & 0xff) << 8);
            }
        } catch (TaskExit exit) {
            // doExit has noted the status
        } catch (NewImage exec) {
            // what was executed runs next
        } catch (Throwable e) {
            if (!task.hasNewImage()) {
                failed(e);
            }
        }
        UserMode image = task.takeNewImage();
        return exiting || image == null ? null : image::run;
    }

    /** A program that dies, or that a fatal signal interrupted, may fail on its way out: that is no fault of its own. */
    private void failed(Throwable cause) {
        if (exiting) {
            return;
        }
        int killer = task.signals().fatalPending();
        noteExit(killer == 0 ? Signal.SIGSEGV.number() : killer);
        if (killer != 0) {
            return;
        }
        if (task.isKernelThread()) {
            task.tasks().faults().oops(task, cause);
        } else {
            task.tasks().faults().segfault(task, cause);
        }
    }

    /** Begins the task's end; the first status counts. From here on nothing interrupts its thread. */
    void noteExit(int status) {
        synchronized (exitLock) {
            if (!exiting) {
                exiting = true;
                exitStatus = status;
            }
            Thread.interrupted();
        }
    }

    /** For a program that blocks or waits in Java code of its own, which has no kernel to wake it. */
    void interrupt() {
        synchronized (exitLock) {
            if (!exiting) {
                thread.interrupt();
            }
        }
    }

    boolean isExiting() {
        return exiting;
    }

    int exitStatus() {
        return exitStatus;
    }

    int join() throws InterruptedException {
        thread.join();
        return exitStatus;
    }

    boolean join(Duration most) throws InterruptedException {
        return thread.join(most);
    }
}
