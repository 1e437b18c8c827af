package org.jernel.kernel.console;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** The embedder's side of a {@link Console}: where output goes and lines come from. */
public interface ConsoleBackend {

    /** Shows bytes. Called by any task, also while a line is being read. */
    void write(byte[] bytes, int offset, int length);

    /**
     * Waits for the next line; called by one thread, and only when a program wants to read.
     *
     * @return the line with its end, or null at the end of the input, after which it is not called again
     */
    byte @Nullable [] readLine() throws IOException;
}
