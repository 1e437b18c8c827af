package org.jernel.user.cli;

import java.io.Console;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.jernel.kernel.console.ConsoleBackend;

/** The console of a kernel on what the JVM was started from: a terminal with line editing, or plain streams. */
interface TerminalConsole extends ConsoleBackend, AutoCloseable {

    /** Has {@code action} run when the user presses Ctrl-C; the line that is being edited is dropped. */
    void onInterrupt(Runnable action);

    /** Has {@code action} run when the user presses Ctrl-Z; the line that is being edited is dropped. */
    void onSuspend(Runnable action);

    @Override
    void close() throws IOException;

    /** Opens the one that fits. {@code words} are completed. */
    static TerminalConsole open(List<String> words) throws IOException {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return terminal ? JlineConsole.open(words) : new StreamConsole(System.in, System.out);
    }
}
