package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Writes the working directory. */
final class Pwd implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-P]", "P").with("physical", 'P');

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        String directory = libc.getcwd();
        if (directory == null) {
            libc.perror("pwd: error retrieving current directory");
            return 1;
        }
        libc.printf("%s\n", directory);
        return 0;
    }
}
