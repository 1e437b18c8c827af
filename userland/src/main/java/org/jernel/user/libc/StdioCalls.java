package org.jernel.user.libc;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Descriptors and text: {@code unistd.h}, {@code stdio.h}. Output is not buffered. */
abstract class StdioCalls extends FilesystemCalls {

    public static final int STDIN_FILENO = 0;
    public static final int STDOUT_FILENO = 1;
    public static final int STDERR_FILENO = 2;

    /** What is assumed of a terminal that does not know. */
    public static final int TERMINAL_WIDTH = 80;

    private static final int TIOCGWINSZ = 0x5413;
    private static final int WINSIZE = 8;

    /** Where {@code revents} stands in a {@code struct pollfd}, in bits. */
    private static final int POLLFD_REVENTS = 48;

    /** Of the first text that standard output did not take, 0 while it takes all. */
    private int outputError;

    private final LineReader input = new LineReader(this, STDIN_FILENO);

    StdioCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    /** Reads into {@code to}; returns the bytes, 0 at the end, or -1. */
    public final int read(int fd, byte[] to) {
        return read(fd, to, to.length);
    }

    /** As {@link #read(int, byte[])}, but no more than so many bytes. */
    public final int read(int fd, byte[] to, int count) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(count);
            int got = (int) syscall(Unistd.READ, fd, buffer, count);
            if (got > 0) {
                load(buffer, to, got);
            }
            return got;
        }
    }

    /** Writes; returns the bytes taken or -1. */
    public final int write(int fd, byte[] bytes) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.WRITE, fd, frame.allocate(bytes), bytes.length);
        }
    }

    /** Writes all of it, however often that takes; false with errno. */
    public final boolean writeAll(int fd, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int written = write(fd, done == 0 ? bytes : Arrays.copyOfRange(bytes, done, bytes.length));
            if (written < 0 && errno() != Errno.EINTR.number()) {
                return false;
            }
            done += Math.max(0, written);
        }
        return true;
    }

    /** How many characters a line of the terminal has; 0 for what is no terminal. {@code TIOCGWINSZ}. */
    public final int terminalWidth(int fd) {
        byte[] winsize = new byte[WINSIZE];
        int errno = errno();
        if (ioctl(fd, TIOCGWINSZ, winsize) < 0) {
            failWith(errno);
            return 0;
        }
        int columns = (int) LittleEndian.get(winsize, Short.BYTES, Short.BYTES);
        return columns == 0 ? TERMINAL_WIDTH : columns;
    }

    /** Waits for one descriptor: its events, 0 when the time is up, or -1. */
    public final int poll(int fd, int events, int timeoutMillis) {
        try (StackFrame frame = frame()) {
            long pollfd = frame.allocate(littleEndian((events & 0xffffL) << Integer.SIZE | fd, Long.BYTES));
            int ready = (int) syscall(Unistd.POLL, pollfd, 1, timeoutMillis);
            return ready <= 0 ? ready : (int) (loadLong(pollfd) >>> POLLFD_REVENTS);
        }
    }

    public final int close(int fd) {
        return (int) syscall(Unistd.CLOSE, fd);
    }

    /** Prints to standard output; the format is Java's. */
    @FormatMethod
    public final void printf(@FormatString String format, @Nullable Object... arguments) {
        print(STDOUT_FILENO, String.format(Locale.ROOT, format, arguments));
    }

    /** Prints to a descriptor. */
    @FormatMethod
    public final void dprintf(int fd, @FormatString String format, @Nullable Object... arguments) {
        print(fd, String.format(Locale.ROOT, format, arguments));
    }

    private void print(int fd, String text) {
        int errno = errno();
        if (writeAll(fd, Utf8.encode(text))) {
            failWith(errno);
        } else if (fd == STDOUT_FILENO && outputError == 0) {
            outputError = errno();
        }
    }

    /** Says so if something could not be printed. What gnulib's {@code close_stdout} does when a program ends. */
    final boolean checkOutput(String program) {
        if (outputError != 0) {
            failWith(outputError);
            perror(program + ": write error");
        }
        return outputError == 0;
    }

    /** Prints to standard error what was tried, and glibc's text for errno. */
    public final void perror(String what) {
        dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno()));
    }

    /**
     * A line of standard input without its end, or null at the end of the file or after an error, which
     * {@link #inputFailed()} tells apart. A signal's handler does not end it.
     */
    public final @Nullable String getline() {
        return getline(() -> false);
    }

    /**
     * As {@link #getline()}, but a signal's handler may end it, with EINTR.
     *
     * @param over asked after each signal whether nobody wants the line any more
     */
    public final @Nullable String getline(BooleanSupplier over) {
        byte[] line = input.next(over);
        if (line == null) {
            return null;
        }
        boolean whole = line[line.length - 1] == '\n';
        return Utf8.decode(line, 0, whole ? line.length - 1 : line.length);
    }

    /** True if the last {@link #getline()} ended with an error, which errno tells. {@code ferror(stdin)}. */
    public final boolean inputFailed() {
        return input.failed();
    }
}
