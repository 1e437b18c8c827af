package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Makes a script of input, or nothing at all of it. POSIX, 2.10, without compound commands and functions. */
final class Parser {

    /** What begins or ends a compound command. */
    private static final Set<String> RESERVED = Set.of(
            "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "function", "{",
            "}",
            "[[");

    private final String input;
    private final List<Token> tokens;
    private int at;

    private Parser(String input) throws SyntaxException {
        this.input = input;
        this.tokens = new Lexer(input).tokens();
    }

    /** Parses input of one or more lines. */
    static Script parse(String input) throws SyntaxException {
        return new Parser(input).script();
    }

    private Script script() throws SyntaxException {
        List<Script.Item> items = new ArrayList<>();
        skipNewlines();
        while (!(peek() instanceof Token.End)) {
            items.add(item());
            skipNewlines();
        }
        return new Script(items);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean is(String operator) {
        return peek() instanceof Token.Operator(String text, int _, int _) && text.equals(operator);
    }

    private boolean skip(String operator) {
        boolean there = is(operator);
        at += there ? 1 : 0;
        return there;
    }

    private void skipNewlines() {
        while (is("\n")) {
            at++;
        }
    }

    private Script.Item item() throws SyntaxException {
        int start = peek().offset();
        Script.Pipeline first = pipeline();
        List<Script.Link> rest = new ArrayList<>();
        while (is("&&") || is("||")) {
            boolean onSuccess = is("&&");
            at++;
            skipNewlines();
            rest.add(new Script.Link(onSuccess, pipeline()));
        }
        String source = input.substring(start, tokens.get(at - 1).end());
        boolean background = skip("&");
        if (!background && !skip(";") && !is("\n") && !(peek() instanceof Token.End)) {
            throw unexpected();
        }
        return new Script.Item(first, rest, background, source);
    }

    private Script.Pipeline pipeline() throws SyntaxException {
        boolean negated = false;
        int start = peek().offset();
        while (peek() instanceof Token.WordToken(Word word, int _, int _)
                && word.parts().equals(List.of(new Word.Literal("!", false)))) {
            negated = !negated;
            at++;
        }
        List<Script.Command> commands = new ArrayList<>();
        commands.add(command());
        while (skip("|")) {
            skipNewlines();
            commands.add(command());
        }
        return new Script.Pipeline(negated, commands, input.substring(start, tokens.get(at - 1).end()));
    }

    private Script.Command command() throws SyntaxException {
        List<Script.Assignment> assignments = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<Redirection> redirections = new ArrayList<>();
        int start = at;
        while (true) {
            switch (peek()) {
                case Token.WordToken(Word word, int _, int _) -> {
                    Script.Assignment assignment = words.isEmpty() ? assignment(word) : null;
                    if (assignment == null) {
                        if (words.isEmpty() && isReserved(word)) {
                            throw Lexer.error(
                                    input, peek().offset(), "'" + word + "': compound commands are not supported");
                        }
                        words.add(word);
                    } else {
                        assignments.add(assignment);
                    }
                    at++;
                }
                case Token.RedirectionOperator(int fd, Redirection.Kind kind, int _, int _) -> {
                    at++;
                    if (!(peek() instanceof Token.WordToken(Word target, int _, int _))) {
                        throw unexpected();
                    }
                    redirections.add(new Redirection(fd, kind, target));
                    at++;
                }
                case Token.Operator _,Token.End _ -> {
                    if (at == start) {
                        throw unexpected();
                    }
                    return new Script.Command(assignments, words, redirections);
                }
            }
        }
    }

    private static boolean isReserved(Word word) {
        return word.parts().size() == 1
                && word.parts().getFirst() instanceof Word.Literal(String text, boolean quoted)
                && !quoted && RESERVED.contains(text);
    }

    /** The word as an assignment, or null where it does not begin with a bare name and an equals sign. */
    private static Script.@Nullable Assignment assignment(Word word) {
        if (word.parts().isEmpty() || !(word.parts().getFirst() instanceof Word.Literal(String text, boolean quoted))) {
            return null;
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals);
        if (quoted || !Variables.isName(name)) {
            return null;
        }
        List<Word.Part> value = new ArrayList<>();
        value.add(new Word.Literal(text.substring(equals + 1), false));
        value.addAll(word.parts().subList(1, word.parts().size()));
        return new Script.Assignment(name, new Word(value));
    }

    private SyntaxException unexpected() {
        Token token = peek();
        String what = switch (token) {
            case Token.End _ -> "unexpected end";
            case Token.Operator(String text, int _, int _) when text.equals("\n") -> "unexpected end of line";
            case Token.Operator(String text, int _, int _) when text.equals("(") || text.equals(")") ->
                "unexpected '" + text + "': subshells and functions are not supported";
            default -> "unexpected '" + input.substring(token.offset(), token.end()) + "'";
        };
        return Lexer.error(input, token.offset(), what);
    }
}
