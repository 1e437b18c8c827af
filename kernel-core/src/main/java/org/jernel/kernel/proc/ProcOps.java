package org.jernel.kernel.proc;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqFiles;
import org.jernel.kernel.seq.SeqOperations;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a file of {@code /proc} does when a user opens, reads or writes it; what is left out answers as Linux does. {@code struct
 * proc_ops}.
 */
public interface ProcOps {

    /** Called for each open; may set the file's private data, and throw what opening fails with. {@code proc_open}. */
    default void open(File file) {}

    /**
     * Reads into a user buffer, by {@link UserMemory#copyToUser}, and moves the offset on. Returns the bytes, 0 at the end, or -errno.
     * {@code proc_read}.
     */
    @CheckReturnValue
    default long read(File file, UserMemory memory, long buffer, long count, FilePosition offset) {
        return Errno.EIO.negated();
    }

    /** As {@link #read}, into whatever the caller has. {@code proc_read_iter}. */
    @CheckReturnValue
    default long readIter(File file, IovIter to, FilePosition offset) {
        return to.forEachBuffer((memory, buffer, count) -> read(file, memory, buffer, count, offset));
    }

    /**
     * Takes what a user buffer holds, by {@link UserMemory#copyFromUser}, and moves the offset on. Returns the bytes taken, or -errno.
     * {@code proc_write}.
     */
    @CheckReturnValue
    default long write(File file, UserMemory memory, long buffer, long count, FilePosition offset) {
        return Errno.EIO.negated();
    }

    /** Moves the position of the file. Returns the new one, or -errno. {@code proc_lseek}. */
    @CheckReturnValue
    default long lseek(File file, long offset, int whence) {
        return Errno.ESPIPE.negated();
    }

    /** The mask of {@link Poll} events that hold now, after it named its queues to {@code table}. {@code proc_poll}. */
    @CheckReturnValue
    default int poll(File file, @Nullable PollTable table) {
        return Poll.DEFAULT_POLLMASK;
    }

    /** {@code proc_ioctl}. Returns a result or -errno. */
    @CheckReturnValue
    default long ioctl(File file, int command, long argument) {
        return Errno.ENOTTY.negated();
    }

    /** The file is closed, or its entry is removed while it is open. {@code proc_release}. */
    default void release(File file) {}

    /** A file that is one text, made when it is read. {@code single_open}. */
    static ProcOps single(Consumer<SeqFile> show) {
        return seq(() -> SeqOperations.single(show));
    }

    /** A file that is one text, in UTF-8, made when it is read. */
    static ProcOps text(Supplier<String> show) {
        return single(file -> {
            byte[] text = show.get().getBytes(StandardCharsets.UTF_8);
            file.write(text, text.length);
        });
    }

    /** A file of records; each open file gets operations of its own. {@code proc_seq_ops}. */
    static ProcOps seq(Supplier<? extends SeqOperations<?>> operations) {
        return new ProcOps() {

            @Override
            public void open(File file) {
                SeqFiles.seqOpen(file, operations.get());
            }

            @Override
            public long readIter(File file, IovIter to, FilePosition offset) {
                return SeqFiles.seqReadIter(file, to, offset);
            }

            @Override
            public long lseek(File file, long offset, int whence) {
                return SeqFiles.seqLseek(file, offset, whence);
            }
        };
    }
}
