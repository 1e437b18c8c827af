package org.jernel.kernel.pipe;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that has a name: its files come and go, and with the last of them go the bytes. {@code fifo_open} with {@code
 * put_pipe_info} of {@code fs/pipe.c}. The monitor guards the count and is a leaf.
 */
public final class Fifo {

    private final KernelClock clock;
    private @Nullable Pipe pipe;
    private int files;

    public Fifo(KernelClock clock) {
        this.clock = clock;
    }

    /** The pipe of a file that has no name, by which it can be opened again; null for a file that is no end of one. */
    public static @Nullable Fifo ofOrNull(File file) {
        Pipe pipe = PipeFile.pipeOrNull(file);
        if (pipe == null) {
            return null;
        }
        Fifo fifo = new Fifo(pipe.clock());
        fifo.pipe = pipe;
        return fifo;
    }

    /**
     * Opens an end for a file, or both, and waits for the other unless the file is non-blocking; throws ENXIO for a writer that
     * does not wait and finds no reader, and what ends the wait.
     *
     * @return what the file can do
     */
    public FileOperations open(File file) {
        if (!file.isReadable() && !file.isWritable()) {
            throw Errno.EINVAL.exception();
        }
        Pipe there = take();
        file.setPrivateData(there);
        long opened = there.open(file);
        if (opened < 0) {
            put();
            throw ErrnoException.of(opened);
        }
        return PipeFile.OPERATIONS;
    }

    private synchronized Pipe take() {
        if (pipe == null) {
            pipe = Pipe.named(clock, this);
        }
        files++;
        return pipe;
    }

    synchronized void put() {
        files--;
        if (files == 0) {
            pipe = null;
        }
    }
}
