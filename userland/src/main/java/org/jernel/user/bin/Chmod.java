package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Changes rights: {@code chmod MODE FILE...}, the mode in octal or as {@code u+x,go-w}. */
public final class Chmod implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        // A mode may begin with a dash, and so there are no options.
        if (argv.size() < 3) {
            String what = argv.size() < 2 ? "missing operand" : "missing operand after '" + argv.get(1) + "'";
            libc.dprintf(Libc.STDERR_FILENO, "chmod: %s\n", what);
            return 1;
        }
        int umask = libc.umask(0);
        libc.umask(umask);
        String mode = argv.get(1);
        if (FileModes.apply(mode, 0, umask) == null) {
            libc.dprintf(Libc.STDERR_FILENO, "chmod: invalid mode: '%s'\n", mode);
            return 1;
        }
        int code = 0;
        for (String file : argv.subList(2, argv.size())) {
            code |= change(libc, file, mode, umask);
        }
        return code;
    }

    private static int change(Libc libc, String file, String mode, int umask) {
        Stat stat = libc.stat(file);
        if (stat == null) {
            libc.perror("chmod: cannot access '" + file + "'");
            return 1;
        }
        Integer changed = FileModes.apply(mode, stat.mode(), umask);
        if (changed == null || libc.chmod(file, changed) < 0) {
            libc.perror("chmod: changing permissions of '" + file + "'");
            return 1;
        }
        return 0;
    }
}
