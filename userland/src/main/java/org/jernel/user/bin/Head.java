package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Shows the first lines or bytes: {@code head [-n [-]LINES | -c [-]BYTES] [-qv] [FILE]...}. */
final class Head implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-n [-]LINES | -c [-]BYTES] [-qv] [FILE]...", "n:c:qv")
            .with("lines", 'n')
            .with("bytes", 'c')
            .with("quiet", 'q')
            .with("verbose", 'v');

    private static final int BUFFER = 64 * 1024;
    private static final int SEEK_CUR = 1;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, Extent.modern(argv, "-"));
        if (use.isOver()) {
            return use.exitCode(1);
        }
        Extent extent = Extent.parse(libc, "head", use);
        if (extent == null) {
            return 1;
        }
        boolean all = Inputs.forEachTitled(
                libc,
                use,
                "head",
                (fd, name) -> extent.sign() == '-' ? allBut(libc, fd, name, extent) : head(libc, fd, name, extent));
        return all ? 0 : 1;
    }

    private static boolean allBut(Libc libc, int fd, String name, Extent extent) {
        return new Backlog(libc, extent, piece -> Output.write(libc, "head: write error", piece, piece.length))
                .fill("head", name, fd);
    }

    private static boolean head(Libc libc, int fd, String name, Extent extent) {
        byte[] buffer = new byte[BUFFER];
        long left = extent.count();
        while (left > 0) {
            // Bytes that are not shown are left to who reads the pipe next.
            int got = libc.read(fd, buffer, extent.bytes() ? (int) Math.min(BUFFER, left) : BUFFER);
            if (got < 0) {
                libc.perror("head: error reading '%s'".formatted(name));
            }
            if (got <= 0) {
                return got == 0;
            }
            int shown = extent.within(buffer, got, left);
            Output.write(libc, "head: write error", buffer, shown);
            left -= extent.countIn(buffer, shown);
            if (shown < got) {
                // Who reads the file next gets what was not shown, if it is one that can be wound back.
                long _ = libc.lseek(fd, shown - (long) got, SEEK_CUR);
            }
        }
        return true;
    }
}
