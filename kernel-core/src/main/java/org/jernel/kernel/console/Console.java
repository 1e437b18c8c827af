package org.jernel.kernel.console;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A terminal in canonical mode: a read gives a line or a part of one. Modelled on {@code drivers/tty/n_tty.c}.
 *
 * <p>The host's read cannot be interrupted by a task's signal, so a thread of the console's own makes it and hands the line
 * over; the task waits as for anything else. The monitor guards the line and is a leaf.
 */
public final class Console implements AutoCloseable {

    private static final int WRITE_CHUNK = 4096;
    private static final int STDIO_COUNT = 3;

    private final ConsoleBackend backend;
    private final WaitQueueHead readers;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;

    private byte[] line = new byte[0];
    private int lineAt;
    private boolean asked;
    private boolean ended;

    /** Makes a console; its thread begins to read when a program does. */
    public Console(KernelClock clock, ConsoleBackend backend) {
        this.backend = backend;
        this.readers = new WaitQueueHead(clock);
        this.thread = Thread.ofPlatform().daemon().name("console").unstarted(this::readLines);
        thread.start();
    }

    /** A fresh table whose descriptors 0, 1 and 2 are this console. */
    public FdTable openStdio() {
        FdTable files = new FdTable();
        File file = new File(new Operations(), Fcntl.O_RDWR, this);
        for (int fd = 0; fd < STDIO_COUNT; fd++) {
            if (files.getUnusedFd(fd, STDIO_COUNT, false) != fd) {
                throw new IllegalStateException("a fresh table has descriptor " + fd + " open");
            }
            files.fdInstall(fd, fd == 0 ? file : file.getFile());
        }
        return files;
    }

    private void readLines() {
        try {
            while (true) {
                wanted.acquire();
                byte[] next = backend.readLine();
                deliver(next == null ? new byte[0] : next, next == null);
                if (next == null) {
                    return;
                }
            }
        } catch (InterruptedException | IOException e) {
            deliver(new byte[0], true);
        }
    }

    private void deliver(byte[] next, boolean end) {
        synchronized (this) {
            line = next;
            lineAt = 0;
            asked = false;
            ended = end;
        }
        readers.wakeUpAll(Poll.POLLIN | Poll.POLLRDNORM);
    }

    /** True if a read would not wait; asks for a line if it would. */
    private synchronized boolean isReadable() {
        if (lineAt < line.length || ended) {
            return true;
        }
        if (!asked) {
            asked = true;
            wanted.release();
        }
        return false;
    }

    private synchronized int take(IovIter to) {
        int length = (int) Math.min(to.count(), line.length - lineAt);
        int done = to.copyToIter(line, lineAt, length);
        lineAt += done;
        return done < length && done == 0 ? -1 : done;
    }

    /** Ends the input for whoever waits for it. */
    @Override
    public void close() {
        thread.interrupt();
        deliver(new byte[0], true);
    }

    private final class Operations implements FileOperations {

        @Override
        public long readIter(File file, IovIter to) {
            if (to.count() == 0) {
                return 0;
            }
            if (!isReadable()) {
                if (file.isNonblocking()) {
                    return Errno.EAGAIN.negated();
                }
                long waited = readers.waitEvent(Console.this::isReadable, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
                if (waited < 0) {
                    return waited;
                }
            }
            int taken = take(to);
            return taken < 0 ? Errno.EFAULT.negated() : taken;
        }

        @Override
        public long writeIter(File file, IovIter from) {
            byte[] chunk = new byte[(int) Math.min(WRITE_CHUNK, from.count())];
            long written = 0;
            while (from.count() > 0) {
                int length = (int) Math.min(chunk.length, from.count());
                int copied = from.copyFromIter(chunk, 0, length);
                backend.write(chunk, 0, copied);
                written += copied;
                if (copied < length) {
                    return written == 0 ? Errno.EFAULT.negated() : written;
                }
            }
            return written;
        }

        @Override
        public int poll(File file, @Nullable PollTable table) {
            if (table != null) {
                table.pollWait(readers);
            }
            int writable = Poll.POLLOUT | Poll.POLLWRNORM;
            return isReadable() ? writable | Poll.POLLIN | Poll.POLLRDNORM : writable;
        }
    }
}
