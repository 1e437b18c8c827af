package org.jernel.kernel.console;

import java.io.IOException;
import java.io.InterruptedIOException;

import org.jspecify.annotations.Nullable;

/** The embedder's side of a {@link Console}: where output goes and lines come from. */
public interface ConsoleBackend {

    /** Shows bytes. Called by any task, also while a line is being read. */
    void write(byte[] bytes, int offset, int length);

    /**
     * Waits for the next line; called by one thread, and only when a program wants to read.
     *
     * @return the line with its end; nothing where the user ends the input of the one program that reads, as by Ctrl-D; or null
     *     at the end of all input, after which it is not called again
     * @throws InterruptedIOException if the user typed what means a signal instead: who still wants a line has one asked for
     *     anew
     */
    byte @Nullable [] readLine() throws IOException;
}
