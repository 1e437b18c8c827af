package org.jernel.user.cli;

import java.util.List;

import org.jernel.user.libc.Libc;

/** The first program, which executes the shell in its place. {@code run_init_process} of {@code init/main.c}. */
final class Init {

    private static final String SHELL = "/bin/menuos";
    private static final int NOT_EXECUTABLE = 126;

    private Init() {}

    static int main(Libc libc, List<String> argv) {
        int _ = libc.execve(SHELL, argv, List.of("HOME=/root", "PATH=/bin", "TERM=linux"));
        libc.perror(SHELL);
        return NOT_EXECUTABLE;
    }
}
