package org.jernel.user.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys on a terminal: editing, history, completion, Ctrl-C and Ctrl-D. */
@Timeout(30)
final class JlineConsoleTest {

    private static final String BACKSPACE = "\177";
    private static final String CTRL_D = "\004";
    private static final String LEFT = "\033[D";
    private static final String UP = "\033[A";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private LineDisciplineTerminal terminal;
    private JlineConsole console;

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.UTF_8);
        console = new JlineConsole(terminal, List.of("help", "hello", "version"));
    }

    @AfterEach
    void close() throws IOException {
        console.close();
    }

    private String read(String keys) {
        type(keys);
        byte[] line = console.readLine();
        return line == null ? "end" : new String(line, StandardCharsets.UTF_8);
    }

    private void type(String keys) {
        try {
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void aLineCanBeEdited() {
        assertThat(read("hellp" + BACKSPACE + "o\r")).isEqualTo("hello\n");
        assertThat(read("bc" + LEFT + LEFT + "a\r")).isEqualTo("abc\n");
    }

    @Test
    void tabCompletesACommand() {
        assertThat(read("ver\t\r").strip()).isEqualTo("version");
    }

    @Test
    void upRecallsTheLineBefore() {
        assertThat(read("hello\r")).isEqualTo("hello\n");
        assertThat(read(UP + "\r")).isEqualTo("hello\n");
    }

    @Test
    void ctrlDEndsTheInput() {
        assertThat(read(CTRL_D)).isEqualTo("end");
    }

    @Test
    void ctrlCForgetsTheLine() throws InterruptedException {
        Thread user = Thread.ofPlatform().start(() -> {
            // Keys that come before the editor are shown by the terminal itself, and Ctrl-C then has nobody to tell.
            awaitThat(() -> !terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON));
            type("nonsense");
            awaitThat(() -> screen.toString(StandardCharsets.UTF_8).contains("nonsense"));
            terminal.raise(Terminal.Signal.INT);
        });
        assertThat(read("")).isEqualTo("\n");
        user.join();
        assertThat(read("hello\r")).isEqualTo("hello\n");
    }

    @Test
    void thePromptIsTheUnfinishedLineOfTheOutput() {
        byte[] output = "done\nMenuOS>>".getBytes(StandardCharsets.UTF_8);
        console.write(output, 0, output.length);
        assertThat(read("hello\r")).isEqualTo("hello\n");
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("MenuOS>>hello");
    }
}
