package org.jernel.kernel.timeline;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sys/kernel/debug/timeline}: each time that it is opened it is a recorder of its own. A set of system calls that is
 * written begins, {@code stop} ends, and from its beginning it reads as a line for each event. Closing it ends the record.
 */
final class TimelineFile implements FileOperations {

    private static final int WRITE_MAX = 4096;

    private final Kernel kernel;
    private volatile String lastError = "";

    TimelineFile(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One opening of the file; guarded by itself. */
    private static final class Recorder {
        private @Nullable Timeline timeline;
        private byte[] text = {};
    }

    /** Why the last set was refused, for any opening. */
    String lastError() {
        return lastError;
    }

    @Override
    public void open(File file) {
        file.setPrivateData(new Recorder());
    }

    /** Returns -EINVAL for what is no set, -EBUSY for a second one. */
    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        byte[] bytes = new byte[(int) Math.min(from.count(), WRITE_MAX)];
        if (from.copyFromIter(bytes, 0, bytes.length) < bytes.length) {
            return Errno.EFAULT.negated();
        }
        Recorder recorder = (Recorder) file.privateData();
        long stored = store(recorder, new String(bytes, StandardCharsets.UTF_8).strip());
        return stored < 0 ? stored : bytes.length;
    }

    private long store(Recorder recorder, String text) {
        synchronized (recorder) {
            if (text.equals("stop")) {
                stop(recorder);
                return 0;
            }
            if (recorder.timeline != null) {
                return Errno.EBUSY.negated();
            }
            try {
                recorder.timeline = Timeline.start(kernel, text);
                return 0;
            } catch (InjectException e) {
                lastError = e.getMessage() + "\n";
                return Errno.EINVAL.negated();
            }
        }
    }

    private static void stop(Recorder recorder) {
        if (recorder.timeline != null) {
            recorder.timeline.close();
        }
    }

    /** Who reads from the beginning gets what there is now, and all that follows is of that moment. */
    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        Recorder recorder = (Recorder) file.privateData();
        synchronized (recorder) {
            if (position.get() == 0 && recorder.timeline != null) {
                recorder.text = recorder.timeline.events().stream()
                        .map(TimelineEvent::line)
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8);
            }
            int at = (int) Math.min(position.get(), recorder.text.length);
            int length = (int) Math.min(to.count(), recorder.text.length - at);
            int copied = to.copyToIter(recorder.text, at, length);
            position.set(at + copied);
            return copied == 0 && length > 0 ? Errno.EFAULT.negated() : copied;
        }
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return whence > 1 ? Errno.EINVAL.negated() : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public void release(File file) {
        Recorder recorder = (Recorder) file.privateData();
        synchronized (recorder) {
            stop(recorder);
        }
    }
}
