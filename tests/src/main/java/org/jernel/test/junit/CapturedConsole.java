package org.jernel.test.junit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.jernel.kernel.console.ConsoleBackend;
import org.jspecify.annotations.Nullable;

/** What the task of a test prints to; nobody types on it. */
final class CapturedConsole implements ConsoleBackend {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Override
    public void write(byte[] bytes, int offset, int length) {
        printed.write(bytes, offset, length);
    }

    @Override
    public byte @Nullable [] readLine() {
        return null;
    }

    @Override
    public String toString() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
