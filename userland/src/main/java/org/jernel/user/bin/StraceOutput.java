package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.strace.StraceFile;
import org.jspecify.annotations.Nullable;

/** Where the lines of strace go: standard error, a file, or a command that reads them. {@code outf} of strace. */
final class StraceOutput implements AutoCloseable {

    private static final int FILE_MODE = 0666;

    private final Libc libc;
    private final String name;
    private final int fd;

    /** The command's task, or 0. */
    private final int reader;

    private boolean isMessage;

    private StraceOutput(Libc libc, String name, int fd, int reader) {
        this.libc = libc;
        this.name = name;
        this.fd = fd;
        this.reader = reader;
    }

    /** Opens what {@code -o} names, standard error for null. Returns null after saying why it cannot be had. */
    static @Nullable StraceOutput open(Libc libc, @Nullable String output) {
        if (output == null) {
            return new StraceOutput(libc, "standard error", Libc.STDERR_FILENO, 0);
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
        if (!isStandardError()) {
            own.close(fd);
        }
    }

    /** Writes pieces of lines, and says so where that fails. */
    void write(byte[] text, int length) {
        int at = 0;
        while (at < length) {
            int end = at;
            while (end < length && (isMessage ? text[end] != '\n' : text[end] != StraceFile.FOR_STANDARD_ERROR)) {
                end++;
            }
            // The newline is the message's, the byte that announces one is nobody's.
            int to = isMessage && end < length ? end + 1 : end;
            byte[] piece = Arrays.copyOfRange(text, at, to);
            if (!libc.writeAll(isMessage ? Libc.STDERR_FILENO : fd, piece) && !isMessage) {
                libc.perror("strace: " + name);
            }
            at = isMessage ? to : end + 1;
            isMessage ^= end < length;
        }
    }

    @Override
    public void close() {
        if (!isStandardError()) {
            libc.close(fd);
        }
        if (reader != 0) {
            libc.waitpid(reader, 0);
        }
    }
}
