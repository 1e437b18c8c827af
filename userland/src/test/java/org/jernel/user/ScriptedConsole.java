package org.jernel.user;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.console.ConsoleBackend;
import org.jspecify.annotations.Nullable;

/** A console that a test types on and reads from. */
public final class ScriptedConsole implements ConsoleBackend {

    private static final long PATIENCE_SECONDS = 20;

    /** What a program reads as the end of a file. */
    private static final String CTRL_D = "";

    private final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
    private final StringBuilder screen = new StringBuilder();

    /** Types lines, which programs get one by one. */
    public ScriptedConsole type(String... lines) {
        for (String line : lines) {
            typed.add(Optional.of(line + "\n"));
        }
        return this;
    }

    /** Types Ctrl-D, which ends the input of the program that reads. */
    public ScriptedConsole typeEnd() {
        typed.add(Optional.of(CTRL_D));
        return this;
    }

    /** Ends the input. */
    public ScriptedConsole end() {
        typed.add(Optional.empty());
        return this;
    }

    /** What was written until now. */
    public synchronized String screen() {
        return screen.toString();
    }

    /** Waits until the screen shows the text; fails after a while, with what it shows instead. */
    public synchronized void awaitText(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (screen.indexOf(text) < 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("waited for <" + text + ">, saw <" + screen + ">");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        screen.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
        notifyAll();
    }

    @Override
    public byte @Nullable [] readLine() {
        try {
            return typed.take().map(line -> line.getBytes(StandardCharsets.UTF_8)).orElse(null);
        } catch (InterruptedException e) {
            return null;
        }
    }
}
