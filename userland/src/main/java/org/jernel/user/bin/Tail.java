package org.jernel.user.bin;

import java.util.Arrays;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Shows the last lines or bytes, and what is added: {@code tail [-n [+]LINES | -c [+]BYTES] [-f] [-s SECONDS] [-qv] [FILE]...}. */
final class Tail implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-n [+]LINES | -c [+]BYTES] [-f] [-s SECONDS] [-qv] [FILE]...", "n:c:fs:qv")
                    .with("lines", 'n')
                    .with("bytes", 'c')
                    .with("follow", 'f')
                    .with("sleep-interval", 's')
                    .with("quiet", 'q')
                    .with("verbose", 'v');

    private static final int BUFFER = 64 * 1024;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, Extent.modern(argv, "+-"));
        if (use.isOver()) {
            return use.exitCode(1);
        }
        Extent extent = Extent.parse(libc, "tail", use);
        Long interval = Sleep.nanos(use.has('s') ? use.value('s') : "1");
        if (interval == null) {
            libc.dprintf(Libc.STDERR_FILENO, "tail: invalid number of seconds: '%s'\n", use.value('s'));
        }
        if (extent == null || interval == null) {
            return 1;
        }
        if (use.has('f') && use.operands().size() > 1) {
            libc.dprintf(Libc.STDERR_FILENO, "tail: only one file can be followed\n");
            return 1;
        }
        boolean all = Inputs.forEachTitled(libc, use, "tail", (fd, name) -> {
            boolean shown = extent.sign() == '+' ? from(libc, fd, name, extent) : last(libc, fd, name, extent);
            while (shown && use.has('f')) {
                libc.nanosleep(interval);
                shown = copy(libc, fd, name);
            }
            return shown;
        });
        return all ? 0 : 1;
    }

    private static boolean last(Libc libc, int fd, String name, Extent extent) {
        Backlog backlog = new Backlog(libc, extent, older -> {});
        boolean all = backlog.fill("tail", name, fd);
        backlog.pieces().forEach(piece -> Output.write(libc, "tail: write error", piece, piece.length));
        return all;
    }

    /** All but what stands before the line or byte of that number. */
    private static boolean from(Libc libc, int fd, String name, Extent extent) {
        byte[] buffer = new byte[BUFFER];
        long left = extent.count() - 1;
        while (left > 0) {
            int got = libc.read(fd, buffer);
            if (got <= 0) {
                return ended(libc, got, name);
            }
            int skipped = extent.within(buffer, got, left);
            left -= extent.countIn(buffer, skipped);
            byte[] rest = Arrays.copyOfRange(buffer, skipped, got);
            Output.write(libc, "tail: write error", rest, rest.length);
        }
        return copy(libc, fd, name);
    }

    private static boolean copy(Libc libc, int fd, String name) {
        byte[] buffer = new byte[BUFFER];
        int got = libc.read(fd, buffer);
        while (got > 0) {
            Output.write(libc, "tail: write error", buffer, got);
            got = libc.read(fd, buffer);
        }
        return ended(libc, got, name);
    }

    private static boolean ended(Libc libc, int got, String name) {
        if (got < 0) {
            libc.perror("tail: error reading '%s'".formatted(name));
        }
        return got == 0;
    }
}
