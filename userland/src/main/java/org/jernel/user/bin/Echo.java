package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Utf8;

/** Writes its arguments: {@code echo [-n] [STRING]...}; no other word is an option. */
final class Echo implements Program {

    @Override
    public int main(Libc libc, List<String> argv) {
        int first = 1;
        while (first < argv.size() && argv.get(first).equals("-n")) {
            first++;
        }
        String text = String.join(" ", argv.subList(first, argv.size())) + (first > 1 ? "" : "\n");
        if (libc.writeAll(Libc.STDOUT_FILENO, Utf8.encode(text))) {
            return 0;
        }
        libc.perror("echo: write error");
        return 1;
    }
}
