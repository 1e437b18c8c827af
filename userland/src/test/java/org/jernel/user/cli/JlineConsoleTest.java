package org.jernel.user.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Keys on a terminal: editing, history, completion, Ctrl-C and Ctrl-D. */
@Timeout(30)
final class JlineConsoleTest {

    private static final String BACKSPACE = "\177";
    private static final String CTRL_D = "\004";
    private static final String LEFT = "\033[D";
    private static final String UP = "\033[A";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private LineDisciplineTerminal terminal;
    private final List<String> typed = new CopyOnWriteArrayList<>();
    private JlineConsole console;

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.UTF_8);
        console = new JlineConsole(terminal, List.of("help", "hello", "version"));
        console.onInterrupt(() -> typed.add("interrupt"));
        console.onSuspend(() -> typed.add("suspend"));
    }

    @AfterEach
    void close() throws IOException {
        console.close();
    }

    private String read(String keys) throws IOException {
        type(keys);
        byte[] line = console.readLine();
        return line == null ? "end" : new String(line, StandardCharsets.UTF_8);
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        console.write(bytes, 0, bytes.length);
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
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
    void aLineCanBeEdited() throws IOException {
        assertThat(read("hellp" + BACKSPACE + "o\r")).isEqualTo("hello\n");
        assertThat(read("bc" + LEFT + LEFT + "a\r")).isEqualTo("abc\n");
    }

    @Test
    void tabCompletesACommand() throws IOException {
        assertThat(read("ver\t\r").strip()).isEqualTo("version");
    }

    @Test
    void upRecallsTheLineBefore() throws IOException {
        assertThat(read("hello\r")).isEqualTo("hello\n");
        assertThat(read(UP + "\r")).isEqualTo("hello\n");
    }

    @Test
    void ctrlDEndsTheInputOfOneRead() throws IOException {
        assertThat(read(CTRL_D)).isEmpty();
        assertThat(read("hello\r")).isEqualTo("hello\n");
    }

    @Test
    void ctrlCDropsTheLineAndIsForThePrograms() throws Exception {
        dropsTheLine(Terminal.Signal.INT);
        assertThat(typed).containsExactly("interrupt");
    }

    @Test
    void ctrlZDropsTheLineAndIsForThePrograms() throws Exception {
        dropsTheLine(Terminal.Signal.TSTP);
        assertThat(typed).containsExactly("suspend");
        dropsTheLine(Terminal.Signal.INT);
        assertThat(typed).containsExactly("suspend", "interrupt");
    }

    private void dropsTheLine(Terminal.Signal signal) throws Exception {
        String prompt = "MenuOS>>";
        write(prompt);
        int before = screen.size();
        Thread user = Thread.ofPlatform().start(() -> {
            // Keys that come before the editor are shown by the terminal itself, and Ctrl-C then has nobody to tell.
            awaitThat(() -> !terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON));
            type("nonsense");
            awaitThat(() -> shown().substring(before).contains("nonsense"));
            terminal.raise(signal);
        });
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(console::readLine);
        user.join();
        assertThat(read("hello\r")).isEqualTo("hello\n");
        assertThat(shown().substring(before)).contains(prompt + "hello");
    }

    @Test
    void theLineThatAShellEndsAfterADroppedOneIsNoSecondOne() throws Exception {
        console.onInterrupt(() -> write("\nMenuOS>>"));
        dropsTheLine(Terminal.Signal.INT);
        assertThat(plain()).containsPattern("nonsense[^\n]*\nMenuOS>>");
        write("\n\nx\n");
        assertThat(plain()).endsWith("\n\nx\n");
        assertThat(read(CTRL_D)).isEmpty();
        write("\nquit");
        assertThat(plain()).containsPattern("x\n[^\n]*\nquit$");
    }

    /** The screen without the terminal's escapes. */
    private String plain() {
        return shown().replaceAll("\033\\[[?0-9;]*[A-Za-z]|\r", "");
    }

    @Test
    void aCharacterMayComeInTwoPieces() {
        byte[] word = "é€\n".getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < word.length; at++) {
            console.write(word, at, 1);
        }
        write("é");
        console.write(word, 0, 1);
        write("x");
        assertThat(plain()).isEqualTo("é€\né\ufffdx");
    }

    @Test
    void thePromptIsTheUnfinishedLineOfTheOutput() throws IOException {
        write("done\nMenuOS>>");
        assertThat(read("hello\r")).isEqualTo("hello\n");
        assertThat(shown()).contains("MenuOS>>hello");
    }
}
