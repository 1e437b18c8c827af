package org.jernel.user.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

import org.jspecify.annotations.Nullable;

/** A console on plain streams: lines from a pipe, output as it comes. */
final class StreamConsole implements TerminalConsole {

    private static final int LONGEST_PIECE = 64 * 1024;

    private final InputStream in;
    private final PrintStream out;

    StreamConsole(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (out) {
            out.write(bytes, offset, length);
            out.flush();
        }
    }

    /** Byte by byte, because what comes after the line may be for somebody else; a line of any length in pieces. */
    @Override
    public byte @Nullable [] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            line.write(next);
            if (next == '\n' || line.size() == LONGEST_PIECE) {
                return line.toByteArray();
            }
            next = in.read();
        }
        return line.size() == 0 ? null : line.toByteArray();
    }

    /** A process on a pipe that is interrupted ends; the JVM sees to that. */
    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void onSuspend(Runnable action) {}

    @Override
    public void close() {}
}
