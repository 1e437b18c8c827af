package org.jernel.kernel.console;

import java.io.IOException;
import java.io.InterruptedIOException;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A terminal in canonical mode: a read gives a line or a part of one. Modelled on {@code drivers/tty/n_tty.c}.
 *
 * <p>The host's read cannot be interrupted by a task's signal, so a thread of the console's own makes it and hands the line
 * over; the task waits as for anything else. It reads only when a program wants to, so that a line which nobody asked for
 * stays with the host. The monitor guards the line and is a leaf.
 */
public final class Console implements AutoCloseable {

    private static final byte[] NOTHING = {};
    private static final int STDIO_COUNT = 3;

    private final ConsoleBackend backend;
    private final WaitQueueHead readers;
    private final WaitQueueHead requests;
    private final Thread thread;

    private byte[] line = NOTHING;
    private int lineAt;

    /** One read is to find the end, as behind the last byte of a file. */
    private boolean endTyped;

    private boolean wanted;
    private boolean ended;

    /** How many lines were asked for and got, or not: who waited for one of them has to ask again. */
    private long answers;

    /** Makes a console; its thread begins to read when a program does. */
    public Console(KernelClock clock, ConsoleBackend backend) {
        this.backend = backend;
        this.readers = new WaitQueueHead(clock);
        this.requests = new WaitQueueHead(clock);
        this.thread = Thread.ofPlatform().daemon().name("console").unstarted(this::readLines);
        thread.start();
    }

    /** A fresh table whose descriptors 0, 1 and 2 are this console, which need not have a name. */
    public FdTable openStdio() {
        return stdio(new File(operations(null), Fcntl.O_RDWR, this));
    }

    /** A fresh table whose descriptors 0, 1 and 2 are one file, which it owns. */
    static FdTable stdio(File file) {
        FdTable files = new FdTable();
        for (int fd = 0; fd < STDIO_COUNT; fd++) {
            if (files.getUnusedFd(fd, STDIO_COUNT, false) != fd) {
                throw new IllegalStateException("a fresh table has descriptor " + fd + " open");
            }
            files.fdInstall(fd, fd == 0 ? file : file.getFile());
        }
        return files;
    }

    /** What programs can do; without a {@code jobControl} all of them may read. */
    FileOperations operations(@Nullable JobControl jobControl) {
        return new ConsoleOperations(this, backend, jobControl);
    }

    private void readLines() {
        try {
            while (!hasEnded()) {
                // A host's read may leave an interrupt behind that was meant for it; the end is what close() says.
                boolean _ = Thread.interrupted();
                long waited = requests.waitEvent(() -> isWanted() || hasEnded(), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
                if (waited > 0 && !hasEnded() && !readLine()) {
                    return;
                }
            }
        } catch (IOException e) {
            // A host that cannot read any more has no more input: that is what programs are told below.
        } finally {
            end();
        }
    }

    /** Returns false at the end of all input. */
    private boolean readLine() throws IOException {
        try {
            byte[] next = backend.readLine();
            if (next != null) {
                deliver(next, next.length == 0);
            }
            return next != null;
        } catch (InterruptedIOException e) {
            deliver(NOTHING, false);
            return true;
        }
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private void deliver(byte[] next, boolean isEnd) {
        synchronized (this) {
            line = next;
            lineAt = 0;
            endTyped = isEnd;
            wanted = false;
            answers++;
        }
        wakeReaders();
    }

    /** Forgets what was typed and not read. */
    synchronized void flush() {
        line = NOTHING;
        lineAt = 0;
        endTyped = false;
    }

    private void end() {
        synchronized (this) {
            ended = true;
        }
        wakeReaders();
    }

    private void wakeReaders() {
        readers.wakeUpAll(ConsoleOperations.POLL_READABLE);
    }

    WaitQueueHead readers() {
        return readers;
    }

    /** True if a read would not wait. */
    synchronized boolean isReadable() {
        return lineAt < line.length || endTyped || ended;
    }

    /** Has the next line read if there is none. Returns what {@link #hasAnswered} wants. */
    long ask() {
        long asked;
        synchronized (this) {
            asked = answers;
            wanted |= !isReadable();
        }
        requests.wakeUp(0);
        return asked;
    }

    /** True if there is something to read, or what was asked for has come to nothing or to another reader. */
    synchronized boolean hasAnswered(long asked) {
        return isReadable() || answers != asked;
    }

    /** How much of the line is left to read. {@code inq_canon}. */
    synchronized int available() {
        return line.length - lineAt;
    }

    /**
     * Copies what is left of the line, or as much as there is room for.
     *
     * @return the bytes done, 0 at the end of the input, -EAGAIN while there is no line, or -EFAULT
     */
    @CheckReturnValue
    synchronized long take(IovIter to) {
        if (available() == 0) {
            boolean atEnd = endTyped || ended;
            endTyped = false;
            return atEnd ? 0 : Errno.EAGAIN.negated();
        }
        int done = to.copyToIter(line, lineAt, (int) Math.min(to.count(), available()));
        lineAt += done;
        return done == 0 ? Errno.EFAULT.negated() : done;
    }

    /** Ends the input for whoever waits for it, and the thread as soon as the host's read lets it go. */
    @Override
    public void close() {
        end();
        requests.wakeUp(0);
        thread.interrupt();
    }
}
