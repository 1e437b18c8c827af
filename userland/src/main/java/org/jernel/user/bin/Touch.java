package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Makes files, or sets the times of those that are there to now: {@code touch [-c] FILE...}. */
final class Touch implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-c] FILE...", "c").with("no-create", 'c');
    private static final int RIGHTS = 0666;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        if (use.operands().isEmpty()) {
            use.refuse("missing file operand");
            return 1;
        }
        int code = 0;
        for (String file : use.operands()) {
            code |= touch(libc, file, use.has('c'));
        }
        return code;
    }

    private static int touch(Libc libc, String file, boolean onlyIfThere) {
        if (libc.utimens(file, null, null, 0) == 0) {
            return 0;
        }
        if (libc.errno() == Errno.ENOENT.number()) {
            if (onlyIfThere) {
                return 0;
            }
            int fd = libc.open(file, Libc.O_WRONLY | Libc.O_CREAT, RIGHTS);
            if (fd >= 0) {
                libc.close(fd);
                return 0;
            }
        }
        libc.perror("touch: cannot touch '" + file + "'");
        return 1;
    }
}
