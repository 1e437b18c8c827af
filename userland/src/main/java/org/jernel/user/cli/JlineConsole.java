package org.jernel.user.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
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
    private static final byte[] NOTHING = {};

    private final Terminal terminal;
    private final LineReader reader;
    private volatile Runnable interrupt = () -> {};
    private volatile Runnable suspend = () -> {};

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = NOTHING;
    private String unfinishedLine = "";
    private boolean editing;

    /** JLine has ended the line of what was typed, which a shell does too. */
    private boolean lineDropped;

    /** The line is dropped for Ctrl-Z and not for Ctrl-C. */
    private boolean suspending;

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
        String text = decode(bytes, offset, length);
        if (editing) {
            reader.printAbove(text);
            return;
        }
        boolean endsDropped = lineDropped && text.startsWith("\n");
        lineDropped = false;
        terminal.writer().print(endsDropped ? text.substring(1) : text);
        terminal.flush();
        int lastEnd = text.lastIndexOf('\n');
        unfinishedLine = lastEnd < 0 ? unfinishedLine + text : text.substring(lastEnd + 1);
    }

    /** Keeps the beginning of a character until its end is written. */
    private String decode(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.allocate(incomplete.length + length)
                .put(incomplete)
                .put(bytes, offset, length)
                .flip();
        CharBuffer text = CharBuffer.allocate(in.remaining());
        CoderResult _ = decoder.decode(in, text, false);
        incomplete = new byte[in.remaining()];
        in.get(incomplete);
        return text.flip().toString();
    }

    @Override
    public byte @Nullable [] readLine() throws InterruptedIOException {
        String prompt = beginEditing();
        try {
            return (reader.readLine(prompt) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (UserInterruptException e) {
            dropLine(prompt);
            typed().run();
            throw new InterruptedIOException();
        } catch (EndOfFileException e) {
            dropLine("");
            return NOTHING;
        } finally {
            endEditing();
        }
    }

    /** Has the prompt shown again if no program writes another. */
    private synchronized void dropLine(String prompt) {
        editing = false;
        lineDropped = true;
        unfinishedLine = prompt;
    }

    /** What the user wants instead of a line. */
    private synchronized Runnable typed() {
        boolean suspended = suspending;
        suspending = false;
        return suspended ? suspend : interrupt;
    }

    private synchronized String beginEditing() {
        lineDropped = false;
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
        interrupt = action;
        terminal.handle(Terminal.Signal.INT, signal -> typed().run());
    }

    @Override
    public void onSuspend(Runnable action) {
        suspend = action;
        terminal.handle(Terminal.Signal.TSTP, signal -> {
            if (!suspendsEditing()) {
                action.run();
            }
        });
    }

    /** JLine knows one key that drops a line, and what is typed at it comes back as that. */
    private synchronized boolean suspendsEditing() {
        if (editing) {
            suspending = true;
            terminal.raise(Terminal.Signal.INT);
        }
        return editing;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
