package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Makes a script of input, or nothing at all of it. POSIX, 2.10, without functions. */
final class Parser {

    /** What ends a list of commands in a compound command. */
    private static final Set<String> ENDS = Set.of("then", "elif", "else", "fi", "do", "done", "esac", "}");

    private final String input;
    private final int firstLine;
    private final List<Token> tokens;
    private int at;

    /** How many compound commands are open. */
    private int depth;

    private Parser(String input, int firstLine, boolean isAll, int nested) throws SyntaxException {
        this.input = input;
        this.firstLine = firstLine;
        this.tokens = new Lexer(input, firstLine, isAll, nested).tokens();
    }

    /**
     * Parses input of one or more lines.
     *
     * @param firstLine the number of the first of them
     * @param isAll whether nothing follows, so that the end also ends a here-document
     * @param nested how many commands whose output is meant this text is in
     */
    static Script parse(String input, int firstLine, boolean isAll, int nested) throws SyntaxException {
        Parser parser = new Parser(input, firstLine, isAll, nested);
        Script script = parser.list();
        if (!(parser.peek() instanceof Token.End)) {
            throw parser.unexpected("");
        }
        return script;
    }

    private Script list() throws SyntaxException {
        List<Script.Item> items = new ArrayList<>();
        skipNewlines();
        depth++;
        if (depth > Lexer.MOST_NESTED) {
            throw new SyntaxException(Lexer.line(input, firstLine, peek().offset()), Lexer.TOO_DEEP);
        }
        while (!endsList()) {
            items.add(item());
            skipNewlines();
        }
        depth--;
        return new Script(items);
    }

    /** A list that must have a command, up to a word that ends it. */
    private Script listUpTo(String end) throws SyntaxException {
        Script script = list();
        if (script.items().isEmpty()) {
            throw unexpected(isWord(end) || is(end) ? "" : end);
        }
        expect(end);
        return script;
    }

    private boolean endsList() {
        String word = reserved();
        return peek() instanceof Token.End || is(")") || is(";;") || (word != null && ENDS.contains(word));
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

    /** The bare word that stands here, or null. */
    private @Nullable String reserved() {
        return peek() instanceof Token.WordToken(Word word, int _, int _) ? word.bare() : null;
    }

    private boolean isWord(String word) {
        return word.equals(reserved());
    }

    private boolean skipWord(String word) {
        boolean there = isWord(word);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String wordOrOperator) throws SyntaxException {
        if (!skipWord(wordOrOperator) && !skip(wordOrOperator)) {
            throw unexpected(wordOrOperator);
        }
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
        if (!background && !skip(";") && !is("\n") && !endsList()) {
            throw unexpected("");
        }
        return new Script.Item(first, rest, background, source);
    }

    private Script.Pipeline pipeline() throws SyntaxException {
        int start = peek().offset();
        boolean negated = skipWord("!");
        List<Script.Command> commands = new ArrayList<>();
        commands.add(command());
        while (skip("|")) {
            skipNewlines();
            commands.add(command());
        }
        return new Script.Pipeline(negated, commands, input.substring(start, tokens.get(at - 1).end()));
    }

    private Script.Command command() throws SyntaxException {
        Script.Clause clause = clause();
        if (clause == null) {
            return simple();
        }
        List<Redirection> redirections = new ArrayList<>();
        while (peek() instanceof Token.RedirectionOperator) {
            redirections.add(redirection());
        }
        return new Script.Compound(clause, redirections);
    }

    private Script.@Nullable Clause clause() throws SyntaxException {
        if (skip("(")) {
            return new Script.Subshell(listUpTo(")"));
        }
        String word = reserved();
        if (word == null) {
            return null;
        }
        int before = at++;
        switch (word) {
            case "if":
                return ifClause();
            case "while", "until":
                Script condition = listUpTo("do");
                return new Script.Loop(word.equals("until"), condition, listUpTo("done"));
            case "for":
                return forClause();
            case "case":
                return caseClause();
            case "{":
                return new Script.Group(listUpTo("}"));
            default:
                at = before;
                if (ENDS.contains(word) || word.equals("!")) {
                    throw unexpected("");
                }
                return null;
        }
    }

    private Script.Clause ifClause() throws SyntaxException {
        List<Script.Branch> branches = new ArrayList<>();
        do {
            Script condition = listUpTo("then");
            Script body = list();
            if (body.items().isEmpty()) {
                throw unexpected(peek() instanceof Token.End ? "fi" : "");
            }
            branches.add(new Script.Branch(condition, body));
        } while (skipWord("elif"));
        Script otherwise = new Script(List.of());
        if (skipWord("else")) {
            otherwise = listUpTo("fi");
        } else {
            expect("fi");
        }
        return new Script.If(branches, otherwise);
    }

    private Script.Clause forClause() throws SyntaxException {
        String name = reserved();
        if (name == null || !Variables.isName(name)) {
            throw error(peek().offset(), "Bad for loop variable");
        }
        at++;
        List<Word> words = null;
        skipNewlines();
        if (skipWord("in")) {
            words = new ArrayList<>();
            while (peek() instanceof Token.WordToken(Word word, int _, int _)) {
                words.add(word);
                at++;
            }
            if (!is(";") && !is("\n")) {
                throw unexpected("");
            }
        }
        boolean _ = skip(";");
        skipNewlines();
        expect("do");
        return new Script.For(name, words, listUpTo("done"));
    }

    private Script.Clause caseClause() throws SyntaxException {
        Word word = word("word");
        skipNewlines();
        expect("in");
        skipNewlines();
        List<Script.CaseItem> items = new ArrayList<>();
        boolean more = true;
        while (more && !isWord("esac")) {
            boolean _ = skip("(");
            List<Word> patterns = new ArrayList<>(List.of(word(")")));
            while (skip("|")) {
                patterns.add(word(")"));
            }
            expect(")");
            items.add(new Script.CaseItem(patterns, list()));
            more = skip(";;");
            if (!more && !isWord("esac")) {
                throw unexpected(";;");
            }
            skipNewlines();
        }
        expect("esac");
        return new Script.Case(word, items);
    }

    private Word word(String expected) throws SyntaxException {
        if (!(peek() instanceof Token.WordToken(Word word, int _, int _))) {
            throw unexpected(expected);
        }
        at++;
        return word;
    }

    private Script.Command simple() throws SyntaxException {
        List<Script.Assignment> assignments = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<Redirection> redirections = new ArrayList<>();
        int start = at;
        while (true) {
            switch (peek()) {
                case Token.WordToken(Word word, int _, int _) -> {
                    Script.Assignment assignment = words.isEmpty() ? assignment(word) : null;
                    if (assignment == null) {
                        words.add(word);
                    } else {
                        assignments.add(assignment);
                    }
                    at++;
                }
                case Token.RedirectionOperator _ -> redirections.add(redirection());
                case Token.Operator _,Token.End _ -> {
                    if (is("(") && words.size() == 1 && at == start + 1) {
                        throw error(peek().offset(), "functions are not supported");
                    }
                    if (at == start) {
                        throw unexpected("");
                    }
                    return new Script.Simple(assignments, words, redirections);
                }
            }
        }
    }

    private Redirection redirection() throws SyntaxException {
        if (!(peek() instanceof Token.RedirectionOperator(int fd, Redirection.Kind kind, Word document, int _, int _))) {
            throw unexpected("");
        }
        at++;
        if (document != null) {
            return new Redirection(fd, kind, document);
        }
        if (!(peek() instanceof Token.WordToken(Word target, int _, int _))) {
            throw unexpected("");
        }
        at++;
        return new Redirection(fd, kind, target);
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

    /** @param expected what ought to stand here, empty where more than one thing might */
    private SyntaxException unexpected(String expected) {
        Token token = peek();
        String what = switch (token) {
            case Token.End _ -> "end of file";
            case Token.Operator(String text, int _, int _) -> text.equals("\n") ? "newline" : quoted(text);
            case Token.RedirectionOperator _ -> "redirection";
            case Token.WordToken(Word word, int _, int _) -> {
                String bare = word.bare();
                yield bare != null && (ENDS.contains(bare) || bare.equals("!")) ? quoted(bare) : "word";
            }
        };
        String message = what + " unexpected"
                + (expected.isEmpty()
                        ? ""
                        : " (expecting " + (expected.equals("word") ? expected : quoted(expected)) + ")");
        return token instanceof Token.End
                ? new IncompleteException(Lexer.line(input, firstLine, token.offset()), message)
                : error(token.offset(), message);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private SyntaxException error(int offset, String message) {
        return new SyntaxException(Lexer.line(input, firstLine, offset), message);
    }
}
