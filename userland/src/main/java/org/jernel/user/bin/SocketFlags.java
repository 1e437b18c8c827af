package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;

/** The options of {@code netstat} and {@code ss}. */
record SocketFlags(Getopt.Use use) {

    /** The options of a command line; where they are {@linkplain Getopt.Use#isOver over}, what is wrong with them has been said. */
    static SocketFlags parse(Libc libc, List<String> argv, String known) {
        Getopt.Use use = Getopt.of("[-" + known + "]", known)
                .with("tcp", 't')
                .with("udp", 'u')
                .with("unix", 'x')
                .with("listening", 'l')
                .with("all", 'a')
                .with("numeric", 'n')
                .parse(libc, argv);
        boolean _ = use.allows(0);
        return new SocketFlags(use);
    }

    boolean has(char letter) {
        return use.has(letter);
    }

    /** True for a protocol whose letter is there, and for all where no protocol's is. */
    boolean wants(char letter) {
        return has(letter) || !(has('t') || has('u') || has('x'));
    }
}
