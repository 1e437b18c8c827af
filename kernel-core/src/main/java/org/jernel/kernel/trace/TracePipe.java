package org.jernel.kernel.trace;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** {@code trace_pipe}: what is read is gone, and a reader waits for more. {@code tracing_read_pipe}. */
final class TracePipe implements FileOperations {

    private final TraceArray array;

    TracePipe(TraceArray array) {
        this.array = array;
    }

    /** What one reader has taken from the ring and not yet been given. */
    private static final class Reader {
        private byte[] line = new byte[0];
        private int at;
        private boolean hasRead;
    }

    @Override
    public void open(File file) {
        file.setPrivateData(new Reader());
    }

    @Override
    public long readIter(File file, IovIter to) {
        Reader reader = (Reader) file.privateData();
        synchronized (reader) {
            return read(file, reader, to);
        }
    }

    private long read(File file, Reader reader, IovIter to) {
        long done = 0;
        while (done < to.count() || done == 0) {
            if (reader.at == reader.line.length && !next(reader)) {
                if (done > 0) {
                    return done;
                }
                long waited = await(file, reader);
                if (waited <= 0) {
                    return waited;
                }
                continue;
            }
            int length = (int) Math.min(reader.line.length - reader.at, to.count());
            int copied = to.copyToIter(reader.line, reader.at, length);
            reader.at += copied;
            done += copied;
            if (copied < length || to.count() == 0) {
                return done == 0 && copied < length ? Errno.EFAULT.negated() : done;
            }
        }
        return done;
    }

    private boolean next(Reader reader) {
        TraceBuffer.Entry entry = array.buffer().take();
        if (entry == null) {
            return false;
        }
        reader.line = entry.line().getBytes(StandardCharsets.UTF_8);
        reader.at = 0;
        reader.hasRead = true;
        return true;
    }

    /** Ends the file only where something was read and tracing is off. {@code tracing_wait_pipe}. */
    private long await(File file, Reader reader) {
        if (file.isNonblocking()) {
            return Errno.EAGAIN.negated();
        }
        if (!array.isTracingOn() && reader.hasRead) {
            return 0;
        }
        return array.buffer().readers()
                .waitEvent(() -> !array.buffer().isEmpty(), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(array.buffer().readers());
        }
        return array.buffer().isEmpty() ? 0 : Poll.POLLIN | Poll.POLLRDNORM;
    }
}
