package org.jernel.kernel.file;

import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;

/** The pipe between two files as their splice operations see it. Modelled on {@code fs/splice.c}. */
@CheckReturnValue
public interface SplicePipe {

    /** What is done with the bytes that leave a pipe. {@code splice_actor}. */
    @FunctionalInterface
    interface Actor {

        /**
         * Takes bytes out of the pipe's own pages.
         *
         * @param more true if others follow at once
         * @return the bytes taken, or what ends the splice: 0 or -errno
         */
        long splice(IovIter pages, boolean more);
    }

    /** How many pages can be added. For {@code splice_read}, which has the pipe locked. */
    int room();

    /** Adds a part of a page, which stays the caller's too and must not change any more. {@code add_to_pipe}. */
    void addToPipe(Page page, int offset, int length);

    /**
     * Reads into new pages and adds those that were filled: {@code splice_read} of a file that has no pages of its own.
     * {@code copy_splice_read}.
     *
     * @param read reads into the iterator and returns the bytes, 0 at the end, or -errno
     */
    long copySpliceRead(long length, ToLongFunction<IovIter> read);

    /**
     * Hands what is in the pipe to the actor, up to the length, and waits for the first byte of it unless the flags say not
     * to. For {@code splice_write}. {@code splice_from_pipe}.
     *
     * @return the bytes taken, 0 at the pipe's end, or -errno: the pipe's or the actor's
     */
    long spliceFromPipe(long length, int flags, Actor actor);
}
