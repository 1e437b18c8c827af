package org.jernel.kernel.proc;

import java.util.function.Function;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.seq.SeqFiles;
import org.jernel.kernel.seq.SeqOperations;

/**
 * A file about a task that is made of records. {@code proc_single_file_operations} and its like.
 *
 * @param records makes the records for one open file; throws what opening fails with
 */
record PidSeqFile(ProcTask task, Function<ProcTask, SeqOperations<?>> records) implements FileOperations {

    @Override
    public void open(File file) {
        SeqFiles.seqOpen(file, records.apply(task));
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        return SeqFiles.seqReadIter(file, to, position);
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return SeqFiles.seqLseek(file, offset, whence);
    }
}
