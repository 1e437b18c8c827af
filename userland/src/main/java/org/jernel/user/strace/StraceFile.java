package org.jernel.user.strace;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * strace's lines, waits for more, and ends when no traced task is left; a line that begins with a NUL is for standard error, whatever
 * {@code -o} says, and with {@code -ff} a task's number stands before what is of it. To write {@code detach} lets
 * the traced tasks go, and closing it ends the trace.
 *
 * <p>No memory crosses from one task to another: the lines are made in the kernel, in the thread of the traced task. That waits on
 * its way out of each call, and before it takes a signal, until the reader comes for more than its text: as with ptrace, what the
 * task does next is after what strace says of it.
 */
public final class StraceFile implements FileOperations {

    /** What is kept for a reader that does not read; beyond it lines are lost. */
    private static final int MOST_BYTES = 1 << 24;

    /** How long the beginning of a line is held back. */
    private static final long LINE_NANOS = 50_000_000;

    private static final int MOST_WORDS = 1 << 16;

    /** What is written to let the tasks go. */
    public static final String DETACH = "detach\n";

    /** Before a line that is for standard error, whatever {@code -o} says. */
    public static final char FOR_STANDARD_ERROR = '\0';

    /** Before the number of the task that the following is of, and {@link #END_OF_TASK} behind it: with {@code -ff}. */
    public static final char OF_TASK = '\1';

    public static final char END_OF_TASK = '\2';

    private final Kernel kernel;

    public StraceFile(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One opening of the file. */
    private final class Session implements Tracer {
        private final WaitQueueHead readers = new WaitQueueHead(kernel.clock());
        private final WaitQueueHead tracees = new WaitQueueHead(kernel.clock());
        private final AtomicBoolean asked = new AtomicBoolean();
        private final StringBuilder text = new StringBuilder();
        private volatile @Nullable Strace strace;
        private boolean ended;

        /** How much was ever added, given to a reader, and dealt with by it. */
        private long added;

        private long given;
        private long dealtWith;

        synchronized void clear() {
            text.setLength(0);
            given = 0;
            dealtWith = 0;
        }

        @Override
        public synchronized void add(String more) {
            if (text.length() < MOST_BYTES) {
                text.append(more);
                added += more.length();
            }
            readers.wakeUpAll(Poll.POLLIN);
        }

        @Override
        public void tell(String message) {
            add(FOR_STANDARD_ERROR + message);
        }

        /**
         * A task waits until the reader is done with all that there was, as with a ptrace stop: only SIGKILL ends that before,
         * and the end of the trace.
         */
        @Override
        public void stop() {
            long here = added();
            long _ = tracees.waitEventKillable(() -> isDealtWith(here));
        }

        private synchronized long added() {
            return added;
        }

        private synchronized boolean isDealtWith(long place) {
            return dealtWith >= place || ended;
        }

        /** A reader that comes again is done with what it was given. */
        void comeAgain() {
            synchronized (this) {
                dealtWith = given;
            }
            tracees.wakeUpAll(0);
        }

        /** Called by a task at its end, so without the table of -c, which closing gives. */
        @Override
        public void allEnded() {
            end();
        }

        /** Returns whether there is a trace, and so none any more. */
        boolean detach() {
            Strace known = strace;
            if (known != null) {
                known.detach();
                end();
            }
            return known != null;
        }

        void end() {
            Strace done = strace;
            if (done != null) {
                done.close();
            }
            synchronized (this) {
                ended = true;
            }
            readers.wakeUpAll(Poll.POLLIN);
            tracees.wakeUpAll(0);
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
            given += part.length();
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

    /**
     * Asks for the trace, once. Returns -EINVAL for options that are wrong, -ESRCH for a task that is not there, -EPERM for one that
     * may not be traced or is already.
     */
    @Override
    public long writeIter(File file, IovIter from) {
        Session session = (Session) file.privateData();
        byte[] bytes = new byte[(int) Math.min(from.count(), MOST_WORDS)];
        if (from.copyFromIter(bytes, 0, bytes.length) < bytes.length) {
            return Errno.EFAULT.negated();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!session.asked.compareAndSet(false, true)) {
            return text.equals(DETACH) && session.detach() ? bytes.length : Errno.EBUSY.negated();
        }
        boolean isTracing = false;
        try {
            List<String> words = text.lines().toList();
            StraceOptions options = StraceOptions.parse(words, kernel.syscalls().names());
            Set<Integer> starting = options.program().stream().map(Integer::valueOf).collect(Collectors.toSet());
            session.clear();
            // Without the session's lock: traced tasks write lines before this returns.
            session.strace = Strace.attach(kernel, starting, options, session);
            isTracing = true;
            return bytes.length;
        } catch (StraceOptions.UsageException | NumberFormatException e) {
            return Errno.EINVAL.negated();
        } finally {
            session.asked.set(isTracing);
        }
    }

    @Override
    public long readIter(File file, IovIter to) {
        Session session = (Session) file.privateData();
        session.comeAgain();
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
        session.comeAgain();
        if (table != null) {
            table.pollWait(session.readers);
        }
        return session.isReady() ? Poll.POLLIN | Poll.POLLRDNORM : 0;
    }

    @Override
    public void release(File file) {
        Session session = (Session) file.privateData();
        session.end();
    }
}
