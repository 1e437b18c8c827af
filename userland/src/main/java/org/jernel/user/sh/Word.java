package org.jernel.user.sh;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A word as it was written, before parameters in it have values.
 *
 * @param parts what it is made of, from the left; empty quotes are an empty part
 */
record Word(List<Part> parts) {

    /** A piece of a word. */
    sealed interface Part {}

    /** Characters that stand for themselves. */
    record Literal(String text, boolean quoted) implements Part {}

    /** {@code $((EXPRESSION))}; what stands in it was expanded before it is computed. */
    record Arithmetic(Word expression, boolean quoted) implements Part {}

    /** {@code $NAME}; without quotes its value is split into fields. */
    record Parameter(String name, boolean quoted) implements Part {}

    /** {@code $(COMMAND)}: what the command writes; without quotes that is split into fields. */
    record Substitution(Script script, boolean quoted) implements Part {}

    Word {
        parts = List.copyOf(parts);
    }

    /** The text of a word in which nothing is quoted or expanded, such as a reserved one; null for others. */
    @Nullable
    String bare() {
        return parts.size() == 1 && parts.getFirst() instanceof Literal(String text, boolean quoted) && !quoted
                ? text
                : null;
    }

    /** The text that the word was made of, without its quotes: for messages. */
    @Override
    public String toString() {
        return parts.stream()
                .map(part -> switch (part) {
                    case Literal literal -> literal.text();
                    case Parameter parameter -> "$" + parameter.name();
                    case Substitution _ -> "$()";
                    case Arithmetic _ -> "$(())";
                })
                .collect(Collectors.joining());
    }
}
