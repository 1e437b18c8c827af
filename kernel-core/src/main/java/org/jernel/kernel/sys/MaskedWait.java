package org.jernel.kernel.sys;

import java.util.function.LongSupplier;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.KernelErrno;

/**
 * What select, pselect and ppoll have in common: a timeout that is given back less the time slept, and a signal mask for
 * the length of the call. Modelled on {@code poll_select_finish} of {@code fs/select.c}.
 *
 * @param timeout the user's struct, 0 for none
 */
record MaskedWait(Task task, KernelClock clock, long timeout, long deadline) {

    /** Reads a time from user memory. */
    @FunctionalInterface
    interface Reader {

        Timespec read(UserMemory memory, long address);
    }

    /** Writes a time to user memory. */
    @FunctionalInterface
    interface Writer {

        void write(Timespec time, UserMemory memory, long address);
    }

    /** Reads the timeout, then sets the mask; throws EFAULT or EINVAL. */
    static MaskedWait begin(
            Task task, KernelClock clock, long timeout, Reader reader, long sigmask, long sigsetsize) {
        long deadline = timeout == 0
                ? Long.MAX_VALUE
                : clock.deadline(reader.read(task.memory(), timeout).valid().toNanos());
        if (sigmask != 0) {
            if (sigsetsize != SignalSyscalls.SIGSET_SIZE) {
                throw Errno.EINVAL.exception();
            }
            task.signals().setUserSigmask(task.memory().getUser(sigmask, Long.BYTES));
        }
        return new MaskedWait(task, clock, timeout, deadline);
    }

    /**
     * Makes the call, ends the mask unless the signal that ended the call must still find it, and gives back what is left
     * of the timeout.
     */
    long run(LongSupplier call, Writer writer) {
        long result = resultOf(call);
        boolean interrupted = result == -KernelErrno.ERESTARTNOHAND;
        if (!interrupted) {
            task.signals().restoreSavedSigmask();
        }
        if (timeout == 0) {
            return result;
        }
        try {
            writer.write(Timespec.until(clock, deadline), task.memory(), timeout);
            return result;
        } catch (ErrnoException e) {
            // A timeout in read-only memory is no error, but without what is left the call cannot be made again.
            return interrupted ? Errno.EINTR.negated() : result;
        }
    }

    private static long resultOf(LongSupplier call) {
        try {
            return call.getAsLong();
        } catch (ErrnoException e) {
            return e.result();
        }
    }
}
