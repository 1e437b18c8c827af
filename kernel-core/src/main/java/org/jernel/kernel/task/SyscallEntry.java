package org.jernel.kernel.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.MmSegment;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/**
 * A task's way into the kernel and out of it: signals, restarts and the limit of addresses are looked at here. Modelled on
 * {@code kernel/entry/common.c}.
 */
final class SyscallEntry {

    /** Nothing else takes the processor from a virtual thread whose calls never sleep: after so many calls it yields. */
    private static final int CALLS_A_SLICE = 1 << 10;

    /**
     * After so many it sleeps for a moment: a carrier takes its own yielded threads before those that came from outside, and
     * never looks there while two of its own take turns.
     */
    private static final int CALLS_A_TURN = 1 << 15;

    private static final long USER_MODE = -1;
    private static final int ARGUMENTS = 6;

    private final Task task;
    /** Stored before the number and meant with it; who looks at a task that runs may see those of two calls. */
    private final long[] arguments = new long[ARGUMENTS];

    private volatile long number = USER_MODE;

    /** The task's own, as all below. */
    private int calls;

    private boolean interruptedInKernel;

    private boolean newImage;

    private MmSegment addrLimit = MmSegment.USER_DS;

    SyscallEntry(Task task) {
        this.task = task;
    }

    /** As {@link Task#syscall}. */
    @CheckReturnValue
    long syscall(long nr, long a0, long a1, long a2, long a3, long a4, long a5) {
        assert Task.currentOrNull() == task : task + " called by " + Thread.currentThread();
        long result = dispatch(nr, a0, a1, a2, a3, a4, a5);
        while (task.signals().isPending() || SignalDelivery.isRestart(result)) {
            boolean restart = SignalDelivery.exitToUserMode(task, result);
            if (!restart) {
                result = SignalDelivery.isRestart(result) ? Errno.EINTR.negated() : result;
                break;
            }
            result = result == -KernelErrno.ERESTART_RESTARTBLOCK
                    ? dispatch(task.tasks().restartSyscallNumber(), 0, 0, 0, 0, 0, 0)
                    : dispatch(nr, a0, a1, a2, a3, a4, a5);
        }
        if (interruptedInKernel) {
            interruptedInKernel = false;
            Thread.currentThread().interrupt();
        }
        if (newImage) {
            throw new NewImage();
        }
        if (++calls % CALLS_A_SLICE == 0) {
            conditionallyReschedule();
        }
        return result;
    }

    /** {@code cond_resched}: fairness among tasks, on which nothing relies. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void conditionallyReschedule() {
        if (calls % CALLS_A_TURN == 0) {
            Sleeper.giveWay();
        } else {
            Thread.yield();
        }
    }

    /** The call that is about to end does not return to its program: that one is no more. */
    void beginNewImage() {
        newImage = true;
    }

    boolean hasNewImage() {
        return newImage;
    }

    /** Returns whether a program waits to be entered, which it then is. */
    boolean takeNewImage() {
        boolean taken = newImage;
        newImage = false;
        return taken;
    }

    /**
     * Enters the kernel. The number is set before the look at the signals, and a sender sets the signal before it looks
     * whether the task is in user mode: so either the sender interrupts user mode or the task sees the signal here.
     */
    private long dispatch(long nr, long a0, long a1, long a2, long a3, long a4, long a5) {
        if (task.isExiting()) {
            throw new TaskExit();
        }
        if (newImage) {
            throw new NewImage();
        }
        arguments[0] = a0;
        arguments[1] = a1;
        arguments[2] = a2;
        arguments[3] = a3;
        arguments[4] = a4;
        arguments[5] = a5;
        number = nr;
        while (task.signals().isPending()) {
            number = USER_MODE;
            SignalDelivery.exitToUserMode(task, 0);
            number = nr;
        }
        try {
            return task.tasks().table().syscall(nr, a0, a1, a2, a3, a4, a5);
        } finally {
            if (addrLimit != MmSegment.USER_DS) {
                resetAddrLimit();
            }
            number = USER_MODE;
        }
    }

    /**
     * A call that leaves the limit up would let its program name kernel memory: a fault of the kernel that costs the program
     * its life. {@code addr_limit_user_check} of Linux 5.1; {@code do_exit} resets it in silence.
     */
    private void resetAddrLimit() {
        if (task.isKernelThread()) {
            return;
        }
        addrLimit = MmSegment.USER_DS;
        if (!task.isExiting()) {
            task.tasks().faults().oops(task, new IllegalStateException("KERNEL_DS on the way to user mode"));
            task.signals().forceKill();
        }
    }

    /** The number of the call that the task is in, or -1 in user mode. */
    long number() {
        return number;
    }

    /** The arguments of the call that the task is in. {@code syscall_get_arguments}. */
    long[] arguments() {
        return arguments.clone();
    }

    boolean isInUserMode() {
        return number == USER_MODE;
    }

    /** An interrupt of the embedder's, which no wait of the kernel may see, is user mode's. */
    void interruptAtExit() {
        interruptedInKernel = true;
    }

    MmSegment getFs() {
        return addrLimit;
    }

    void setFs(MmSegment limit) {
        addrLimit = limit;
    }
}
