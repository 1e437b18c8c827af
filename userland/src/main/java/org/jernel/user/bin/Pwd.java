package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Writes the working directory. */
final class Pwd implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        String directory = libc.getcwd();
        if (directory == null) {
            libc.perror("pwd: error retrieving current directory");
            return 1;
        }
        libc.printf("%s\n", directory);
        return 0;
    }
}
