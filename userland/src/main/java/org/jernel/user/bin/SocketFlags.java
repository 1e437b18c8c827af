package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** The options of {@code netstat} and {@code ss}. */
record SocketFlags(Getopt.Use use) {

    /** The options of a command line, or null after saying which of them the program does not know. */
    static @Nullable SocketFlags parse(Libc libc, List<String> argv, String known) {
        Getopt.Use use = Getopt.of("[-" + known + "]", known)
                .with("tcp", 't')
                .with("udp", 'u')
                .with("unix", 'x')
                .with("listening", 'l')
                .with("all", 'a')
                .with("numeric", 'n')
                .parse(libc, argv);
        return use.allows(0) ? new SocketFlags(use) : null;
    }

    boolean has(char letter) {
        return use.has(letter);
    }

    /** True for a protocol whose letter is there, and for all where no protocol's is. */
    boolean wants(char letter) {
        return has(letter) || !(has('t') || has('u') || has('x'));
    }
}
