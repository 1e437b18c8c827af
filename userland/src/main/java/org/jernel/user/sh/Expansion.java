package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Makes fields of words: parameters get their values, what is not quoted of those is split, and patterns become names. */
final class Expansion {

    private static final String BLANKS = " \t\n";

    private final Function<String, String> values;
    private final List<String> positional;
    private final Function<Script, String> outputs;
    private final Function<String, List<String>> pathnames;
    private final List<String> fields = new ArrayList<>();

    /** The field that is being made, null between fields; beside it the pattern, in which what was quoted is escaped. */
    private @Nullable StringBuilder field;

    private StringBuilder pattern = new StringBuilder();

    /**
     * Makes an expansion.
     *
     * @param values what a parameter stands for, empty for one that is not set
     * @param positional what {@code $@} stands for
     * @param outputs what a command writes
     * @param pathnames the names that match a pattern, none if it is none
     */
    Expansion(
            Function<String, String> values,
            List<String> positional,
            Function<Script, String> outputs,
            Function<String, List<String>> pathnames) {
        this.values = values;
        this.positional = positional;
        this.outputs = outputs;
        this.pathnames = pathnames;
    }

    /** The fields of a command's words. */
    List<String> fields(List<Word> words) {
        for (Word word : words) {
            word.parts().forEach(this::expand);
            endField();
        }
        return fields;
    }

    /** One word as one field, as for an assignment. */
    String value(Word word) {
        StringBuilder value = new StringBuilder();
        word.parts().forEach(part -> value.append(text(part)));
        return value.toString();
    }

    /** One word as a pattern, in which what was quoted is escaped. */
    String pattern(Word word) {
        for (Word.Part part : word.parts()) {
            boolean quoted = switch (part) {
                case Word.Literal literal -> literal.quoted();
                case Word.Parameter parameter -> parameter.quoted();
                case Word.Substitution substitution -> substitution.quoted();
                case Word.Arithmetic arithmetic -> arithmetic.quoted();
            };
            append(text(part), quoted);
        }
        return pattern.toString();
    }

    private String text(Word.Part part) {
        return switch (part) {
            case Word.Literal literal -> literal.text();
            case Word.Parameter parameter -> values.apply(parameter.name());
            case Word.Substitution substitution -> outputs.apply(substitution.script());
            case Word.Arithmetic arithmetic -> compute(arithmetic.expression());
        };
    }

    private String compute(Word expression) {
        return Long.toString(Arithmetic.evaluate(value(expression), values::apply));
    }

    private void expand(Word.Part part) {
        switch (part) {
            case Word.Literal(String text, boolean quoted) -> append(text, quoted);
            case Word.Parameter(String name, boolean quoted) when name.equals("@") -> expandPositional(quoted);
            case Word.Parameter(String name, boolean quoted) when quoted -> append(values.apply(name), true);
            case Word.Parameter(String name, boolean _) -> appendSplit(values.apply(name));
            case Word.Substitution(Script script, boolean quoted) when quoted -> append(outputs.apply(script), true);
            case Word.Substitution(Script script, boolean _) -> appendSplit(outputs.apply(script));
            case Word.Arithmetic(Word expression, boolean quoted) -> append(compute(expression), quoted);
        }
    }

    /** Each a field of its own; none at all where there are none. */
    private void expandPositional(boolean quoted) {
        for (int i = 0; i < positional.size(); i++) {
            if (i > 0) {
                endField();
            }
            if (quoted) {
                append(positional.get(i), true);
            } else {
                appendSplit(positional.get(i));
            }
        }
    }

    private void append(String text, boolean quoted) {
        StringBuilder current = field == null ? new StringBuilder() : field;
        field = current.append(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && Glob.isSpecial(c)) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
    }

    private void appendSplit(String value) {
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            boolean blank = i < value.length() && BLANKS.indexOf(value.charAt(i)) >= 0;
            if (blank || i == value.length()) {
                if (i > start) {
                    append(value.substring(start, i), false);
                }
                if (blank) {
                    endField();
                }
                start = i + 1;
            }
        }
    }

    private void endField() {
        StringBuilder ended = field;
        if (ended != null) {
            List<String> names = pathnames.apply(pattern.toString());
            fields.addAll(names.isEmpty() ? List.of(ended.toString()) : names);
        }
        field = null;
        pattern = new StringBuilder();
    }
}
