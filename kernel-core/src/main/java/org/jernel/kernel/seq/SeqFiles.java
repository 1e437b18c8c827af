package org.jernel.kernel.seq;

import java.util.function.Consumer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;

/** What the operations of a file do whose text is made record by record: the functions of {@code fs/seq_file.c} on open files. */
public final class SeqFiles {

    private SeqFiles() {}

    /** Has the file read records of those operations, which must be this file's own. {@code seq_open}. */
    public static void seqOpen(File file, SeqOperations<?> operations) {
        file.setPrivateData(new SeqReader<>(operations));
    }

    /** Has the file read one text. {@code single_open}. */
    public static void singleOpen(File file, Consumer<SeqFile> show) {
        seqOpen(file, SeqOperations.single(show));
    }

    /** {@code seq_read_iter}. */
    @CheckReturnValue
    public static long seqReadIter(File file, IovIter to, FilePosition position) {
        long read = ((SeqReader<?>) file.privateData()).read(to, position.get());
        if (read > 0) {
            position.set(position.get() + read);
        }
        return read;
    }

    /** {@code seq_lseek}. */
    @CheckReturnValue
    public static long seqLseek(File file, long offset, int whence) {
        long position = ((SeqReader<?>) file.privateData()).llseek(file.position(), offset, whence);
        if (position >= 0) {
            file.setPosition(position);
        }
        return position;
    }
}
