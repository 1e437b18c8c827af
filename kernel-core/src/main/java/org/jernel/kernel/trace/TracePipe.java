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

    /** Holds the reader's lock only where it takes lines, so that whoever shares the descriptor can be woken beside it. */
    @Override
    public long readIter(File file, IovIter to) {
        Reader reader = (Reader) file.privateData();
        long done = 0;
        while (done == 0 && to.count() > 0) {
            boolean hasRead;
            synchronized (reader) {
                done = read(reader, to);
                hasRead = reader.hasRead;
            }
            if (done == 0) {
                long waited = await(file, hasRead);
                if (waited <= 0) {
                    return waited;
                }
            }
        }
        return done;
    }

    /** Returns how much was copied, 0 where there is nothing to take. */
    private long read(Reader reader, IovIter to) {
        long done = 0;
        while (to.count() > 0 && (reader.at < reader.line.length || next(reader))) {
            int length = (int) Math.min(reader.line.length - reader.at, to.count());
            int copied = to.copyToIter(reader.line, reader.at, length);
            reader.at += copied;
            done += copied;
            if (copied < length) {
                return done == 0 ? Errno.EFAULT.negated() : done;
            }
        }
        return done;
    }

    private boolean next(Reader reader) {
        TraceBuffer.Entry entry = array.buffer().take();
        if (entry == null) {
            return false;
        }
        reader.line = entry.line().getBytes(StandardCharsets.ISO_8859_1);
        reader.at = 0;
        reader.hasRead = true;
        return true;
    }

    /** Ends the file only where something was read and tracing is off. {@code tracing_wait_pipe}. */
    private long await(File file, boolean hasRead) {
        if (file.isNonblocking()) {
            return Errno.EAGAIN.negated();
        }
        if (!array.isTracingOn() && hasRead) {
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
