package org.jernel.kernel.pipe;

import java.util.function.LongSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.SpliceFlags;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/**
 * Moves and shares slots between two pipes, without a copy. {@code splice_pipe_to_pipe} and {@code link_pipe} of {@code
 * fs/splice.c}.
 *
 * <p>Lock order: of two pipes the one with the lower identity hash comes first; between equal ones, this object.
 */
@CheckReturnValue
final class PipePairs {

    /** What is done to two pipes with both locked: the bytes, -EAGAIN where nothing could be done, 0 at the end. */
    @FunctionalInterface
    private interface Transfer {

        long between(Pipe in, Pipe out, long length);
    }

    /** Takes whole slots from {@code in}, and a part of the last where the length ends in it. */
    long move(Pipe in, Pipe out, long length, int flags) {
        long moved;
        do {
            moved = transfer(in, out, length, flags, PipePairs::moveSlots);
            // Who else reads or writes was quicker.
        } while (moved == Errno.EAGAIN.negated() && (flags & SpliceFlags.SPLICE_F_NONBLOCK) == 0);
        if (moved > 0) {
            in.wakeWriters();
        }
        return moved;
    }

    /** Has {@code out} refer to what {@code in} has, as far as there is room. */
    long share(Pipe in, Pipe out, long length, int flags) {
        return transfer(in, out, length, flags, PipePairs::shareSlots);
    }

    private long transfer(Pipe in, Pipe out, long length, int flags, Transfer transfer) {
        long prepared = waitForBytes(in, flags);
        if (prepared == 0) {
            prepared = waitForRoom(out, flags);
        }
        if (prepared < 0) {
            return prepared;
        }
        // The length is an unsigned number.
        long most = length < 0 ? Long.MAX_VALUE : length;
        long result = locked(in, out, () -> out.hasReaders()
                ? transfer.between(in, out, most)
                : Errno.EPIPE.negated());
        if (result == Errno.EPIPE.negated()) {
            Pipe.sendSigpipe();
        }
        if (result > 0) {
            out.wakeReaders();
        }
        return result;
    }

    /** {@code ipipe_prep}. */
    private static long waitForBytes(Pipe in, int flags) {
        while (in.ring().isEmpty() && in.hasWriters()) {
            if (Sleeper.current().signalPending()) {
                return -KernelErrno.ERESTARTSYS;
            }
            if ((flags & SpliceFlags.SPLICE_F_NONBLOCK) != 0) {
                return Errno.EAGAIN.negated();
            }
            // What ends the wait, a signal too, is seen by the next round.
            long _ = in.waitReadable();
        }
        return 0;
    }

    /** {@code opipe_prep}. */
    private static long waitForRoom(Pipe out, int flags) {
        while (out.ring().isFull() && out.hasReaders()) {
            if ((flags & SpliceFlags.SPLICE_F_NONBLOCK) != 0) {
                return Errno.EAGAIN.negated();
            }
            if (Sleeper.current().signalPending()) {
                return -KernelErrno.ERESTARTSYS;
            }
            long _ = out.waitWritable();
        }
        return 0;
    }

    private long locked(Pipe one, Pipe other, LongSupplier body) {
        int order = Integer.compare(System.identityHashCode(one), System.identityHashCode(other));
        if (order == 0) {
            synchronized (this) {
                return lockedInOrder(one, other, body);
            }
        }
        return order < 0 ? lockedInOrder(one, other, body) : lockedInOrder(other, one, body);
    }

    private static long lockedInOrder(Pipe first, Pipe second, LongSupplier body) {
        synchronized (first) {
            synchronized (second) {
                return body.getAsLong();
            }
        }
    }

    private static long moveSlots(Pipe in, Pipe out, long length) {
        PipeRing from = in.ring();
        PipeRing to = out.ring();
        long done = 0;
        while (done < length && !from.isEmpty() && !to.isFull()) {
            PipeBuffer buffer = from.first();
            long left = length - done;
            if (left < buffer.length) {
                to.shareFrom(buffer, (int) left);
                from.skip(left);
                return length;
            }
            done += buffer.length;
            to.moveFirstOf(from);
        }
        boolean stuck = done == 0 && (!from.isEmpty() || in.hasWriters());
        return stuck ? Errno.EAGAIN.negated() : done;
    }

    private static long shareSlots(Pipe in, Pipe out, long length) {
        PipeRing from = in.ring();
        PipeRing to = out.ring();
        long done = 0;
        for (int i = 0; i < from.used() && done < length && !to.isFull(); i++) {
            PipeBuffer buffer = from.at(i);
            int bytes = (int) Math.min(buffer.length, length - done);
            to.shareFrom(buffer, bytes);
            done += bytes;
        }
        return done;
    }
}
