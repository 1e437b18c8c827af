package org.jernel.kernel.chrdev;

import java.util.Arrays;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;

/**
 * A driver's operations with a buffer of the caller's: {@code device_read(file, buffer, count, ppos)}, which copies with
 * {@link UserMemory#copyToUser}. A driver overrides what it has; the others answer as Linux does.
 */
public abstract class CharDriver implements FileOperations {

    private final boolean polls = Arrays.stream(getClass().getMethods())
            .anyMatch(method -> method.getName().equals("poll") && method.getDeclaringClass() != FileOperations.class);

    /** Reads into user memory. Returns the bytes, 0 at the end, or -errno. */
    @Override
    @CheckReturnValue
    public long read(File file, UserMemory memory, long buffer, long size, FilePosition offset) {
        return Errno.EINVAL.negated();
    }

    /** Writes from user memory. Returns the bytes, or -errno. */
    @Override
    @CheckReturnValue
    public long write(File file, UserMemory memory, long buffer, long size, FilePosition offset) {
        return Errno.EINVAL.negated();
    }

    @Override
    public final long readIter(File file, IovIter to) {
        return readIter(file, to, file.filePosition());
    }

    @Override
    public final long writeIter(File file, IovIter from) {
        return writeIter(file, from, file.filePosition());
    }

    @Override
    public final long readIter(File file, IovIter to, FilePosition position) {
        return to.forEachBuffer((memory, buffer, size) -> read(file, memory, buffer, size, position));
    }

    @Override
    public final long writeIter(File file, IovIter from, FilePosition position) {
        return from.forEachBuffer((memory, buffer, size) -> write(file, memory, buffer, size, position));
    }

    /** A device without a way to move has a position all the same, which read and write may use. */
    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return polls;
    }
}
