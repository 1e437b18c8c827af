package org.jernel.user.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import org.jernel.kernel.console.ConsoleBackend;
import org.jspecify.annotations.Nullable;

/** A console without a keyboard, whose output goes to a writer. */
record PrinterConsole(PrintWriter out) implements ConsoleBackend {

    @Override
    public void write(byte[] bytes, int offset, int length) {
        out.print(new String(bytes, offset, length, StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public byte @Nullable [] readLine() {
        return null;
    }
}
