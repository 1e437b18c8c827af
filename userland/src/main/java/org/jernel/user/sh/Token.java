package org.jernel.user.sh;

import org.jspecify.annotations.Nullable;

/** A piece of input with its place in it. */
sealed interface Token {

    /** Where it begins in the input. */
    int offset();

    /** Where it ends. */
    int end();

    /** Words that begin with a name and {@code =} may be assignments. */
    record WordToken(Word word, int offset, int end) implements Token {}

    /** {@code ;} and {@code &&} and the like; a newline is one too. */
    record Operator(String text, int offset, int end) implements Token {}

    /**
     * {@code 2>}, {@code >&} and the like.
     *
     * @param document the lines of a here-document, whose delimiter belongs to this token; otherwise null, and a word follows
     */
    record RedirectionOperator(int fd, Redirection.Kind kind, @Nullable Word document, int offset, int end)
            implements
                Token {}

    /** The end of the input. */
    record End(int offset) implements Token {

        @Override
        public int end() {
            return offset;
        }
    }
}
