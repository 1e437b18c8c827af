package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Takes empty directories away: {@code rmdir DIRECTORY...}. */
final class Rmdir implements Program {

    private static final Getopt OPTIONS = Getopt.of("DIRECTORY...", "");

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1)) {
            return use.exitCode(1);
        }
        int code = 0;
        for (String directory : use.operands()) {
            if (libc.rmdir(directory) < 0) {
                libc.perror("rmdir: failed to remove '" + directory + "'");
                code = 1;
            }
        }
        return code;
    }
}
