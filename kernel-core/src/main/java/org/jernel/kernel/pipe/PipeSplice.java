package org.jernel.kernel.pipe;

import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.SpliceFlags;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;

/** A pipe as other files fill and empty it by splicing. Modelled on {@code fs/splice.c}. */
@CheckReturnValue
final class PipeSplice implements SplicePipe {

    /** A read may stop short, and a pipe may have room for more than there is memory. */
    private static final int MOST_NEW_PAGES = 256;

    /** How many slots are handed to a file at once. {@code splice_to_socket} has room for so many. */
    private static final int BATCH = 16;

    private final Pipe pipe;
    private final PipeRing ring;

    PipeSplice(Pipe pipe) {
        this.pipe = pipe;
        this.ring = pipe.ring();
    }

    @Override
    public int room() {
        return ring.size() - ring.used();
    }

    @Override
    public void addToPipe(Page page, int offset, int length) {
        ring.addForeign(page, offset, length);
    }

    @Override
    public long copySpliceRead(long length, ToLongFunction<IovIter> read) {
        long wanted = Math.min(length, (long) Math.min(room(), MOST_NEW_PAGES) * Page.SIZE);
        int count = (int) ((wanted + Page.SIZE - 1) / Page.SIZE);
        Page[] pages = new Page[count];
        byte[][] buffers = new byte[count][];
        long[] lengths = new long[count];
        for (int i = 0; i < count; i++) {
            pages[i] = ring.takePage();
            buffers[i] = pages[i].address();
            lengths[i] = Math.min(Page.SIZE, wanted - (long) i * Page.SIZE);
        }
        long got = read.applyAsLong(IovIter.kernel(buffers, new long[count], lengths));
        long left = Math.max(got, 0);
        for (Page page : pages) {
            int filled = (int) Math.min(left, Page.SIZE);
            if (filled > 0) {
                ring.addForeign(page, 0, filled);
            } else {
                ring.putPage(page);
            }
            left -= filled;
        }
        return got;
    }

    @Override
    public long spliceFromPipe(long length, int flags, Actor actor) {
        while (true) {
            if (Sleeper.current().signalPending()) {
                return -KernelErrno.ERESTARTSYS;
            }
            boolean freed;
            boolean done;
            long result;
            synchronized (pipe) {
                int used = ring.used();
                result = empty(length, flags, actor);
                freed = ring.used() < used;
                done = used > 0 || !pipe.hasWriters();
            }
            if (freed) {
                pipe.wakeWriters();
            }
            if (done) {
                return result;
            }
            if ((flags & SpliceFlags.SPLICE_F_NONBLOCK) != 0) {
                return Errno.EAGAIN.negated();
            }
            long waited = pipe.waitReadable();
            if (waited < 0) {
                return waited;
            }
        }
    }

    private long empty(long length, int flags, Actor actor) {
        long done = 0;
        long result = 0;
        while (done < length && !ring.isEmpty()) {
            if (done > 0 && Sleeper.current().signalPending()) {
                break;
            }
            int slots = Math.min(BATCH, ring.used());
            IovIter pages = ring.peek(slots, length - done);
            // A full batch that is short of the length says that there is more, whether there is or not, as Linux does.
            boolean more = slots == BATCH && pages.count() < length - done;
            result = actor.splice(pages, more || (flags & SpliceFlags.SPLICE_F_MORE) != 0);
            if (result <= 0) {
                break;
            }
            ring.skip(result);
            done += result;
        }
        return done > 0 ? done : result;
    }
}
