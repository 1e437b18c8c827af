package org.jernel.kernel.pipe;

import java.util.function.LongSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.file.SpliceFlags;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between files through a pipe. Modelled on {@code fs/splice.c}, and {@code do_sendfile} of {@code
 * fs/read_write.c}.
 */
@CheckReturnValue
public final class Splice {

    private final KernelClock clock;
    private final Security security;
    private final PipePairs pairs = new PipePairs();

    public Splice(KernelClock clock, Security security) {
        this.clock = clock;
        this.security = security;
    }

    /** A position that a caller named, and which it is told the next of. */
    public static final class Offset {

        private long position;

        public Offset(long position) {
            this.position = position;
        }

        public long position() {
            return position;
        }

        private void advance(long moved) {
            position += Math.max(moved, 0);
        }
    }

    /** True for a file that is an end of a pipe, and so has no positions. */
    public static boolean isPipe(File file) {
        return PipeFile.pipeOrNull(file) != null;
    }

    /**
     * Moves bytes from a file to another, of which one is a pipe. {@code do_splice}.
     *
     * @param offIn where in {@code in} they begin, or null for the file's own position
     * @return the bytes moved, 0 at the end, or -errno
     */
    public long splice(
            File in, @Nullable Offset offIn, File out, @Nullable Offset offOut, long length, int flags) {
        if (!in.isReadable() || !out.isWritable()) {
            return Errno.EBADF.negated();
        }
        Pipe inPipe = PipeFile.pipeOrNull(in);
        Pipe outPipe = PipeFile.pipeOrNull(out);
        int nonblock = (in.isNonblocking() && inPipe != null) || (out.isNonblocking() && outPipe != null)
                ? SpliceFlags.SPLICE_F_NONBLOCK
                : 0;
        if (inPipe != null && outPipe != null) {
            return inPipe == outPipe
                    ? Errno.EINVAL.negated()
                    : pairs.move(inPipe, outPipe, length, flags | nonblock);
        }
        if (inPipe != null) {
            return fromPipe(inPipe, out, offOut, length, flags | nonblock);
        }
        if (outPipe != null) {
            return toPipe(in, offIn, outPipe, length, flags | nonblock);
        }
        return Errno.EINVAL.negated();
    }

    private long fromPipe(Pipe pipe, File out, @Nullable Offset offset, long length, int flags) {
        if (offset != null && !out.operations().canSeek()) {
            return Errno.EINVAL.negated();
        }
        long position = offset == null ? out.position() : offset.position;
        long refused = appends(out)
                ? Errno.EINVAL.negated()
                : verifyArea(out, position, length, FileSecurity.MAY_WRITE);
        if (refused < 0) {
            return refused;
        }
        long moved = out.operations().spliceWrite(new PipeSplice(pipe), out, position, length, flags);
        advance(out, offset, moved);
        return moved;
    }

    private long toPipe(File in, @Nullable Offset offset, Pipe pipe, long length, int flags) {
        if (offset != null && !in.operations().canSeek()) {
            return Errno.EINVAL.negated();
        }
        long position = offset == null ? in.position() : offset.position;
        long refused = verifyArea(in, position, length, FileSecurity.MAY_READ);
        if (refused < 0) {
            return refused;
        }
        long moved = fileToPipe(in, position, pipe, length, flags);
        advance(in, offset, moved);
        return moved;
    }

    private long verifyArea(File file, long position, long length, int mask) {
        return ReadWrite.verifyArea(security, file, position, length, mask);
    }

    private static boolean appends(File out) {
        return (out.flags() & Fcntl.O_APPEND) != 0;
    }

    private static void advance(File file, @Nullable Offset offset, long moved) {
        if (offset != null) {
            offset.advance(moved);
        } else if (moved > 0 && file.operations().canSeek()) {
            file.setPosition(file.position() + moved);
        }
    }

    /** {@code splice_file_to_pipe}. */
    private static long fileToPipe(File in, long position, Pipe pipe, long length, int flags) {
        return withRoom(pipe, flags, () -> spliceRead(in, position, pipe, length, flags));
    }

    /** {@code do_splice_read}. */
    private static long spliceRead(File in, long position, Pipe pipe, long length, int flags) {
        PipeSplice to = new PipeSplice(pipe);
        long most = Math.min(length, (long) to.room() * Page.SIZE);
        return most == 0 ? 0 : in.operations().spliceRead(in, position, to, most, flags);
    }

    /** Fills a pipe, once it has room, with its lock held. {@code wait_for_space}. */
    private static long withRoom(Pipe pipe, int flags, LongSupplier fill) {
        while (true) {
            long result = 0;
            boolean full;
            boolean broken;
            synchronized (pipe) {
                full = pipe.ring().isFull();
                broken = !pipe.hasReaders();
                if (!full && !broken) {
                    result = fill.getAsLong();
                }
            }
            if (broken) {
                Pipe.sendSigpipe();
                return Errno.EPIPE.negated();
            }
            if (!full) {
                if (result > 0) {
                    pipe.wakeReaders();
                }
                return result;
            }
            if ((flags & SpliceFlags.SPLICE_F_NONBLOCK) != 0) {
                return Errno.EAGAIN.negated();
            }
            if (Sleeper.current().signalPending()) {
                return -KernelErrno.ERESTARTSYS;
            }
            // What ends the wait, a signal too, is seen by the next round.
            long _ = pipe.waitWritable();
        }
    }

    /** Has a second pipe refer to what is in the first, which keeps it. {@code do_tee}. */
    public long tee(File in, File out, long length, int flags) {
        if (!in.isReadable() || !out.isWritable()) {
            return Errno.EBADF.negated();
        }
        Pipe from = PipeFile.pipeOrNull(in);
        Pipe to = PipeFile.pipeOrNull(out);
        if (from == null || to == null || from == to) {
            return Errno.EINVAL.negated();
        }
        boolean nonblock = in.isNonblocking() || out.isNonblocking();
        return pairs.share(from, to, length, nonblock ? flags | SpliceFlags.SPLICE_F_NONBLOCK : flags);
    }

    /** Fills a pipe from user memory, a slot for each page of it; the pages are copied. {@code vmsplice_to_pipe}. */
    public static long vmspliceToPipe(File file, IovIter from, int flags) {
        Pipe pipe = PipeFile.pipeOrNull(file);
        return pipe == null ? Errno.EBADF.negated() : withRoom(pipe, flags, () -> iterToPipe(from, pipe.ring()));
    }

    private static long iterToPipe(IovIter from, PipeRing ring) {
        long total = 0;
        while (from.count() > 0 && !ring.isFull()) {
            Page page = ring.takePage();
            int offset = from.offsetInPage();
            int wanted = from.countInPage();
            int copied = from.copyFromIter(page.address(), offset, wanted);
            if (copied < wanted) {
                ring.putPage(page);
                return total > 0 ? total : Errno.EFAULT.negated();
            }
            ring.addForeign(page, offset, copied);
            total += copied;
        }
        return total;
    }

    /** Empties a pipe into user memory. {@code vmsplice_to_user}. */
    public static long vmspliceToUser(File file, IovIter to, int flags) {
        Pipe pipe = PipeFile.pipeOrNull(file);
        return pipe == null
                ? Errno.EBADF.negated()
                : new PipeSplice(pipe).spliceFromPipe(to.count(), flags, (pages, more) -> copy(pages, to));
    }

    /** By whole slots, of which one that faults stays as it is. {@code pipe_to_user}. */
    private static long copy(IovIter pages, IovIter to) {
        byte[] bytes = new byte[Page.SIZE];
        long done = 0;
        while (pages.count() > 0) {
            int wanted = pages.copyFromIter(bytes, 0, pages.countInPage());
            if (to.copyToIter(bytes, 0, wanted) < wanted) {
                return done > 0 ? done : Errno.EFAULT.negated();
            }
            done += wanted;
        }
        return done;
    }

    /** What is wrong with a file to send from, looked at before the other file is, or 0. */
    public long checkSource(File in, @Nullable Offset offset, long length) {
        if (!in.isReadable()) {
            return Errno.EBADF.negated();
        }
        if (offset != null && !in.operations().canSeek()) {
            return Errno.ESPIPE.negated();
        }
        return verifyArea(in, offset == null ? in.position() : offset.position, length, FileSecurity.MAY_READ);
    }

    /**
     * Moves bytes from a file that was checked to another, through a pipe of the call's own where the other is none. {@code
     * do_sendfile}.
     *
     * @param offset where in {@code in} they begin, or null for the file's own position
     * @return the bytes moved, 0 at the end, or -errno
     */
    public long sendfile(File in, @Nullable Offset offset, File out, long length) {
        if (!out.isWritable()) {
            return Errno.EBADF.negated();
        }
        long position = offset == null ? in.position() : offset.position;
        long outPosition = out.position();
        long refused = verifyArea(out, outPosition, length, FileSecurity.MAY_WRITE);
        if (refused < 0) {
            return refused;
        }
        long count = Math.min(length, IovIter.MAX_RW_COUNT);
        Pipe pipe = PipeFile.pipeOrNull(out);
        long moved = pipe == null
                ? direct(in, position, out, count)
                : fileToPipe(in, position, pipe, count, out.isNonblocking() ? SpliceFlags.SPLICE_F_NONBLOCK : 0);
        // Both may be the same file: the last word is that of what was read.
        if (pipe == null && moved > 0 && out.operations().canSeek()) {
            out.setPosition(outPosition + moved);
        }
        if (offset == null && moved > 0 && in.operations().canSeek()) {
            in.setPosition(position + moved);
        } else {
            advance(in, offset, moved);
        }
        return moved;
    }

    /** {@code do_splice_direct}. */
    private long direct(File in, long position, File out, long length) {
        // Bytes of a file that has no positions could not be put back where the other file takes less of them.
        if (appends(out) || !in.operations().canSeek()) {
            return Errno.EINVAL.negated();
        }
        Pipe pipe = Pipe.internal(clock);
        PipeSplice from = new PipeSplice(pipe);
        long done = 0;
        long result = 0;
        while (done < length) {
            result = spliceRead(in, position + done, pipe, length - done, 0);
            if (result <= 0) {
                if (result == 0 && done > 0) {
                    out.operations().spliceEof(out);
                }
                break;
            }
            long read = result;
            int more = read < length - done ? SpliceFlags.SPLICE_F_MORE : 0;
            result = out.operations().spliceWrite(from, out, out.position() + done, read, more);
            done += Math.max(result, 0);
            if (result < read) {
                break;
            }
        }
        return done > 0 ? done : result;
    }
}
