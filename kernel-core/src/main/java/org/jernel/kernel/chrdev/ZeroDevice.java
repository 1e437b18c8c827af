package org.jernel.kernel.chrdev;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.AnonymousMemory;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmBacking;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/zero} and {@code /dev/full}: zeros for ever, and a sink that is endless or has no room at all. {@code zero_fops} and
 * {@code full_fops} of {@code drivers/char/mem.c}.
 */
public final class ZeroDevice implements FileOperations {

    private static final byte[] ZEROS = new byte[Page.SIZE];

    private final boolean full;

    /** {@code full} is true for that without room. */
    public ZeroDevice(boolean full) {
        this.full = full;
    }

    /** Page by page, until a signal comes. {@code read_iter_zero}. */
    @Override
    public long readIter(File file, IovIter to) {
        long done = 0;
        while (to.count() > 0) {
            int chunk = (int) Math.min(to.count(), ZEROS.length);
            int copied = to.copyToIter(ZEROS, 0, chunk);
            done += copied;
            if (copied < chunk) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
            Sleeper sleeper = Sleeper.current();
            if (to.count() > 0 && sleeper.signalPending()) {
                return done;
            }
        }
        return done;
    }

    @Override
    public long writeIter(File file, IovIter from) {
        return full ? Errno.ENOSPC.negated() : NullDevice.sink(from);
    }

    @Override
    public long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        return pipe.copySpliceRead(length, to -> readIter(file, to));
    }

    @Override
    public long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        return full
                ? Errno.EINVAL.negated()
                : pipe.spliceFromPipe(length, flags, (pages, more) -> NullDevice.sink(pages));
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return NullDevice.rewind(file);
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    /** Zeros of the task's own, or such as tasks share; /dev/full cannot be mapped. {@code mmap_zero}. */
    @Override
    public @Nullable VmBacking mmap(File file, int prot, boolean shared) {
        if (full) {
            throw Errno.ENODEV.exception();
        }
        return shared ? new AnonymousMemory() : null;
    }
}
