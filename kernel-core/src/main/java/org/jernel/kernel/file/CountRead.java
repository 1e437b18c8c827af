package org.jernel.kernel.file;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;

/** The read of a file that holds a count: it blocks while that is zero and gives eight bytes. */
public final class CountRead {

    private CountRead() {}

    /**
     * Takes the count and writes it to {@code to}; what the caller cannot be told is taken all the same, as in Linux.
     *
     * @param isCounted whether there is something to take
     * @param take takes it, 0 if another reader was faster
     * @return 8, or -EINVAL for less room than that, -EAGAIN, -EFAULT, or what ended the wait
     */
    @CheckReturnValue
    public static long read(File file, IovIter to, WaitQueueHead wait, BooleanSupplier isCounted, LongSupplier take) {
        if (to.count() < Long.BYTES) {
            return Errno.EINVAL.negated();
        }
        long taken = take.getAsLong();
        while (taken == 0) {
            if (file.isNonblocking()) {
                return Errno.EAGAIN.negated();
            }
            long waited = wait.waitEvent(isCounted, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
            taken = take.getAsLong();
        }
        return to.copyLongToIter(taken);
    }
}
