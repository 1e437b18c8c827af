package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Writes files one after the other to standard output: {@code cat [FILE]...}, {@code -} for standard input. */
final class Cat implements Program {

    private static final Getopt OPTIONS = Getopt.of("[FILE]...", "u");
    private static final int BUFFER = 64 * 1024;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        boolean all = true;
        for (String file : use.operands().isEmpty() ? List.of("-") : use.operands()) {
            all &= cat(libc, file);
        }
        return all ? 0 : 1;
    }

    private static boolean cat(Libc libc, String file) {
        int fd = file.equals("-") ? Libc.STDIN_FILENO : libc.open(file, Libc.O_RDONLY);
        if (fd < 0) {
            libc.perror("cat: " + file);
            return false;
        }
        boolean done = isOutput(libc, fd) ? refuse(libc, file) : copy(libc, fd, file);
        if (fd != Libc.STDIN_FILENO) {
            libc.close(fd);
        }
        return done;
    }

    private static boolean refuse(Libc libc, String file) {
        libc.dprintf(Libc.STDERR_FILENO, "cat: %s: input file is output file\n", file);
        return false;
    }

    /** A regular file that is read and written at once would grow for ever. */
    private static boolean isOutput(Libc libc, int fd) {
        Stat in = libc.fstat(fd);
        Stat out = libc.fstat(Libc.STDOUT_FILENO);
        return in != null && out != null
                && in.is(Stat.S_IFREG) && in.size() > 0
                && in.dev() == out.dev() && in.ino() == out.ino();
    }

    private static boolean copy(Libc libc, int fd, String file) {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int got = libc.read(fd, buffer);
            if (got < 0 && libc.errno() == Errno.EINTR.number()) {
                continue;
            }
            if (got < 0) {
                libc.perror("cat: " + file);
            }
            if (got <= 0) {
                return got == 0;
            }
            Output.write(libc, "cat: write error", buffer, got);
        }
    }
}
