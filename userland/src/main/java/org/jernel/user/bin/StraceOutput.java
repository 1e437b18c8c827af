package org.jernel.user.bin;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jernel.user.libc.Libc;
import org.jernel.user.strace.StraceFile;
import org.jernel.user.strace.StraceOptions;
import org.jspecify.annotations.Nullable;

/** Where the lines of strace go: standard error, a file, or a command that reads them. {@code outf} of strace. */
final class StraceOutput implements AutoCloseable {

    private static final int FILE_MODE = 0666;
    private static final int NONE = -1;

    private final Libc libc;
    private final String name;

    /** Negative while there is none. */
    private int fd;

    /** The command's task, or 0. */
    private final int reader;

    private Part part = Part.TEXT;

    /** The task whose file is open, or 0. */
    private int task;

    /** What is read of the next one's number. */
    private int next;

    /** Whose files have been begun. */
    private final Set<Integer> tasks = new HashSet<>();

    /** What the next byte belongs to. */
    private enum Part {
        TEXT,
        MESSAGE,
        TASK
    }

    private StraceOutput(Libc libc, String name, int fd, int reader) {
        this.libc = libc;
        this.name = name;
        this.fd = fd;
        this.reader = reader;
    }

    /** Opens what {@code -o} names, standard error for null. Returns null after saying why it cannot be had. */
    static @Nullable StraceOutput open(Libc libc, StraceOptions options) {
        String output = options.output();
        if (output == null) {
            return new StraceOutput(libc, "standard error", Libc.STDERR_FILENO, 0);
        }
        if (options.separate()) {
            return new StraceOutput(libc, output, NONE, 0);
        }
        if (output.startsWith("|") || output.startsWith("!")) {
            return command(libc, output.substring(1));
        }
        int fd = libc.open(output, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC | Libc.O_CLOEXEC, FILE_MODE);
        if (fd < 0) {
            libc.perror("strace: Can't fopen '" + output + "'");
            return null;
        }
        return new StraceOutput(libc, output, fd, 0);
    }

    private static @Nullable StraceOutput command(Libc libc, String command) {
        int[] pipe = libc.pipe();
        if (pipe == null) {
            libc.perror("strace: pipe");
            return null;
        }
        int reader = libc.clone(own -> {
            own.close(pipe[1]);
            own.dup2(pipe[0], Libc.STDIN_FILENO);
            own.close(pipe[0]);
            own.execve("/bin/sh", List.of("sh", "-c", command), own.environ());
            own.perror("strace: exec");
            return 1;
        });
        libc.close(pipe[0]);
        if (reader < 0) {
            libc.perror("strace: clone");
            libc.close(pipe[1]);
            return null;
        }
        return new StraceOutput(libc, command, pipe[1], reader);
    }

    boolean isStandardError() {
        return fd == Libc.STDERR_FILENO;
    }

    /** Not for the program that is traced. */
    void leaveTo(Libc own) {
        if (!isStandardError() && fd >= 0) {
            own.close(fd);
        }
    }

    /** Writes pieces of lines, and says so where that fails. */
    void write(byte[] text, int length) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            int c = text[at];
            if (part == Part.TASK) {
                number(c);
                from = at + 1;
            } else if (part == Part.MESSAGE
                    ? c == '\n'
                    : c == StraceFile.FOR_STANDARD_ERROR || c == StraceFile.OF_TASK) {
                // The newline is the message's, the byte that announces something is nobody's.
                piece(text, from, part == Part.MESSAGE ? at + 1 : at);
                part = part == Part.MESSAGE ? Part.TEXT : c == StraceFile.OF_TASK ? Part.TASK : Part.MESSAGE;
                from = at + 1;
            }
        }
        piece(text, from, length);
    }

    private void piece(byte[] text, int from, int to) {
        int target = part == Part.MESSAGE ? Libc.STDERR_FILENO : fd;
        if (from < to && target >= 0 && !libc.writeAll(target, Arrays.copyOfRange(text, from, to))
                && part != Part.MESSAGE) {
            libc.perror("strace: " + name);
        }
    }

    /** One of the digits of a task's number, or their end. */
    private void number(int c) {
        if (c != StraceFile.END_OF_TASK) {
            next = next * 10 + c - '0';
            return;
        }
        if (next != task) {
            turnTo(next);
        }
        next = 0;
        part = Part.TEXT;
    }

    /** Only one file is open: there may be more tasks than a task may have files. */
    private void turnTo(int pid) {
        if (fd >= 0) {
            libc.close(fd);
        }
        task = pid;
        String file = name + "." + pid;
        int first = tasks.add(pid) ? Libc.O_TRUNC : 0;
        fd = libc.open(file, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_CLOEXEC | first, FILE_MODE);
        if (fd < 0) {
            libc.perror("strace: Can't fopen '" + file + "'");
        }
    }

    @Override
    public void close() {
        if (!isStandardError() && fd >= 0) {
            libc.close(fd);
        }
        if (reader != 0) {
            libc.waitpid(reader, 0);
        }
    }
}
