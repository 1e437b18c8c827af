package org.jernel.user.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A console on a terminal: JLine is its line discipline, with editing, history and completion.
 *
 * <p>A program's prompt is the part of its output after the last line end; JLine is told of it, so that it can draw the line
 * anew.
 */
final class JlineConsole implements TerminalConsole {

    private static final String ERASE_LINE = "\r\033[K";

    private final Terminal terminal;
    private final LineReader reader;
    private String unfinishedLine = "";
    private boolean editing;

    JlineConsole(Terminal terminal, List<String> words) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("jernel")
                .completer(new StringsCompleter(words))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    static JlineConsole open(List<String> words) throws IOException {
        return new JlineConsole(TerminalBuilder.builder().system(true).build(), words);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (editing) {
            reader.printAbove(text);
            return;
        }
        terminal.writer().print(text);
        terminal.flush();
        int lastEnd = text.lastIndexOf('\n');
        unfinishedLine = lastEnd < 0 ? unfinishedLine + text : text.substring(lastEnd + 1);
    }

    @Override
    public byte @Nullable [] readLine() {
        String prompt = beginEditing();
        try {
            return (reader.readLine(prompt) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (UserInterruptException e) {
            return "\n".getBytes(StandardCharsets.UTF_8);
        } catch (EndOfFileException e) {
            return null;
        } finally {
            endEditing();
        }
    }

    private synchronized String beginEditing() {
        String prompt = unfinishedLine;
        if (!prompt.isEmpty()) {
            terminal.writer().print(ERASE_LINE);
            terminal.flush();
        }
        unfinishedLine = "";
        editing = true;
        return prompt;
    }

    private synchronized void endEditing() {
        editing = false;
    }

    @Override
    public void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }

    @Override
    public void onSuspend(Runnable action) {
        terminal.handle(Terminal.Signal.TSTP, signal -> action.run());
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
