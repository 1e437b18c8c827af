package org.jernel.kernel.chrdev;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.IovIter;

/** {@code /dev/null}: ends at once and takes everything without a look at it. {@code null_fops} of {@code drivers/char/mem.c}. */
public final class NullDevice implements FileOperations {

    @Override
    public long readIter(File file, IovIter to) {
        return 0;
    }

    @Override
    public long writeIter(File file, IovIter from) {
        return sink(from);
    }

    @Override
    public long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        return pipe.spliceFromPipe(length, flags, (pages, more) -> sink(pages));
    }

    static long sink(IovIter from) {
        long count = from.count();
        from.advance(count);
        return count;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return rewind(file);
    }

    /** Wherever it shall go, it is at the beginning. {@code null_lseek}. */
    static long rewind(File file) {
        file.setPosition(0);
        return 0;
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }
}
