package org.jernel.kernel.console;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.Ioctl;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.file.SplicedByCopy;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** What programs can do to the console. {@code tty_fops}, modelled on {@code drivers/tty/tty_io.c}. */
final class ConsoleOperations implements SplicedByCopy {

    static final int POLL_READABLE = Poll.POLLIN | Poll.POLLRDNORM;

    private static final int POLL_WRITABLE = Poll.POLLOUT | Poll.POLLWRNORM;
    private static final int WRITE_CHUNK = 4096;
    private static final int TIOCGPGRP = 0x540f;
    private static final int TIOCSPGRP = 0x5410;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int ROWS = 24;
    private static final int COLUMNS = 80;

    private final Console console;
    private final ConsoleBackend backend;
    private final @Nullable JobControl jobControl;

    ConsoleOperations(Console console, ConsoleBackend backend, @Nullable JobControl jobControl) {
        this.console = console;
        this.backend = backend;
        this.jobControl = jobControl;
    }

    @Override
    public long readIter(File file, IovIter to) {
        if (to.count() == 0) {
            return 0;
        }
        while (true) {
            long allowed = jobControl == null ? 0 : jobControl.checkChange(Signal.SIGTTIN);
            if (allowed < 0) {
                return allowed;
            }
            long taken = console.take(to);
            if (taken != Errno.EAGAIN.negated()) {
                return taken;
            }
            long waited = waitForLine(file);
            if (waited < 0) {
                return waited;
            }
        }
    }

    private long waitForLine(File file) {
        if (file.isNonblocking()) {
            long _ = console.ask();
            return Errno.EAGAIN.negated();
        }
        // Who is to handle or to die of what the user typed asks for nothing more: the next line is somebody else's.
        if (Sleeper.current().signalPending()) {
            return -KernelErrno.ERESTARTSYS;
        }
        long asked = console.ask();
        return console.readers().waitEvent(() -> console.hasAnswered(asked), WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
    }

    /** Takes everything that can be read: a terminal that is slow makes its writer wait and does not cut it short. */
    @Override
    public long writeIter(File file, IovIter from) {
        return from.copyChunksFromIter(WRITE_CHUNK, (chunk, length) -> backend.write(chunk, 0, length));
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        if (table != null) {
            table.pollWait(console.readers());
        }
        if (console.isReadable()) {
            return POLL_READABLE | POLL_WRITABLE;
        }
        long _ = console.ask();
        return POLL_WRITABLE;
    }

    @Override
    public long ioctl(File file, int command, long argument) {
        return switch (command) {
            case Ioctl.FIONREAD -> {
                Task.current().memory().putUser(argument, console.available(), Integer.BYTES);
                yield 0;
            }
            case TIOCGWINSZ -> {
                // struct winsize: rows, columns, and two numbers of pixels that nobody sets.
                Task.current().memory().putUser(argument, ROWS | (long) COLUMNS << Short.SIZE, Long.BYTES);
                yield 0;
            }
            case TIOCGPGRP, TIOCSPGRP -> jobControl == null
                    ? -KernelErrno.ENOIOCTLCMD
                    : foreground(jobControl, command == TIOCSPGRP, argument);
            default -> -KernelErrno.ENOIOCTLCMD;
        };
    }

    private static long foreground(JobControl jobControl, boolean sets, long argument) {
        if (sets) {
            return jobControl.setForeground((int) Task.current().memory().getUser(argument, Integer.BYTES));
        }
        long group = jobControl.getForeground();
        if (group >= 0) {
            Task.current().memory().putUser(argument, group, Integer.BYTES);
        }
        return Math.min(group, 0);
    }
}
