package org.jernel.user.strace;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sys/kernel/debug/strace}, which Jernel alone has: the way in of the program strace, where Linux has ptrace. Each time
 * that it is opened it is a trace of its own.
 *
 * <p>Before a trace is asked for, it reads as the system calls that there are, {@code NR NAME} in a line. What is written asks:
 * strace's options, one word to a line, then the numbers of tasks that are about to execute a program. From then on it reads as
 * strace's lines, waits for more, and ends when no traced task is left. Closing it ends the trace.
 *
 * <p>With it no task is stopped and no memory crosses from one to another: the lines are made in the kernel, in the thread of the
 * traced task, so that the program sees every call and the tasks keep their timing.
 */
public final class StraceFile implements FileOperations {

    /** What is kept for a reader that does not read; beyond it lines are lost. */
    private static final int MOST_BYTES = 1 << 24;

    /** How long the beginning of a line is held back. */
    private static final long LINE_NANOS = 50_000_000;

    private static final int MOST_WORDS = 1 << 16;

    private final Kernel kernel;

    public StraceFile(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One opening of the file. */
    private final class Session {
        private final WaitQueueHead readers = new WaitQueueHead(kernel.clock());
        private final StringBuilder text = new StringBuilder();
        private volatile @Nullable Strace strace;
        private boolean ended;

        synchronized void clear() {
            text.setLength(0);
        }

        synchronized void add(String more) {
            if (text.length() < MOST_BYTES) {
                text.append(more);
            }
            readers.wakeUpAll(Poll.POLLIN);
        }

        /** Called by a task at its end, so without the table of -c, which closing gives. */
        void end() {
            Strace done = strace;
            if (done != null) {
                done.close();
            }
            synchronized (this) {
                ended = true;
            }
            readers.wakeUpAll(Poll.POLLIN);
        }

        synchronized boolean isReady() {
            return !text.isEmpty() || ended;
        }

        synchronized boolean hasLine() {
            return text.indexOf("\n") >= 0 || ended;
        }

        /** Whole lines if there are any: what is not at its end follows when it is, or when nothing else is left. */
        synchronized byte[] take(int most) {
            int lines = text.lastIndexOf("\n") + 1;
            String part = text.substring(0, Math.min(most, lines > 0 ? lines : text.length()));
            text.delete(0, part.length());
            return part.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void open(File file) {
        Session session = new Session();
        session.text.append(kernel.syscalls().names().entrySet().stream()
                .map(call -> call.getKey() + " " + call.getValue() + "\n")
                .collect(Collectors.joining()));
        file.setPrivateData(session);
    }

    /** Asks for the trace, once. Returns -EINVAL for options that are wrong, -ESRCH for a task that is not there. */
    @Override
    public long writeIter(File file, IovIter from) {
        Session session = (Session) file.privateData();
        byte[] bytes = new byte[(int) Math.min(from.count(), MOST_WORDS)];
        if (from.copyFromIter(bytes, 0, bytes.length) < bytes.length) {
            return Errno.EFAULT.negated();
        }
        if (session.strace != null) {
            return Errno.EBUSY.negated();
        }
        try {
            List<String> words = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            StraceOptions options = StraceOptions.parse(words, kernel.syscalls().names());
            Set<Integer> starting = options.program().stream().map(Integer::valueOf).collect(Collectors.toSet());
            for (int pid : starting) {
                checkTask(pid);
            }
            options.pids().forEach(this::checkTask);
            session.clear();
            // Without the session's lock: traced tasks write lines before this returns.
            session.strace = Strace.attach(kernel, starting, options, session::add, session::end);
            return bytes.length;
        } catch (StraceOptions.UsageException | NumberFormatException e) {
            return Errno.EINVAL.negated();
        }
    }

    private void checkTask(int pid) {
        if (kernel.tasks().find(pid) == null) {
            throw Errno.ESRCH.exception();
        }
    }

    @Override
    public long readIter(File file, IovIter to) {
        Session session = (Session) file.privateData();
        if (!session.isReady()) {
            if (session.strace == null) {
                return 0;
            }
            if (file.isNonblocking()) {
                return Errno.EAGAIN.negated();
            }
            long waited = session.readers.waitEvent(session::isReady, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                return waited;
            }
        }
        // A call that returns soon comes as one line, which what the task writes then does not cut in two.
        if (!file.isNonblocking()) {
            long _ = session.readers.waitEvent(session::hasLine, LINE_NANOS);
        }
        byte[] bytes = session.take((int) Math.min(to.count(), Integer.MAX_VALUE));
        int copied = to.copyToIter(bytes, 0, bytes.length);
        return copied < bytes.length ? Errno.EFAULT.negated() : copied;
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        Session session = (Session) file.privateData();
        if (table != null) {
            table.pollWait(session.readers);
        }
        return session.isReady() ? Poll.POLLIN | Poll.POLLRDNORM : 0;
    }

    @Override
    public void release(File file) {
        Session session = (Session) file.privateData();
        Strace strace = session.strace;
        if (strace != null) {
            strace.close();
        }
    }
}
