package org.jernel.user.strace;

import org.jspecify.annotations.Nullable;

/** Writes one argument of a call as strace does. */
@FunctionalInterface
interface Printer {

    /**
     * The text of an argument.
     *
     * @param value the register
     * @return the text, or null where the call does not take this argument
     */
    @Nullable
    String print(TracedCall call, long value);
}
