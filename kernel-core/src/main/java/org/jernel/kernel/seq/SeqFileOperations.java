package org.jernel.kernel.seq;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;

/** A file that {@link SeqFiles#seqOpen} opens: read from any position, and ready at all times. */
public interface SeqFileOperations extends FileOperations {

    @Override
    default boolean canSeek() {
        return true;
    }

    @Override
    default boolean canPoll() {
        return false;
    }

    @Override
    @CheckReturnValue
    default long readIter(File file, IovIter to, FilePosition position) {
        return SeqFiles.seqReadIter(file, to, position);
    }

    @Override
    @CheckReturnValue
    default long llseek(File file, long offset, int whence) {
        return SeqFiles.seqLseek(file, offset, whence);
    }
}
