package org.jernel.user.sh;

import java.util.List;
import java.util.stream.Collectors;

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

    /** {@code $NAME}; without quotes its value is split into fields. */
    record Parameter(String name, boolean quoted) implements Part {}

    /** {@code $(COMMAND)}: what the command writes; without quotes that is split into fields. */
    record Substitution(Script script, boolean quoted) implements Part {}

    Word {
        parts = List.copyOf(parts);
    }

    /** The text that the word was made of, without its quotes: for messages. */
    @Override
    public String toString() {
        return parts.stream()
                .map(part -> switch (part) {
                    case Literal literal -> literal.text();
                    case Parameter parameter -> "$" + parameter.name();
                    case Substitution _ -> "$()";
                })
                .collect(Collectors.joining());
    }
}
