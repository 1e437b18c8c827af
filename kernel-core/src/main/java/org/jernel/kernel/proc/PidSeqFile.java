package org.jernel.kernel.proc;

import java.util.function.Function;

import org.jernel.kernel.file.File;
import org.jernel.kernel.seq.SeqFileOperations;
import org.jernel.kernel.seq.SeqFiles;
import org.jernel.kernel.seq.SeqOperations;

/**
 * A file about a task that is made of records. {@code proc_single_file_operations} and its like.
 *
 * @param records makes the records for one open file; throws what opening fails with
 */
record PidSeqFile(ProcTask task, Function<ProcTask, SeqOperations<?>> records) implements SeqFileOperations {

    @Override
    public void open(File file) {
        SeqFiles.seqOpen(file, records.apply(task));
    }
}
