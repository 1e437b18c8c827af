package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;

/** Changes rights: {@code chmod MODE FILE...}, the mode in octal or as {@code u+x,go-w}. */
final class Chmod implements Program {

    private static final Getopt OPTIONS = Getopt.of("MODE FILE...", "");

    @Override
    public int main(Libc libc, List<String> argv) {
        // A mode may begin with a dash, and so what is there is taken for no option.
        Getopt.Use use = OPTIONS.parse(libc, argv.size() < 3 ? argv : argv.subList(0, 1));
        if (use.isOver() || (argv.size() < 3 && !use.needs(2))) {
            return use.exitCode(1);
        }
        int umask = libc.umask(0);
        libc.umask(umask);
        String mode = argv.get(1);
        if (FileModes.apply(mode, 0, umask) == null) {
            use.refuse("invalid mode: '%s'".formatted(mode));
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
